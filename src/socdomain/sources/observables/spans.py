"""What the searches in free text have in common."""

from __future__ import annotations

import string

from socdomain.sources.observables.normalise import read_refanged
from socdomain.sources.observables.observable import Observable, ObservableType

# Letters of other scripts are not among them: in a text without spaces an address ends where they begin.
ALPHANUMERIC = frozenset(string.ascii_letters + string.digits)
WORD = ALPHANUMERIC | {"_"}

# A line break or tab that JSON within JSON spells out: the letter is no part of the word that follows.
_ESCAPES = ("\\n", "\\r", "\\t")

_SENTENCE_MARKS = ".,;:!?*"
_OPENING = {")": "(", "]": "[", "}": "{"}


def add_found(found: list[Observable], kind: ObservableType, text: str) -> bool:
    """Adds what a clean piece of refanged text is as an observable of a kind; tells whether it is one."""
    observable = read_refanged(kind, text)
    if observable is None:
        return False
    found.append(observable)
    return True


def ends_in(before: str, characters: frozenset[str]) -> bool:
    """Tells whether what stands before a place ends in one of some characters, and not in an escape sequence."""
    return before[-1:] in characters and not before.endswith(_ESCAPES)


def without_spans(text: str, spans: list[tuple[int, int]]) -> str:
    """Returns text with a line break in place of each span, so that nothing is found in it twice.

    Args:
        text: Any text.
        spans: Start and end of each, in order and apart.
    """
    kept, place = [], 0
    for start, end in spans:
        kept.append(text[place:start])
        place = end
    return "\n".join([*kept, text[place:]]) if kept else text


def without_closing_punctuation(text: str) -> str:
    """Returns text without the marks at its end that belong to the sentence around it, nor a bracket opened there."""
    while text:
        last = text[-1]
        opening = _OPENING.get(last)
        if last in _SENTENCE_MARKS:
            text = text.rstrip(_SENTENCE_MARKS)
        elif opening is not None and text.count(last) > text.count(opening):
            text = text[:-1]
        else:
            break
    return text
