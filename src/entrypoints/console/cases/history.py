"""What was done to a case, in words that people read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from litestar import Request, Response, get
from litestar.params import FromPath

from entrypoints.api.caller import needs
from entrypoints.api.wired import By, Paged, UseCases
from entrypoints.console.addresses import next_address
from entrypoints.console.catalog import TEXT
from entrypoints.console.lists import PAGED
from entrypoints.console.pages import Rendered
from socdomain.ids import CaseId
from socdomain.incidents.activity import HistoryEntry
from socdomain.incidents.queries import get_case, list_case_history
from socdomain.incidents.views import CaseDetail
from socdomain.principal import Scope

_LONGEST: Final = 120
"""Characters of a text that stand beside what it was before; the whole of it can be opened."""


@frozen
class Difference:
    """A field that was changed.

    Attributes:
        name: What people call it.
        before: What it was; empty for nothing.
        after: What it became; empty for nothing.
        is_long: Whether one of them takes more than a line.
    """

    name: str
    before: str
    after: str

    @property
    def is_long(self) -> bool:
        """Whether one of them takes more than a line."""
        return max(len(self.before), len(self.after)) > _LONGEST or "\n" in self.before + self.after


@frozen
class Happening:
    """One thing that was done.

    Attributes:
        at: When.
        by: Login name of who did it.
        what: What was done.
        differences: The fields that were changed.
        alerts: The alerts that it was done with.
    """

    at: datetime
    by: str
    what: str
    differences: tuple[Difference, ...] = ()
    alerts: tuple[str, ...] = ()


@frozen
class HistoryPage:
    """All that was done to a case."""

    detail: CaseDetail
    history: tuple[Happening, ...]
    next: str | None


@get(
    "/cases/{case_id:uuid}/history",
    **needs(Scope.CASES_READ),
    dependencies=PAGED,
    sync_to_thread=True,
)
def show(
    request: Request[Any, Any, Any], case_id: FromPath[UUID], page: Paged, by: By, pages: Rendered, container: UseCases
) -> Response[bytes]:
    """Shows all that was done to a case."""
    detail = get_case(container.reading(by.reach), CaseId(case_id), by=by)
    found = list_case_history(container.reading(by.reach), CaseId(case_id), page.request, by=by)
    model = HistoryPage(detail, tuple(map(happening, found.items)), next_address(request, page.cursor_after(found)))
    return pages.answer(request, "cases/history.html", model)


def happening(entry: HistoryEntry) -> Happening:
    """Returns what was done, in words."""
    what = TEXT.cases.actions.get(entry.action, entry.action)
    alerts = (*_texts(entry.before.get("alerts")), *_texts(entry.after.get("alerts")))
    if entry.action != "changed":
        return Happening(entry.at, entry.by, what, alerts=alerts)
    names = [*entry.after, *(name for name in entry.before if name not in entry.after)]
    return Happening(entry.at, entry.by, what, tuple(_difference(name, entry) for name in names))


def _difference(name: str, entry: HistoryEntry) -> Difference:
    return Difference(TEXT.cases.fields.get(name, name), _value(name, entry.before), _value(name, entry.after))


def _value(name: str, values: Mapping[str, Any]) -> str:
    value = values.get(name)
    if value is None:
        return TEXT.shell.nobody if name == "assignee" else ""
    words: Mapping[str, Mapping[str, str]] = {
        "status": TEXT.incidents.statuses,
        "severity": TEXT.incidents.severities,
    }
    return words.get(name, {}).get(str(value), str(value))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()
