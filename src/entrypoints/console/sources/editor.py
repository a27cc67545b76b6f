"""``/console/sources/{source}``: the mapping of a source, and what a document becomes by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final
from uuid import UUID

from attrs import evolve
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, QueryParameter, SkipValidation

from entrypoints.api.again import settled
from entrypoints.api.caller import needs
from entrypoints.api.sources import customer_codes
from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import Done, address
from entrypoints.console.catalog import TEXT
from entrypoints.console.faults import REFUSED, Faults, changed_meanwhile, faults_of, no_such_customer
from entrypoints.console.forms import sends
from entrypoints.console.pages import Pages, Rendered, is_partial
from entrypoints.console.seeing import see
from entrypoints.console.sources.editor_page import NEW, UNNAMED, EditorPage, editor_page, event_to_mend
from entrypoints.console.sources.mapping_text import mapping_text
from entrypoints.console.sources.shown_bytes import editable
from entrypoints.console.sources.source_forms import SourceForm
from entrypoints.console.sources.source_list import may_write
from entrypoints.container import Container
from socdomain.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleVersionError
from socdomain.principal import Principal, Scope
from socdomain.sources.mapping import SourceMapping
from socdomain.sources.queries import get_source
from socdomain.sources.source import Source

_TOLD: Final[Mapping[str, str]] = {"added": TEXT.sources.told_added, "saved": TEXT.sources.told_saved}
_TAKEN: Final = Faults({"name": TEXT.sources.taken}, 409)


@get(NEW, **needs(Scope.SOURCES_WRITE), sync_to_thread=True)
def show_new(request: Request[Any, Any, Any], by: By, pages: Rendered, container: UseCases) -> Response[bytes]:
    """Shows the form for a new source."""
    _require_write(by)
    sent = SourceForm(mapping=mapping_text(SourceMapping(UNNAMED)))
    return _edited(request, pages, editor_page(container, None, sent, by))


@get("/{source:str}", **needs(Scope.SOURCES_READ), sync_to_thread=True)
def show(
    request: Request[Any, Any, Any],
    source: FromPath[str],
    by: By,
    pages: Rendered,
    container: UseCases,
    rejected: Annotated[UUID | None, QueryParameter()] = None,
    done: Done = None,
) -> Response[bytes]:
    """Shows a source, with a rejected event as the document to try, where one is named."""
    stored = get_source(container.reading(by.reach), source, by=by)
    event = event_to_mend(container, rejected, by)
    document = None if event is None else editable(event.body)
    sent = _stored_form(container, stored, by, document or "", None if event is None else event.id)
    page = editor_page(
        container,
        stored,
        sent,
        by,
        event=event,
        is_gone=rejected is not None and event is None,
        is_unshowable=event is not None and document is None,
        told=_TOLD.get(done or "", ""),
    )
    return _edited(request, pages, page)


@post(f"{NEW}/preview", **needs(Scope.SOURCES_WRITE), dependencies=sends(SourceForm), sync_to_thread=True)
def preview_new(
    request: Request[Any, Any, Any],
    sent: NamedDependency[SkipValidation[SourceForm]],
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[bytes]:
    """Shows what a document would become by a source that is not there yet."""
    _require_write(by)
    return _edited(request, pages, editor_page(container, None, sent, by))


@post("/{source:str}/preview", **needs(Scope.SOURCES_READ), dependencies=sends(SourceForm), sync_to_thread=True)
def preview(
    request: Request[Any, Any, Any],
    source: FromPath[str],
    sent: NamedDependency[SkipValidation[SourceForm]],
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[bytes]:
    """Shows what a document would become by a source as it was typed; stores nothing."""
    stored = get_source(container.reading(by.reach), source, by=by)
    event = event_to_mend(container, sent.rejected, by)
    if event is None:
        # It may have been taken meanwhile; the document is tried all the same.
        sent = evolve(sent, rejected=None)
    return _edited(request, pages, editor_page(container, stored, sent, by, event=event))


@post(NEW, **needs(Scope.SOURCES_WRITE), dependencies=sends(SourceForm), sync_to_thread=True)
def add(
    request: Request[Any, Any, Any],
    sent: NamedDependency[SkipValidation[SourceForm]],
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[Any]:
    """Adds a source, and goes to its page."""
    try:
        settings = sent.settings(sent.name or UNNAMED)
        settled(container.save_source.execute, sent.name, settings, expected_version=None, by=by)
    except (*REFUSED, StaleVersionError, NotFoundError) as error:
        faults = _TAKEN if isinstance(error, StaleVersionError) else _faults(error)
        return _edited(request, pages, editor_page(container, None, sent, by, faults=faults))
    return see(address(f"/sources/{sent.name}", [("done", "added")]))


@post("/{source:str}", **needs(Scope.SOURCES_WRITE), dependencies=sends(SourceForm), sync_to_thread=True)
def save(
    request: Request[Any, Any, Any],
    source: FromPath[str],
    sent: NamedDependency[SkipValidation[SourceForm]],
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[Any]:
    """Saves a source: its mapping gets a new version, where it is another one."""
    stored = get_source(container.reading(by.reach), source, by=by)
    event = event_to_mend(container, sent.rejected, by)
    if event is None:
        sent = evolve(sent, rejected=None)
    try:
        settings = sent.settings(source)
        settled(container.save_source.execute, source, settings, expected_version=sent.version, by=by)
    except StaleVersionError:
        stored = get_source(container.reading(by.reach), source, by=by)
        faults = changed_meanwhile(_stored_form(container, stored, by).standing())
        # Whoever saves once more has been told, and so overwrites nothing unknowing.
        sent = evolve(sent, version=stored.version)
        return _edited(request, pages, editor_page(container, stored, sent, by, faults=faults, event=event))
    except (*REFUSED, NotFoundError) as error:
        return _edited(request, pages, editor_page(container, stored, sent, by, faults=_faults(error), event=event))
    known = [] if event is None else [("rejected", str(event.id))]
    return see(address(f"/sources/{source}", [*known, ("done", "saved")]))


def _require_write(by: Principal) -> None:
    # Asked here as well as in the use case: whoever would be refused writes no mapping.
    if not may_write(by):
        raise NotAllowedError((Scope.SOURCES_WRITE,))


def _stored_form(
    container: Container, stored: Source, by: Principal, document: str = "", rejected: UUID | None = None
) -> SourceForm:
    owner = stored.default_customer_id
    code = None if owner is None else customer_codes(container, [stored], by).get(owner)
    return SourceForm.of(stored, code, document, rejected)


def _faults(error: Exception) -> Faults:
    if isinstance(error, NotFoundError):
        return no_such_customer(error, "default_customer")
    if isinstance(error, InvalidInputError) and error.field == "source":
        return Faults({"name": error.reason}, 400)
    return faults_of(error)


def _edited(request: Request[Any, Any, Any], pages: Pages, page: EditorPage) -> Response[bytes]:
    template = "sources/preview.html" if is_partial(request) else "sources/editor.html"
    return pages.answer(request, template, page, status=page.faults.status)


HANDLERS: list[HTTPRouteHandler] = [show_new, show, preview_new, preview, add, save]
