"""Registry keys in free text: where one ends is a guess, since the names in it may hold spaces."""

from __future__ import annotations

import re

from socdomain.sources.observables.normalise import normalise_observable
from socdomain.sources.observables.observable import Observable, ObservableType
from socdomain.sources.observables.spans import without_closing_punctuation, without_spans

_HIVE = (
    r"[HhRr\\](?<![\w\\].)(?:(?<=[Hh])(?i:K(?:LM|CU|CR|CC|U"
    r"|EY_(?:LOCAL_MACHINE|CURRENT_USER|CLASSES_ROOT|CURRENT_CONFIG|USERS)))"
    r"|(?:(?<=[Rr])|(?<=\\)\\*+[Rr])(?i:EGISTRY\\++(?:MACHINE|USER))):?\\"
)
# Further words of a name, as in "Windows NT": capitalised, and with something behind them that goes on or closes
# ("->" stands before a value's name in rules of configuration checks).
_FURTHER_WORDS = r"""(?:(?:[ ](?!HK)[A-Z0-9(][\w.()&+-]{0,63}+){1,6}+(?=[\\"'<\t\r\n]|\Z|[ ]->))?+"""
_KEY = re.compile(rf"""{_HIVE}(?:\\*+[^\\\s\x00-\x1f\x7f-\x9f\ud800-\udfff"'<>|,;=*?]++{_FURTHER_WORDS})++""")
_MAX_QUOTED_LENGTH = 2048


def cut_registry_keys(text: str, found: list[Observable]) -> str:
    """Adds each registry key that begins with its hive, and returns the text without them.

    In quotation marks a key ends with them. Elsewhere it ends at a space, but for capitalised words that clearly belong
    to it.
    """
    lowered = text.lower()
    if "hk" not in lowered and "registry\\" not in lowered:
        return text
    spans = []
    match = _KEY.search(text)
    while match is not None:
        start, end = match.start(), _quoted_end(text, match.start())
        if end < 0:
            end = start + len(without_closing_punctuation(match[0]))
        key = normalise_observable(ObservableType.REGISTRY_KEY, text[start:end])
        if key is not None:
            found.append(key)
        spans.append((start, end))
        match = _KEY.search(text, max(end, match.end()))
    return without_spans(text, spans)


def _quoted_end(text: str, start: int) -> int:
    """Returns where the quotation ends that begins just before a place, or -1."""
    quote = text[start - 1 : start] if start else ""
    if quote not in ('"', "'"):
        return -1
    end = text.find(quote, start, start + _MAX_QUOTED_LENGTH)
    return end if "\n" not in text[start : max(start, end)] else -1
