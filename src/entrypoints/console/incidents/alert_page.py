"""What the page of an alert shows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from attrs import frozen

from entrypoints.console.attack.techniques import Technique, technique_of
from entrypoints.console.catalog import TEXT
from entrypoints.console.charts.spark import Spark, spark
from entrypoints.console.faults import NO_FAULTS, Faults
from entrypoints.console.incidents.document_tree import Budget, Tree, tree_of
from entrypoints.console.once_forms import new_once
from socdomain.incidents.activity import HistoryEntry
from socdomain.incidents.alert_activity import Activity
from socdomain.incidents.event import Event
from socdomain.incidents.status import Status, Verdict
from socdomain.incidents.views import MOST_SHOWN, AlertDetail, ShownObservable
from socdomain.pages import Page
from socdomain.sources.observables import defang
from socdomain.sources.severity import Severity

_LONGEST_CONTEXT: Final = 500


@frozen
class ShownDocument:
    """An event, with its document as a tree.

    Attributes:
        event: The event.
        why: Why it belongs to the alert.
        tree: Its document; None where its bytes are not kept any more.
    """

    event: Event
    why: str
    tree: Tree | None


@frozen
class Difference:
    """One field that somebody changed."""

    label: str
    before: str
    after: str


@frozen
class Deed:
    """Something that somebody did."""

    entry: HistoryEntry
    what: str
    differences: tuple[Difference, ...]


@frozen
class ShownValue:
    """An observable, as it is and so that nobody follows it."""

    kind: str
    value: str
    defanged: str
    is_internal: bool


@frozen
class ShownActivity:
    """When events were: how many in equal spans, as marks."""

    chart: Spark
    begin: datetime
    end: datetime
    total: int


@frozen
class AlertPage:
    """An alert.

    Attributes:
        detail: The alert with what belongs to it.
        techniques: Its techniques, by name.
        context: Fields of its first event.
        observables: What its events show.
        documents: Its latest events.
        history: Who did what, the latest first, as far as the page goes.
        has_more_history: Whether there is more of it.
        most_comments: How many comments are shown at most; None where there are fewer.
        severities: What can be set, the worst first, and what people call them.
        verdicts: What it can turn out to be.
        is_mine: Whether the reader works on it.
        looked_at: When the reader looked at it last, before this visit; None for never.
        activity: When its events were; None where there is but one.
        once: What makes a double click on a comment one act.
        people: Whom it can be assigned to.
        told: What was done before.
        faults: What is wrong with a form that was refused; see ``ChangeForm.form``, and ``comment``.
    """

    detail: AlertDetail
    techniques: tuple[Technique, ...]
    context: tuple[tuple[str, str], ...]
    observables: tuple[ShownValue, ...]
    documents: tuple[ShownDocument, ...]
    history: tuple[Deed, ...]
    has_more_history: bool
    most_comments: int | None
    severities: tuple[tuple[str, str], ...]
    verdicts: tuple[Verdict, ...]
    is_mine: bool
    looked_at: datetime | None
    activity: ShownActivity | None
    once: str
    people: tuple[str, ...] = ()
    told: str = ""
    faults: Faults = NO_FAULTS

    def is_new(self, since: datetime) -> bool:
        """Tells whether something that is there since a time was not there when the reader looked last."""
        return self.looked_at is not None and since > self.looked_at

    @property
    def is_closed(self) -> bool:
        """Whether nothing is left to do."""
        return self.detail.alert.status is Status.CLOSED


def alert_page(
    detail: AlertDetail,
    events: Iterable[Event],
    history: Page[HistoryEntry],
    activity: Activity,
    *,
    reader: str,
    looked_at: datetime | None,
) -> AlertPage:
    """Returns what the page of an alert shows.

    Args:
        detail: The alert.
        events: Its latest events.
        history: Who did what, the latest of it.
        activity: When its events were.
        reader: Login name of who reads it.
        looked_at: When they looked at it last, before this visit.
    """
    alert = detail.alert
    return AlertPage(
        detail=detail,
        techniques=tuple(technique_of(one) for one in alert.techniques),
        context=tuple((name, _brief(value)) for name, value in alert.context.items()),
        observables=tuple(_value(one) for one in detail.observables),
        documents=shown_documents(events),
        history=tuple(deed(entry) for entry in history.items),
        has_more_history=history.next is not None,
        most_comments=MOST_SHOWN if len(detail.comments) == MOST_SHOWN else None,
        severities=tuple((one.word, TEXT.incidents.severities[one.word]) for one in reversed(Severity)),
        verdicts=tuple(Verdict),
        is_mine=alert.assignee == reader,
        looked_at=looked_at,
        activity=_activity(activity, alert.last_seen),
        once=new_once(),
    )


def shown_documents(events: Iterable[Event]) -> tuple[ShownDocument, ...]:
    """Returns events as one page shows them: what there is no room for is left out, and said to be."""
    budget = Budget()
    return tuple(
        ShownDocument(
            event,
            TEXT.alert.joined[event.joined_by.value],
            None if event.body is None else tree_of(event.body, budget),
        )
        for event in events
    )


def _activity(activity: Activity, last_seen: datetime) -> ShownActivity | None:
    total = sum(activity.counts)
    return ShownActivity(spark(activity.counts), activity.start, last_seen, total) if total > 1 else None


def _value(shown: ShownObservable) -> ShownValue:
    one = shown.observable
    return ShownValue(one.type.value, one.value, defang(one), one.internal)


def _brief(value: Any) -> str:
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_CONTEXT else f"{text[:_LONGEST_CONTEXT]}…"


def deed(entry: HistoryEntry) -> Deed:
    """Returns what somebody did, in words."""
    names = dict.fromkeys([*entry.before, *entry.after])
    differences = tuple(
        Difference(TEXT.alert.fields.get(name, name), _said(name, entry.before), _said(name, entry.after))
        for name in names
    )
    return Deed(entry, TEXT.alert.did.get(entry.action, entry.action), differences)


def _said(name: str, values: Mapping[str, Any]) -> str:
    value = values.get(name)
    if value is None or value in ("", []):
        return TEXT.shell.none
    if isinstance(value, list):
        return ", ".join(map(str, value))
    words = {"status": TEXT.incidents.statuses, "verdict": TEXT.incidents.verdicts}.get(name, {})
    return words.get(str(value), _brief(value))
