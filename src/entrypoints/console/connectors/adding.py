"""Adding a connector: first which kind, then what that asks for."""

from __future__ import annotations

from typing import Annotated, Any, Final

from attrs import frozen
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, PathParameter
from markupsafe import Markup

from entrypoints.api.again import settled
from entrypoints.api.caller import needs
from entrypoints.api.uploads import LARGEST_UPLOAD_BYTES
from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import address
from entrypoints.console.catalog import TEXT
from entrypoints.console.connectors.fields import (
    VALUE,
    FormField,
    Written,
    connector_faults,
    new_fields,
    org_codes,
    written_of,
)
from entrypoints.console.connectors.shown import capability_words
from entrypoints.console.customer_codes import customer_codes
from entrypoints.console.faults import NO_FAULTS, Faults
from entrypoints.console.guides import guide_html
from entrypoints.console.open_forms import OPENLY_WITH_FILES, OpenForm, OpenlySent, taking_parts
from entrypoints.console.pages import Rendered
from entrypoints.console.seeing import see
from entrypoints.container import Container
from socdomain.connectors.add_connector import NewConnector
from socdomain.connectors.capabilities import capability_name
from socdomain.connectors.catalogue import FieldForm
from socdomain.connectors.connector import Connector, ConnectorTakenError
from socdomain.connectors.connector_changes import require_connectors
from socdomain.connectors.kind import ConnectorKind
from socdomain.errors import InvalidInputError, NotFoundError
from socdomain.principal import Principal, Scope

KindName = Annotated[str, PathParameter(max_length=80)]
_REFUSED: Final = (InvalidInputError, ConnectorTakenError, NotFoundError)


@frozen
class ShownKind:
    """A kind that can be chosen."""

    name: str
    title: str
    capabilities: tuple[str, ...]


@frozen
class KindsPage:
    """All kinds."""

    kinds: tuple[ShownKind, ...]


@frozen
class ConnectorForm:
    """The form of a connector.

    Attributes:
        title: What the page is about.
        action: Where the form is sent to.
        back: Where to go without sending it.
        fields: What the kind asks for.
        written: What stands in the other fields.
        codes: Codes of customers to choose from.
        faults: What is wrong with it.
        has_files: Whether a field takes a file.
        version: The version that is changed; 0 for a new one.
        guide: How to get what is asked for.
    """

    title: str
    action: str
    back: str
    fields: tuple[FormField, ...]
    written: Written
    codes: tuple[str, ...]
    faults: Faults
    has_files: bool
    version: int
    guide: Markup

    @property
    def marked(self) -> tuple[str, ...]:
        """Where fields say themselves what is wrong with them."""
        return ("name", "customer", "org_customers", *(one.fault_name for one in self.fields))


@get("/new", **needs(Scope.CONNECTORS_WRITE), sync_to_thread=True)
def choose_kind(request: Request[Any, Any, Any], by: By, container: UseCases, pages: Rendered) -> Response[bytes]:
    """Shows which kinds there are."""
    require_connectors(by, Scope.CONNECTORS_WRITE)
    kinds = tuple(
        ShownKind(kind.name, kind.title, capability_words(sorted(map(capability_name, kind.capabilities))))
        for kind in container.connectors.kinds.all()
    )
    return pages.answer(request, "connectors/kinds.html", KindsPage(kinds))


@get("/new/{kind:str}", **needs(Scope.CONNECTORS_WRITE), sync_to_thread=True)
def show_form(
    request: Request[Any, Any, Any], kind: FromPath[str], by: By, container: UseCases, pages: Rendered
) -> Response[bytes]:
    """Shows the form of a new connector."""
    require_connectors(by, Scope.CONNECTORS_WRITE)
    return pages.answer(request, "connectors/form.html", _form(container, container.connectors.kinds.get(kind), by))


@post(
    "/new/{kind:str}",
    **taking_parts(needs(Scope.CONNECTORS_WRITE)),
    dependencies=OPENLY_WITH_FILES,
    request_max_body_size=LARGEST_UPLOAD_BYTES,
    sync_to_thread=True,
)
def add(
    request: Request[Any, Any, Any],
    kind: FromPath[str],
    sent: OpenlySent,
    by: By,
    container: UseCases,
    pages: Rendered,
) -> Response[Any]:
    """Adds a connector; it is tried from its page."""
    require_connectors(by, Scope.CONNECTORS_WRITE)
    found = container.connectors.kinds.get(kind)
    try:
        added = _added(container, found, sent, by)
    except _REFUSED as error:
        page = _form(container, found, by, sent, connector_faults(error, sent))
        return pages.answer(request, "connectors/form.html", page, status=page.faults.status)
    return see(address(f"/connectors/{added.id}", [("done", "added")]))


def _added(container: Container, kind: ConnectorKind, sent: OpenForm, by: Principal) -> Connector:
    wanted = NewConnector(
        kind.name,
        sent.text("name"),
        {name: text for name, text in sent.below(VALUE).items() if text},
        sent.text("customer") or None,
        files=sent.files,
        org_customers=org_codes(sent.text("org_customers")),
    )
    return settled(container.connectors.add.execute, wanted, by=by)


def _form(
    container: Container,
    kind: ConnectorKind,
    by: Principal,
    sent: OpenForm | None = None,
    faults: Faults = NO_FAULTS,
) -> ConnectorForm:
    return ConnectorForm(
        title=TEXT.connectors.add_titled.format(title=kind.title),
        action=address(f"/connectors/new/{kind.name}"),
        back=address("/connectors/new"),
        fields=new_fields(kind, sent),
        written=Written(kind.title) if sent is None else written_of(sent),
        codes=customer_codes(container, by),
        faults=faults,
        has_files=has_files(kind),
        version=0,
        guide=guide_html(kind.guide),
    )


def has_files(kind: ConnectorKind) -> bool:
    """Tells whether a kind asks for a file."""
    return any(asked.form is FieldForm.FILE for asked in kind.fields)


HANDLERS: list[HTTPRouteHandler] = [choose_kind, show_form, add]
