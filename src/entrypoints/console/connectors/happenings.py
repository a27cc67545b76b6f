"""What has happened to a connector, as a table: who did what, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from attrs import frozen

from entrypoints.console.catalog import TEXT, filled
from entrypoints.console.connectors.latency import trial_of
from socdomain.connectors.history import Happening, HistoryEntry

_LONGEST: Final = 200
"""Characters that are shown of a value, such as a certificate's."""


@frozen
class HistoryRow:
    """Something that happened.

    Attributes:
        at: When.
        by: Who did it.
        word: What it was.
        lines: More of it, in words.
        version: The connector's version then.
    """

    at: datetime
    by: str
    word: str
    lines: tuple[str, ...]
    version: int


def history_row(entry: HistoryEntry) -> HistoryRow:
    """Returns an entry of a history as it is shown."""
    word = TEXT.connectors.happenings.get(entry.happening.value, entry.happening.value)
    return HistoryRow(entry.at, entry.by, word, tuple(_lines(entry)), entry.version)


def _lines(entry: HistoryEntry) -> Iterator[str]:
    detail = entry.detail
    match entry.happening:
        case Happening.VERIFIED:
            trial = trial_of(entry)
            yield filled(TEXT.connectors.trial, word=trial.word, latency_ms=f"{trial.latency_ms:,}")
            yield str(detail.get("advice", ""))
        case Happening.STATE_CHANGED:
            before, after = (str(detail.get(side, "")) for side in ("before", "after"))
            yield filled(
                TEXT.connectors.was_is,
                name=TEXT.connectors.state,
                before=TEXT.connectors.outcomes.get(before, before),
                after=TEXT.connectors.outcomes.get(after, after),
            )
        case Happening.CHANGED:
            yield from _changes(detail)


def _changes(detail: Mapping[str, Any]) -> Iterator[str]:
    before, after = _flat(detail.get("before", {})), _flat(detail.get("after", {}))
    given_anew = after.pop("secrets_given", "")
    for name in sorted({*before, *after}):
        was, now = before.get(name, ""), after.get(name, "")
        if was != now:
            yield filled(
                TEXT.connectors.was_is,
                name=name,
                before=was or TEXT.connectors.nothing,
                after=now or TEXT.connectors.nothing,
            )
    if given_anew:
        yield filled(TEXT.connectors.given_anew, names=given_anew)


def _flat(document: Any) -> dict[str, str]:
    """Returns values by name, those of what is inside too."""
    flat: dict[str, str] = {}
    for name, value in document.items() if isinstance(document, Mapping) else ():
        if isinstance(value, Mapping):
            flat |= {f"{name}.{inner}": _short(one) for inner, one in value.items()}
        else:
            flat[name] = _short(value)
    return flat


def _short(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
