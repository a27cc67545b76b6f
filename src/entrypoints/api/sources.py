"""``/api/sources``: how documents of a source become alerts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any

import msgspec
from attrs import frozen
from litestar import Response, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import BodyKwarg, FromPath, JSONBody, SkipValidation
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from entrypoints.api.again import settled
from entrypoints.api.answers import ETAG_HEADER, SeverityWord, created, versioned
from entrypoints.api.api_errors import BodyFault, InvalidBodyError, NothingToChangeError, VersionNeededError
from entrypoints.api.bodies import JsonBody
from entrypoints.api.caller import needs
from entrypoints.api.etags import matching, presenting, versions_if_given
from entrypoints.api.problem_docs import CHANGES_VERSION, TAKES_BODY, refusals
from entrypoints.api.source_shapes import (
    PreviewOut,
    SourceList,
    SourceOut,
    presented_source,
    preview_out,
    source_out,
)
from entrypoints.api.wired import By, UseCases
from entrypoints.container import Container
from socdomain.errors import InvalidInputError, NotFoundError
from socdomain.ids import CustomerId
from socdomain.principal import Principal, Scope
from socdomain.sources.documents import DocumentError
from socdomain.sources.mapping import SourceMapping
from socdomain.sources.mapping.mapping_document import mapping_from_document
from socdomain.sources.queries import get_source, list_sources
from socdomain.sources.save_source import SourceSettings
from socdomain.sources.source import Source

_ADDED = ResponseSpec(data_container=SourceOut, generate_examples=False, description="The source was added.")
_POSITION = re.compile(r"\.([0-9]+)(?=\.|$)")

MappingField = Annotated[
    dict[str, Any],
    BodyKwarg(
        description="In the form in which sources are shown; what is left out has its default. Its `name`, if given, "
        "is that of the source."
    ),
]


@frozen
class SourceBody:
    """What a source is given."""

    mapping: MappingField
    default_customer: Annotated[
        str | None, BodyKwarg(description="Code of the customer of documents that name none.")
    ] = None
    minimum_severity: Annotated[SeverityWord | None, BodyKwarg(description="Events below are not taken.")] = None
    minimum_level: Annotated[
        int | None, BodyKwarg(description="Events whose product level is below are not taken.")
    ] = None


@frozen
class PreviewBody:
    """A document to look at."""

    document: Annotated[
        dict[str, Any] | str, BodyKwarg(description="The document, or its text exactly as it was sent.")
    ]
    mapping: Annotated[
        dict[str, Any] | None, BodyKwarg(description="A draft of a mapping, to use instead of the stored one.")
    ] = None


@get("/", summary="List sources", **needs(Scope.SOURCES_READ), responses=refusals(), sync_to_thread=True)
def list_all(by: By, container: UseCases) -> SourceList:
    """Lists all sources by name."""
    found = list_sources(container.reading(by.reach), by=by)
    codes = customer_codes(container, found, by)
    return SourceList([source_out(source, codes) for source in found])


@get(
    "/{source:str}",
    summary="Show a source",
    **needs(Scope.SOURCES_READ),
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError),
    sync_to_thread=True,
)
def show(source: FromPath[str], by: By, container: UseCases) -> Response[SourceOut]:
    """Shows a source with its mapping."""
    found = get_source(container.reading(by.reach), source, by=by)
    return versioned(source_out(found, customer_codes(container, [found], by)), found.version)


@put(
    "/{source:str}",
    summary="Add or change a source",
    **needs(Scope.SOURCES_WRITE),
    dto=JsonBody[SourceBody],
    dependencies={"versions": Provide(versions_if_given, sync_to_thread=False)},
    response_headers=[ETAG_HEADER],
    responses={HTTP_201_CREATED: _ADDED, **refusals(NotFoundError, NothingToChangeError, *CHANGES_VERSION)},
    sync_to_thread=True,
)
def save(
    source: FromPath[str],
    data: JSONBody[SourceBody],
    versions: NamedDependency[SkipValidation[tuple[int, ...] | None]],
    by: By,
    container: UseCases,
) -> Response[SourceOut]:
    """Adds a source, or replaces one whose ETag is sent as `If-Match`; its mapping's version is counted here."""
    settings = SourceSettings(
        mapping=mapping_in(data.mapping, source),
        default_customer=data.default_customer,
        minimum_severity=None if data.minimum_severity is None else data.minimum_severity.severity,
        minimum_level=data.minimum_level,
    )

    def save_as(version: int | None) -> tuple[Source, bool]:
        return settled(container.save_source.execute, source, settings, expected_version=version, by=by)

    def presented(present: Source) -> Any:
        if versions is None:
            raise VersionNeededError
        return presented_source(present, customer_codes(container, [present], by))

    with presenting(presented), _told_as_precondition():
        saved, is_new = save_as(None) if versions is None else matching(versions, save_as)
    shown = source_out(saved, customer_codes(container, [saved], by))
    if not is_new:
        return versioned(shown, saved.version)
    answer = created(shown, f"/api/sources/{saved.name}", saved.version)
    answer.status_code = HTTP_201_CREATED
    return answer


@post(
    "/{source:str}/preview",
    summary="Show what a document would become",
    **needs(Scope.SOURCES_READ),
    dto=JsonBody[PreviewBody],
    status_code=HTTP_200_OK,
    responses=refusals(NotFoundError, DocumentError, *TAKES_BODY),
    sync_to_thread=True,
)
def preview(source: FromPath[str], data: JSONBody[PreviewBody], by: By, container: UseCases) -> PreviewOut:
    """Shows what a document would become, with the stored mapping or with a draft; stores nothing."""
    document = data.document
    body = document.encode("utf-8", "surrogatepass") if isinstance(document, str) else msgspec.json.encode(document)
    draft = None if data.mapping is None else mapping_in(data.mapping, source)
    return preview_out(container.preview_document.execute(source, body, by=by, draft=draft))


def customer_codes(container: Container, sources: Iterable[Source], by: Principal) -> Mapping[CustomerId, str]:
    """Returns the codes of the sources' default customers, as far as the caller may see them."""
    wanted = {source.default_customer_id for source in sources if source.default_customer_id is not None}
    if not wanted:
        return {}
    with container.reading(by.reach) as work:
        found = work.customers.by_ids(wanted, reach=by.reach)
    return {customer_id: customer.code for customer_id, customer in found.items()}


def mapping_in(document: dict[str, Any], source: str) -> SourceMapping:
    """Reads a mapping from a body; it is named as its source where it does not say.

    Raises:
        InvalidBodyError: It is not a mapping, or one for another source; says where.
    """
    with _within_mapping():
        for path, text in _texts(document, ""):
            if "\x00" in text:
                raise InvalidInputError(path.lstrip("."), "must not hold a NUL")
            if writable(text) != text:
                raise InvalidInputError(path.lstrip("."), "must not hold half of a surrogate pair")
        mapping = mapping_from_document({"name": source, **document})
        if mapping.name != source:
            raise InvalidInputError("name", "must be that of the source, or be left out")
        return mapping


@contextmanager
def _told_as_precondition() -> Iterator[None]:
    """Nothing that is there has the version that was sent, so the precondition fails (RFC 9110 section 13.1.1)."""
    try:
        yield
    except NotFoundError as error:
        if error.kind == "source":
            raise NothingToChangeError(error.kind, error.key) from error
        raise


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield f"{path}.{name}", name
            yield from _texts(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _texts(inner, f"{path}.{position}")


def writable(text: str) -> str:
    """Returns a text with each half of a surrogate pair as its escape: JSON may hold one, and UTF-8 none."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


@contextmanager
def _within_mapping() -> Iterator[None]:
    try:
        yield
    except InvalidInputError as error:
        path = writable(_POSITION.sub(r"[\1]", f"$.mapping.{error.field}"))
        raise InvalidBodyError(BodyFault(path, error.reason)) from error
    except RecursionError as error:
        raise InvalidBodyError(BodyFault("$.mapping", "is nested too deep")) from error
