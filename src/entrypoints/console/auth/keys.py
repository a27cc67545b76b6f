"""``/console/keys``: by which machines show who they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any, Final
from uuid import UUID

from attrs import field, frozen
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, SkipValidation

from entrypoints.api.again import settled
from entrypoints.api.caller import needs
from entrypoints.api.wired import By, Paged, UseCases
from entrypoints.console.addresses import Done, address, next_address
from entrypoints.console.catalog import TEXT
from entrypoints.console.chosen_customers import EVERYONE, CustomerChoice, chosen_customers, customer_choice
from entrypoints.console.faults import REFUSED, Faults, faults_of
from entrypoints.console.forms import sends
from entrypoints.console.lists import PAGED
from entrypoints.console.once_forms import new_once, once_of
from entrypoints.console.pages import Rendered
from entrypoints.console.preferences import zone_of
from entrypoints.console.seeing import see
from entrypoints.console.typed_times import typed_time
from entrypoints.container import Container
from socdomain.auth.api_key import PREFIX, ApiKey
from socdomain.auth.create_key import NewKey, require_keys
from socdomain.auth.queries import customer_codes_of_each, list_keys
from socdomain.errors import InvalidInputError
from socdomain.ids import KeyId
from socdomain.principal import Principal, Scope
from socdomain.sources.queries import list_sources

_TOLD: Final[Mapping[str, str]] = {"revoked": TEXT.keys.told_revoked}
_SHOWN_OF_ID: Final = 8


@frozen
class KeyForm:
    """A new key, as typed."""

    name: str = ""
    scopes: tuple[str, ...] = ()
    source: str = ""
    expires_at: str = ""
    reach: str = ""
    customers: tuple[str, ...] = ()
    others: str = ""
    once: str = field(factory=new_once)


@frozen
class ListedKey:
    """A key, as lists show it.

    Attributes:
        key: It.
        begins: What it begins with, so that one in a file is recognised.
        scopes: What it may do, in order.
        customers: Codes of the customers whose data it sees; None for every one.
        is_live: Whether it may be used now.
    """

    key: ApiKey
    begins: str
    scopes: tuple[str, ...]
    customers: list[str] | None
    is_live: bool


@frozen
class KeysPage:
    """A page of keys, the latest made first."""

    keys: tuple[ListedKey, ...]
    next: str | None
    first: str
    told: str


@frozen
class NewKeyPage:
    """The form for a new key.

    Attributes:
        sent: What was typed.
        scopes: What the reader may hand out.
        sources: The names of sources.
        zone: The zone in which its end is typed.
        choice: Whose data it is to see.
        faults: What is wrong with what was typed.
    """

    sent: KeyForm
    scopes: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]
    zone: str
    choice: CustomerChoice
    faults: Faults


@frozen
class KeyShown:
    """A key that is put into a program.

    Attributes:
        name: What people call it.
        text: What the program shows; None where it was shown before.
    """

    name: str
    text: str | None = field(repr=False)


@get(
    "/",
    **needs(Scope.KEYS_READ),
    dependencies=PAGED,
    sync_to_thread=True,
)
def show_list(
    request: Request[Any, Any, Any],
    page: Paged,
    by: By,
    pages: Rendered,
    container: UseCases,
    done: Done = None,
) -> Response[bytes]:
    """Shows the keys."""
    found = list_keys(container.reading(by.reach), page.request, by=by)
    codes = customer_codes_of_each(container.reading(by.reach), [key.customers for key in found.items], by=by)
    now = container.clock.now()
    keys = tuple(_listed(key, customers, now) for key, customers in zip(found.items, codes, strict=True))
    first = address("/keys") if page.request.after else ""
    shown = KeysPage(keys, next_address(request, page.cursor_after(found)), first, _TOLD.get(done or "", ""))
    return pages.answer(request, "auth/keys.html", shown)


@get("/new", **needs(Scope.KEYS_WRITE), sync_to_thread=True)
def show_form(request: Request[Any, Any, Any], by: By, pages: Rendered, container: UseCases) -> Response[bytes]:
    """Shows the form for a new key."""
    require_keys(by, Scope.KEYS_WRITE)
    return pages.answer(request, "auth/new_key.html", _form(container, by, KeyForm(), zone_of(request), Faults()))


@post("/", **needs(Scope.KEYS_WRITE), dependencies=sends(KeyForm), sync_to_thread=True)
def add(
    request: Request[Any, Any, Any],
    sent: NamedDependency[SkipValidation[KeyForm]],
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[Any]:
    """Makes a key, and shows it this once: no address may hold it, so that the answer itself does."""
    zone = zone_of(request)
    try:
        expires_at = typed_time(sent.expires_at, "expires_at", zone)
        new = NewKey(sent.name, _scopes(sent.scopes), chosen_customers(sent), sent.source or None, expires_at)
        made = settled(container.create_key.execute, new, by=by, once=once_of(sent.once, sent, by))
    except REFUSED as error:
        page = _form(container, by, sent, zone, faults_of(error))
        return pages.answer(request, "auth/new_key.html", page, status=page.faults.status)
    return pages.answer(request, "auth/key_shown.html", KeyShown(made.key.name, made.text))


@post("/{key_id:uuid}/revoke", **needs(Scope.KEYS_WRITE), sync_to_thread=True)
def revoke(key_id: FromPath[UUID], by: By, container: UseCases) -> Response[Any]:
    """Takes back a key, for good."""
    settled(container.revoke_key.execute, KeyId(key_id), by=by)
    return see(address("/keys", [("done", "revoked")]))


def _listed(key: ApiKey, customers: list[str] | None, now: datetime) -> ListedKey:
    begins = f"{PREFIX}{key.id.hex[:_SHOWN_OF_ID]}…"
    return ListedKey(key, begins, tuple(sorted(key.scopes)), customers, key.is_live(now))


def _form(container: Container, by: Principal, sent: KeyForm, zone: tzinfo, faults: Faults) -> NewKeyPage:
    sources: tuple[tuple[str, str], ...] = (("", TEXT.keys.any_source),)
    if Scope.SOURCES_READ in by.scopes:
        found = list_sources(container.reading(by.reach), by=by)
        sources += tuple((source.name, source.name) for source in found)
    choice = customer_choice(container, by, None if sent.reach == EVERYONE else sent.customers, sent.others)
    return NewKeyPage(sent, tuple(sorted(by.scopes)), sources, str(zone), choice, faults)


def _scopes(names: tuple[str, ...]) -> frozenset[Scope]:
    try:
        return frozenset(map(Scope, names))
    except ValueError as error:
        raise InvalidInputError("scopes", str(error)) from error


HANDLERS: list[HTTPRouteHandler] = [show_list, show_form, add, revoke]
