"""Taking files that come in one request: parsed on a thread as they arrive, and stored as they are parsed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar
from uuid import UUID

import structlog
from attrs import field, frozen
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from entrypoints.api.answers import created
from entrypoints.api.api_errors import BodyFault, InvalidBodyError
from entrypoints.api.api_settings import ApiSettings
from entrypoints.api.artifacts.forms import ArrivingFile, boundary_of, read_files, read_form
from entrypoints.api.artifacts.shapes import ArtifactOut, StoredFiles, artifact_out
from entrypoints.api.artifacts.shelves import Shelf
from entrypoints.api.body_stream import read_on_thread
from entrypoints.api.places import Places
from entrypoints.api.streamed_body import arriving
from entrypoints.api.wired import ShownBy, UseCases
from entrypoints.container import Container
from socdomain.artifacts.artifact import ArtifactKind
from socdomain.artifacts.limits import FileTooLargeError
from socdomain.artifacts.new_artifact import NewArtifact
from socdomain.artifacts.queries import ArtifactListing, list_artifact, list_stored
from socdomain.auth.authenticate import Caller
from socdomain.ids import AgentId, CaseId
from socdomain.principal import Principal

USUAL_TYPE: Final = "application/octet-stream"
_OVERHEAD_BYTES: Final = 1024 * 1024
"""What a form may have beside its file."""

T = TypeVar("T")

_log = structlog.get_logger(__name__)


@frozen
class Receiving:
    """Takes what one request sends.

    Attributes:
        request: It.
        caller: Who sends it; asked again whether they may once all of it has come.
        container: The use cases.
        settings: How long a silent sender is waited for.
        places: Where it is read.
        admits: Looks at what came before each file, and raises where nothing may be stored; forms of the console
            carry there what those of the API do not need.
    """

    request: Request[Any, Any, Any]
    caller: Caller
    container: Container
    settings: ApiSettings
    places: Places
    admits: Callable[[Mapping[str, str]], object] = field(default=lambda _: None)

    async def one(self, shelf: Shelf, fields: Sequence[str]) -> Response[ArtifactOut]:
        """Stores the one file of a form, and answers with where it is.

        Args:
            shelf: What the path says of it.
            fields: The names that the other parts may have.

        Raises:
            WatchfloorError: The form is none, or the file is refused; see ``read_form`` and ``StoreArtifacts``.
        """
        boundary = boundary_of(self.request)
        most_bytes = self.container.artifacts.limits.most_bytes
        if (self.request.content_length or 0) > most_bytes + _OVERHEAD_BYTES:
            raise FileTooLargeError(most_bytes)

        def take(file: ArrivingFile) -> ArtifactListing:
            self.admits(file.fields)
            content = then_asking(file.content, self._ask_again)
            artifact = self.container.artifacts.store.execute(wanted_of(file, shelf), content, by=self._by)
            return list_artifact(self.container.reading(self._by.reach), artifact, by=self._by)

        listing = await self._read(lambda pieces: read_form(pieces, boundary, frozenset(fields), take))
        _log.info("file stored", artifact=str(listing.artifact.id), size_bytes=listing.artifact.size_bytes)
        return created(artifact_out(listing), location_of(listing))

    async def many(self, shelf: Shelf, fields: Sequence[str]) -> StoredFiles:
        """Stores the files of a form, all of them or none; see ``one``."""
        boundary = boundary_of(self.request)

        def take(files: Iterator[ArrivingFile]) -> StoredFiles:
            incoming = self._admitted(files, shelf)
            stored = self.container.artifacts.store_many.execute(then_asking(incoming, self._ask_again), by=self._by)
            listed = list_stored(self.container.reading(self._by.reach), stored, by=self._by)
            return StoredFiles(list(map(artifact_out, listed)))

        done = await self._read(lambda pieces: read_files(pieces, boundary, frozenset(fields), take))
        _log.info("files stored", count=len(done.items))
        return done

    def _admitted(self, files: Iterator[ArrivingFile], shelf: Shelf) -> Iterator[tuple[NewArtifact, Iterator[bytes]]]:
        for file in files:
            self.admits(file.fields)
            yield wanted_of(file, shelf), file.content

    @property
    def _by(self) -> Principal:
        return self.caller.principal

    def _ask_again(self) -> None:
        self.container.still_stands.execute(self.caller)

    async def _read(self, read: Callable[[Iterator[bytes]], T]) -> T:
        with self.places.taken(self._by.reach) as executor:
            return await read_on_thread(
                arriving(self.request), read, executor=executor, idle_timeout_s=self.settings.ingest_idle_timeout_s
            )


def receiving_files(
    request: Request[Any, Any, Any],
    caller: ShownBy,
    container: UseCases,
    settings: NamedDependency[SkipValidation[ApiSettings]],
    uploads: NamedDependency[SkipValidation[Places]],
) -> Receiving:
    """Provides what takes the files of a request."""
    return Receiving(request, caller, container, settings, uploads)


def wanted_of(file: ArrivingFile, shelf: Shelf) -> NewArtifact:
    """Returns what a file is, by its form and by the path that it was sent to.

    Raises:
        InvalidBodyError: A part is not what it has to be.
        InvalidInputError: It has no name that can be, or is about nothing.
    """
    agent_id, case_id = _id(file, "agent_id"), _id(file, "case_id")
    return NewArtifact(
        file_name=file.file_name,
        kind=shelf.kind,
        customer=shelf.customer or file.fields.get("customer"),
        agent_id=shelf.agent_id or (None if agent_id is None else AgentId(agent_id)),
        case_id=shelf.case_id or (None if case_id is None else CaseId(case_id)),
        content_type=file.content_type or USUAL_TYPE,
        notes=file.fields.get("notes", ""),
    )


def then_asking(content: Iterator[T], ask: Callable[[], object]) -> Iterator[T]:
    """Yields what arrives, and asks again about its sender before it is whole: it may have taken hours.

    Args:
        content: What arrives.
        ask: Raises where they may not send it any more.
    """
    yield from content
    ask()


def location_of(listing: ArtifactListing) -> str:
    """Returns where a file can be found."""
    artifact = listing.artifact
    if artifact.kind is ArtifactKind.REPORT_TEMPLATE:
        return f"/api/incident_management/case-report-template/{artifact.id}"
    if artifact.kind is ArtifactKind.SYSMON_CONFIG:
        return f"/api/sysmon_config/{listing.customer_code}/{artifact.id}"
    if artifact.case_id is not None:
        return f"/api/incident_management/cases/{artifact.case_id}/data-store/{artifact.id}"
    return f"/api/agent_data_store/agent/{artifact.agent_id}/artifacts/{artifact.id}"


def _id(file: ArrivingFile, name: str) -> UUID | None:
    text = file.fields.get(name)
    if text is None:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise InvalidBodyError(BodyFault(f"$.{name}", "must be a UUID")) from None
