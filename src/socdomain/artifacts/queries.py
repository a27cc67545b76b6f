"""Plain reads of stored files; each asks for its scope and hands over the principal's reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from attrs import frozen

from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.custody import CustodyEvent
from socdomain.artifacts.ports import EVERY_ARTIFACT, ArtifactFilter, ArtifactsWork
from socdomain.ids import ArtifactId, CustomerId
from socdomain.pages import Page, PageRequest
from socdomain.principal import Principal, Scope

_MOST_TWINS: Final = 20


@frozen
class ArtifactListing:
    """A stored file, as lists show it.

    Attributes:
        artifact: The record.
        customer_code: Code of whose it is.
        twins: Others of the same content within reach, the latest 20; of one file alone, and empty in lists.
    """

    artifact: Artifact
    customer_code: str
    twins: tuple[ArtifactId, ...] = ()


def list_artifacts(
    work: ArtifactsWork, wanted: ArtifactFilter, page: PageRequest, *, by: Principal
) -> Page[ArtifactListing]:
    """Returns a page of stored files, the latest first."""
    by.require_any_scope(Scope.ARTIFACTS_READ)
    with work:
        found = work.artifacts.page(wanted, page, reach=by.reach)
        codes = _codes(work, found.items, by)
    return Page(tuple(ArtifactListing(one, codes[one.customer_id]) for one in found.items), found.next)


def get_artifact(
    work: ArtifactsWork, artifact_id: ArtifactId, among: ArtifactFilter = EVERY_ARTIFACT, *, by: Principal
) -> ArtifactListing:
    """Returns a stored file.

    Raises:
        NotFoundError: There is none such within reach.
    """
    by.require_any_scope(Scope.ARTIFACTS_READ, Scope.ARTIFACTS_WRITE)
    with work:
        return _listing(work, work.artifacts.get(artifact_id, reach=by.reach, among=among), by)


def list_artifact(work: ArtifactsWork, artifact: Artifact, *, by: Principal) -> ArtifactListing:
    """Returns a file that has just been stored or changed, as lists show it."""
    by.require_any_scope(Scope.ARTIFACTS_READ, Scope.ARTIFACTS_WRITE)
    with work:
        return _listing(work, artifact, by)


def list_stored(work: ArtifactsWork, artifacts: Sequence[Artifact], *, by: Principal) -> list[ArtifactListing]:
    """Returns files that have just been stored, as lists show them."""
    by.require_any_scope(Scope.ARTIFACTS_READ, Scope.ARTIFACTS_WRITE)
    with work:
        codes = _codes(work, artifacts, by)
    return [ArtifactListing(one, codes[one.customer_id]) for one in artifacts]


def list_custody(
    work: ArtifactsWork, artifact_id: ArtifactId, page: PageRequest, *, by: Principal
) -> Page[CustodyEvent]:
    """Returns a page of what was done with a file, the latest first.

    Raises:
        NotFoundError: There is none within reach.
    """
    by.require_any_scope(Scope.ARTIFACTS_READ)
    with work:
        return work.artifacts.custody(artifact_id, page, reach=by.reach)


def _listing(work: ArtifactsWork, artifact: Artifact, by: Principal) -> ArtifactListing:
    twins: tuple[ArtifactId, ...] = ()
    if artifact.sha256 is not None:
        alike = ArtifactFilter(sha256=artifact.sha256)
        page = work.artifacts.page(alike, PageRequest(_MOST_TWINS + 1), reach=by.reach)
        twins = tuple(one.id for one in page.items if one.id != artifact.id)[:_MOST_TWINS]
    return ArtifactListing(artifact, _codes(work, [artifact], by)[artifact.customer_id], twins)


def _codes(work: ArtifactsWork, artifacts: Iterable[Artifact], by: Principal) -> Mapping[CustomerId, str]:
    return work.customers.codes({artifact.customer_id for artifact in artifacts}, reach=by.reach)
