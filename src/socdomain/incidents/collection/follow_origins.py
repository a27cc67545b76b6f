"""From events of Graylog to what they were made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from socdomain.connectors.capabilities import FoundDocument
from socdomain.connectors.keeps_events import DocumentPlace
from socdomain.incidents.collection.bodies import Lead
from socdomain.sources.builtin import recognise
from socdomain.sources.builtin.graylog import GRAYLOG, ORIGIN_DOCUMENT
from socdomain.sources.graylog_origin import customer_code_of, origin_of, without_mark
from socdomain.sources.normalised_event import EventFlag

MOST_DEEP: Final = 5
"""How many origins of origins are followed."""

Fetch = Callable[[Sequence[DocumentPlace]], Mapping[DocumentPlace, FoundDocument]]


def follow_origins(events: Sequence[FoundDocument], fetch: Fetch) -> list[Lead]:
    """Returns for each event what is to be taken.

    That is the message that it was made of, where that is a document of a tool that is known; else the event itself,
    with the message beside it. An event that was made of an event leads to where that one leads. An aggregation, and an
    event whose origin is gone, or lies more than 5 deep, is taken itself.

    Args:
        events: Documents of ``gl-events*``.
        fetch: Returns those of some documents that are there.

    Raises:
        ConnectorError: ``fetch`` does.
    """
    at, leads = list(events), dict[int, Lead]()
    for _ in range(MOST_DEEP):
        ahead: dict[int, DocumentPlace] = {}
        for number in range(len(events)):
            if number in leads:
                continue
            origin = origin_of(at[number].source)
            if origin is None:
                leads[number] = _standing(at[number])
            else:
                ahead[number] = DocumentPlace(origin.index, origin.id)
        found = fetch(list(ahead.values())) if ahead else {}
        for number, place in ahead.items():
            document, origin = found.get(place), origin_of(at[number].source)
            if document is None:
                leads[number] = _standing(at[number], flags=(EventFlag.ORIGIN_MISSING,))
            elif origin is not None and origin.is_event:
                at[number] = document
            else:
                leads[number] = _of_message(document, at[number], events[number])
    return [
        leads.get(number) or _standing(event, flags=(EventFlag.ORIGIN_MISSING,)) for number, event in enumerate(events)
    ]


def _of_message(message: FoundDocument, event: FoundDocument, begun_at: FoundDocument) -> Lead:
    source = recognise(message.source)
    if source is None:
        return _standing(event, beside=message)
    # Said beside the message, so that it counts as well where the message is rejected, and tried again.
    code = customer_code_of(event.source) or customer_code_of(begun_at.source)
    return Lead(message, source, {"customer_code": code} if code else {})


def _standing(event: FoundDocument, *, beside: FoundDocument | None = None, flags: tuple[EventFlag, ...] = ()) -> Lead:
    document = FoundDocument(event.index, event.id, without_mark(event.source))
    return Lead(document, GRAYLOG.name, {} if beside is None else {ORIGIN_DOCUMENT: dict(beside.source)}, flags)
