"""Changing a connector: what is left as it is stays, a secret too."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from attrs import evolve
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from entrypoints.api.again import settled
from entrypoints.api.caller import needs
from entrypoints.api.connectors.showing import shown
from entrypoints.api.uploads import LARGEST_UPLOAD_BYTES
from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import address
from entrypoints.console.catalog import TEXT
from entrypoints.console.connectors.adding import ConnectorForm, has_files
from entrypoints.console.connectors.fields import (
    EMPTIED,
    VALUE,
    Written,
    connector_faults,
    org_codes,
    present_fields,
    written_of,
)
from entrypoints.console.customer_codes import customer_codes
from entrypoints.console.faults import NO_FAULTS, Faults, changed_meanwhile
from entrypoints.console.guides import guide_html
from entrypoints.console.open_forms import OPENLY_WITH_FILES, OpenForm, OpenlySent, taking_parts
from entrypoints.console.pages import Rendered
from entrypoints.console.seeing import see
from entrypoints.container import Container
from socdomain.connectors.catalogue import FieldForm
from socdomain.connectors.change_connector import ConnectorChange
from socdomain.connectors.connector import Connector, ConnectorTakenError, SecretsWantedError
from socdomain.connectors.connector_changes import require_connectors
from socdomain.connectors.kind import ConnectorKind
from socdomain.connectors.queries import get_connector
from socdomain.errors import InvalidInputError, NotFoundError, StaleVersionError
from socdomain.ids import ConnectorId
from socdomain.principal import Principal, Scope

_REFUSED: Final = (InvalidInputError, ConnectorTakenError, SecretsWantedError, NotFoundError)


@get("/{connector_id:uuid}/edit", **needs(Scope.CONNECTORS_WRITE), sync_to_thread=True)
def show_form(
    request: Request[Any, Any, Any], connector_id: FromPath[UUID], by: By, container: UseCases, pages: Rendered
) -> Response[bytes]:
    """Shows the form of a connector that is there."""
    found, kind = _found(container, connector_id, by)
    return pages.answer(request, "connectors/form.html", _form(container, found, kind, by))


@post(
    "/{connector_id:uuid}/edit",
    **taking_parts(needs(Scope.CONNECTORS_WRITE)),
    dependencies=OPENLY_WITH_FILES,
    request_max_body_size=LARGEST_UPLOAD_BYTES,
    sync_to_thread=True,
)
def change(
    request: Request[Any, Any, Any],
    connector_id: FromPath[UUID],
    sent: OpenlySent,
    by: By,
    container: UseCases,
    pages: Rendered,
) -> Response[Any]:
    """Changes a connector; whoever changes where it leads has to give its secrets again."""
    found, kind = _found(container, connector_id, by)
    try:
        wanted = _wanted(kind, sent)
        use_case = container.connectors.change
        settled(use_case.execute, found.id, wanted, expected_version=sent.version(), by=by)
    except _REFUSED as error:
        page = _form(container, found, kind, by, sent, connector_faults(error, sent))
        return pages.answer(request, "connectors/form.html", page, status=page.faults.status)
    except StaleVersionError:
        present, kind = _found(container, connector_id, by)
        page = _meanwhile(container, present, kind, by, sent)
        return pages.answer(request, "connectors/form.html", page, status=page.faults.status)
    return see(address(f"/connectors/{connector_id}", [("done", "changed")]))


def _found(container: Container, connector_id: UUID, by: Principal) -> tuple[Connector, ConnectorKind]:
    require_connectors(by, Scope.CONNECTORS_WRITE)
    found = get_connector(container.reading(by.reach), ConnectorId(connector_id), by=by)
    return found, container.connectors.kinds.get(found.kind)


def _wanted(kind: ConnectorKind, sent: OpenForm) -> ConnectorChange:
    """Returns what to change: what a form does not show, a secret or a file, stays unless something takes its place."""
    values: dict[str, str | None] = {}
    for name, text in sent.below(VALUE).items():
        asked = next((one for one in kind.fields if one.name == name), None)
        is_shown = asked is None or not (asked.is_secret or asked.form is FieldForm.FILE)
        if text or is_shown:
            values[name] = text or None
    for name in sent.below(EMPTIED):
        if name not in sent.files and not values.get(name):
            values[name] = None
    return ConnectorChange(
        name=sent.text("name"),
        values=values,
        customer=sent.text("customer") or None,
        files=sent.files,
        org_customers=org_codes(sent.text("org_customers")),
    )


def _form(
    container: Container,
    found: Connector,
    kind: ConnectorKind,
    by: Principal,
    sent: OpenForm | None = None,
    faults: Faults = NO_FAULTS,
) -> ConnectorForm:
    (out,) = shown(container, [found], by)
    lines = "\n".join(f"{org}={code}" for org, code in out.org_customers.items())
    return ConnectorForm(
        title=TEXT.connectors.change_titled.format(name=found.name),
        action=address(f"/connectors/{found.id}/edit"),
        back=address(f"/connectors/{found.id}"),
        fields=present_fields(kind, found, sent),
        written=Written(found.name, out.customer or "", lines) if sent is None else written_of(sent),
        codes=customer_codes(container, by),
        faults=faults,
        has_files=has_files(kind),
        version=found.version if sent is None else sent.version(),
        guide=guide_html(kind.guide),
    )


def _meanwhile(
    container: Container, present: Connector, kind: ConnectorKind, by: Principal, sent: OpenForm
) -> ConnectorForm:
    """Returns what was typed once more, for the version that is there, beside how that stands."""
    stands = _form(container, present, kind, by)
    words = TEXT.connectors
    now = (
        (words.name, stands.written.name),
        *((one.label, one.text) for one in stands.fields if not one.is_hidden),
        (words.customer, stands.written.customer),
        (words.orgs, stands.written.org_customers),
    )
    form = _form(container, present, kind, by, sent, changed_meanwhile(now))
    return evolve(form, version=present.version)


HANDLERS: list[HTTPRouteHandler] = [show_form, change]
