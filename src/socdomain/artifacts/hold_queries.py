"""Plain reads of legal holds, and of how long files are kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from attrs import frozen

from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.legal_hold import LegalHold
from socdomain.artifacts.ports import ArtifactsWork
from socdomain.artifacts.retention import ArtifactRetention
from socdomain.artifacts.upkeep_ports import HoldFilter
from socdomain.ids import ArtifactId, CustomerId, HoldId
from socdomain.pages import Page, PageRequest
from socdomain.principal import Principal, Scope


@frozen
class HoldListing:
    """A hold, as it is shown.

    Attributes:
        hold: It.
        customer_code: Code of whose files it is on.
    """

    hold: LegalHold
    customer_code: str


def list_holds(work: ArtifactsWork, wanted: HoldFilter, page: PageRequest, *, by: Principal) -> Page[HoldListing]:
    """Returns a page of legal holds, the latest first."""
    by.require_any_scope(Scope.ARTIFACTS_READ)
    with work:
        found = work.holds.page(wanted, page, reach=by.reach)
        codes = _codes(work, found.items, by)
    return Page(tuple(HoldListing(one, codes[one.customer_id]) for one in found.items), found.next)


def get_hold(work: ArtifactsWork, hold_id: HoldId, *, by: Principal) -> HoldListing:
    """Returns a legal hold.

    Raises:
        NotFoundError: There is none within reach.
    """
    by.require_any_scope(Scope.ARTIFACTS_READ, Scope.ARTIFACTS_WRITE, Scope.HOLDS_WRITE)
    with work:
        hold = work.holds.get(hold_id, reach=by.reach)
        return HoldListing(hold, _codes(work, [hold], by)[hold.customer_id])


def list_holds_over(
    work: ArtifactsWork, artifacts: Collection[Artifact], *, by: Principal
) -> Mapping[ArtifactId, Sequence[LegalHold]]:
    """Returns the holds that each of some files is under, those that were placed first first.

    Args:
        work: A unit of work that has not begun.
        artifacts: Files that were read within reach.
        by: Who asks; needs ``artifacts:read``.
    """
    by.require_any_scope(Scope.ARTIFACTS_READ)
    with work:
        return work.holds.over_each(artifacts)


def get_retention(work: ArtifactsWork, customer: str, *, by: Principal) -> ArtifactRetention:
    """Returns for how long the files of a customer are kept.

    Raises:
        NotFoundError: There is no such customer within reach.
    """
    by.require_any_scope(Scope.ARTIFACTS_READ)
    with work:
        return work.retention.of(work.customers.by_code(customer, reach=by.reach).id)


def _codes(work: ArtifactsWork, holds: Iterable[LegalHold], by: Principal) -> Mapping[CustomerId, str]:
    owners = work.customers.by_ids({hold.customer_id for hold in holds}, reach=by.reach)
    return {owner_id: owner.code for owner_id, owner in owners.items()}
