"""Event shipper: sends events to whatever receives GELF."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final

from adapters.connector_kit.client_kit import ClientKit
from adapters.connector_kit.http_fields import TLS_FIELDS
from adapters.connector_kit.kind import Kind
from adapters.connectors.event_shipper.client import GelfClient
from adapters.connectors.event_shipper.simulator import GelfSimulator
from socdomain.connectors.capabilities import ShipsEvents
from socdomain.connectors.catalogue import AskedField, FieldForm
from socdomain.errors import InvalidInputError

_NAME: Final = re.compile(r"[\w-]{1,63}(\.[\w-]{1,63})*\.?")

_FIELDS: Final = (
    AskedField("host", "Host", help="Name or address of the receiver, such as graylog.example.org.", says_where=True),
    AskedField("port", "Port", help="Of its GELF input for TCP, often 12201.", form=FieldForm.PORT, says_where=True),
    AskedField(
        "tls",
        "By TLS",
        help="Whether the input speaks TLS; without it, everybody on the way can read the events.",
        form=FieldForm.FLAG,
        is_optional=True,
        says_where=True,
    ),
    *TLS_FIELDS,
)


def _rules(values: Mapping[str, str]) -> None:
    if not _is_host(values["host"]):
        raise InvalidInputError("values.host", "must be a name or an address, without port and path")
    for asked in TLS_FIELDS:
        if asked.name in values and not _is_by_tls(values):
            # Whoever says whom to believe takes it that somebody is asked for a certificate.
            raise InvalidInputError("values.tls", "must be true where it is said which certificate is believed")


def _is_host(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return len(text) <= 253 and bool(_NAME.fullmatch(text))
    return True


def _is_by_tls(values: Mapping[str, str]) -> bool:
    return values.get("tls") == "true"


def _build(kit: ClientKit) -> GelfClient:
    trust = kit.trust() if _is_by_tls(kit.values) else None
    return GelfClient(kit, kit.values["host"], int(kit.values["port"]), trust)


KIND: Final = Kind(
    name="event_shipper",
    title="Event shipper (GELF)",
    fields=_FIELDS,
    capabilities=(ShipsEvents,),
    build=_build,
    simulator=GelfSimulator,
    package=__name__,
    rules=_rules,
)
