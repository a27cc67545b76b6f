"""What a document would become, as the page beside the editor shows it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from attrs import Factory, frozen

from entrypoints.console.catalog import TEXT
from entrypoints.console.faults import REFUSED, Faults, faults_of, no_such_customer
from entrypoints.console.sources.source_forms import SourceForm
from entrypoints.container import Container
from socdomain.errors import NotFoundError
from socdomain.ids import RejectedEventId
from socdomain.incidents.preview_arrival import ArrivalPreview, ArrivalWanted
from socdomain.principal import Principal
from socdomain.sources.normalised_event import AssetMention, NormalisedEvent
from socdomain.sources.observables import defang
from socdomain.sources.severity import Severity

_MOST_OBSERVABLES: Final = 60
_LONGEST: Final = 600
_UNKNOWN_SEVERITY: Final = "severity_unknown"


@frozen
class ShownObservable:
    """An observable, written so that nobody follows it by accident."""

    type: str
    defanged: str
    is_internal: bool


@frozen
class ShownEvent:
    """What a mapping makes of a document.

    Attributes:
        title: One line that names what happened.
        description: More of the same.
        severity: By the mapping's table.
        occurred_at: The time in it; None where none can be read.
        rule_id: The rule that fired.
        asset: What it happened to; empty for nothing.
        user: The user account.
        techniques: ATT&CK technique ids.
        observables: The first of them.
        more_observables: How many more there are.
        fingerprint_fields: What decides, beside customer, source and rule, whether two events are the same.
        marks: Codes that may say whose it is, each behind its field.
        context: What an analyst wants to see at once.
    """

    title: str
    description: str
    severity: Severity
    occurred_at: datetime | None
    rule_id: str | None
    asset: str
    user: str | None
    techniques: tuple[str, ...]
    observables: tuple[ShownObservable, ...]
    more_observables: int
    fingerprint_fields: tuple[tuple[str, str], ...]
    marks: tuple[tuple[str, str], ...]
    context: tuple[tuple[str, str], ...]


@frozen
class Preview:
    """What a document would become.

    Attributes:
        faults: What is wrong with the source as it was typed.
        is_asked: Whether there is a document.
        event: What the mapping makes of it; None where it cannot be read.
        reason: Why it would be rejected, in words; empty where it would not.
        detail: What and where.
        customer: Code of its customer.
        doubts: What was not understood.
        fingerprint: In hexadecimal digits; empty where it would be rejected.
    """

    faults: Faults = Factory(Faults)
    is_asked: bool = False
    event: ShownEvent | None = None
    reason: str = ""
    detail: str = ""
    customer: str | None = None
    doubts: tuple[str, ...] = ()
    fingerprint: str = ""


def previewed(container: Container, source: str, sent: SourceForm, by: Principal) -> Preview:
    """Returns what the document in a form would become, with the source as it stands there.

    Args:
        container: The use cases.
        source: Name of the source.
        sent: What was typed; a rejected event that it names is there.
        by: Who asks.

    Raises:
        NotFoundError: There is no such source.
        NotAllowedError: They may not.
    """
    is_asked = bool(sent.document.strip())
    try:
        settings = sent.settings(source)
    except REFUSED as error:
        return Preview(faults_of(error), is_asked=is_asked)
    if not is_asked:
        return Preview()
    sent_as = None if sent.rejected is None else RejectedEventId(sent.rejected)
    wanted = ArrivalWanted(source, sent.document.encode("utf-8", "surrogatepass"), settings, sent_as)
    try:
        return _shown(container.preview_arrival.execute(wanted, by=by))
    except NotFoundError as error:
        return Preview(no_such_customer(error, "default_customer"), is_asked=True)


def _shown(arrival: ArrivalPreview) -> Preview:
    event, rejected = arrival.event, arrival.rejected
    doubts = [flag.value for flag in arrival.flags]
    # What would be rejected has no flags: it is said of it all the same, since it may be the reason.
    if event is not None and not event.severity_known and _UNKNOWN_SEVERITY not in doubts:
        doubts.append(_UNKNOWN_SEVERITY)
    return Preview(
        is_asked=True,
        event=None if event is None else _shown_event(event),
        reason="" if rejected is None else TEXT.sources.reasons[rejected.value],
        detail=arrival.detail,
        customer=arrival.customer,
        doubts=tuple(TEXT.sources.flags[doubt] for doubt in doubts),
        fingerprint=arrival.fingerprint.hex() if arrival.fingerprint else "",
    )


def _shown_event(event: NormalisedEvent) -> ShownEvent:
    return ShownEvent(
        title=event.title,
        description=_cut(event.description),
        severity=event.severity,
        occurred_at=event.occurred_at,
        rule_id=event.rule_id,
        asset=_asset(event.asset),
        user=event.user,
        techniques=event.techniques,
        observables=tuple(
            ShownObservable(one.type.value, defang(one), one.internal) for one in event.observables[:_MOST_OBSERVABLES]
        ),
        more_observables=max(0, len(event.observables) - _MOST_OBSERVABLES),
        fingerprint_fields=event.fingerprint_fields,
        marks=tuple((mark.path, mark.code) for mark in event.customer_marks),
        context=tuple((name, _cut(_text(value))) for name, value in event.context.items()),
    )


def _asset(mention: AssetMention | None) -> str:
    return "" if mention is None else " ".join(filter(None, (mention.kind.value, mention.name, mention.agent_id)))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
