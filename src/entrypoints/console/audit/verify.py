"""``/console/audit/verify``: whether the log is as it was written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from litestar import Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, SkipValidation

from entrypoints.api.caller import needs
from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import address
from entrypoints.console.audit.verifications import Verifications
from entrypoints.console.catalog import TEXT, filled
from entrypoints.console.guard import ASKS_FOR_PARTS
from entrypoints.console.pages import Rendered, is_partial
from entrypoints.console.seeing import see
from entrypoints.container import Container
from socdomain.audit.chain import PLATFORM_CHAIN, ChainId
from socdomain.audit.findings import AuditReport, ChainReport, Finding
from socdomain.audit.sign_audit_heads import require_whole_audit
from socdomain.ids import CustomerId
from socdomain.principal import Principal, Scope

_NEEDS: Final = needs(Scope.AUDIT_READ)

Running = NamedDependency[SkipValidation[Verifications]]
"""As ``verifications``: those of this application; another process has its own."""
_KEPT_AS: Final = "watchfloor_verifications"


@frozen
class ShownChain:
    """A chain, and what was found of it.

    Attributes:
        name: Whose it is.
        report: What was found.
        signed: How far it is signed.
    """

    name: str
    report: ChainReport
    signed: str


@frozen
class VerificationPage:
    """A verification.

    Attributes:
        address: Its page.
        is_known: Whether it is known in this process.
        records: How many records were looked at.
        finished_at: When it ended; None while it runs.
        is_whole: Whether nothing is wrong; None where that is not known.
        chains: What was found of each chain, those first in which something is wrong.
        findings: What is wrong with the anchors.
    """

    address: str
    is_known: bool
    records: int = 0
    finished_at: datetime | None = None
    is_whole: bool | None = None
    chains: tuple[ShownChain, ...] = ()
    findings: tuple[Finding, ...] = ()


@post("/verify", **needs(Scope.AUDIT_READ), sync_to_thread=True)
def begin(by: By, container: UseCases, verifications: Running) -> Response[Any]:
    """Begins to verify the whole log, and goes to where it is told how far that is."""
    # Asked here as well as in the use case, which runs when this has been answered.
    require_whole_audit(Scope.AUDIT_READ, by)
    execute = container.audit.verify.execute
    begun = verifications.begin(lambda tell: execute(by=by, tell=tell), by.id)
    return see(address(f"/audit/verify/{begun.id}"))


@get("/verify/{verification_id:uuid}", **{**_NEEDS, "opt": _NEEDS["opt"] | ASKS_FOR_PARTS}, sync_to_thread=True)
def show(
    request: Request[Any, Any, Any],
    verification_id: FromPath[UUID],
    by: By,
    pages: Rendered,
    container: UseCases,
    verifications: Running,
) -> Response[bytes]:
    """Shows how far a verification is, and what it found."""
    require_whole_audit(Scope.AUDIT_READ, by)
    found = verifications.find(verification_id, by.id)
    here = address(f"/audit/verify/{verification_id}")
    page = VerificationPage(here, is_known=False)
    if found is not None:
        # The end is read first: what is read after it belongs to it.
        finished_at, report = found.finished_at, found.report
        page = VerificationPage(here, is_known=True, records=found.records, finished_at=finished_at)
        if finished_at is not None and report is not None:
            page = _finished(page, report, container, by)
    return pages.answer(request, "audit/verification.html" if is_partial(request) else "audit/verify.html", page)


def _finished(page: VerificationPage, report: AuditReport, container: Container, by: Principal) -> VerificationPage:
    ids = [CustomerId(chain.chain) for chain in report.chains if chain.chain != PLATFORM_CHAIN]
    with container.reading(by.reach) as work:
        codes = work.customers.codes(ids, reach=by.reach)
    chains = sorted(map(partial(_chain, codes), report.chains), key=lambda one: (one.report.is_whole, one.name))
    return VerificationPage(
        page.address,
        is_known=True,
        records=sum(chain.records for chain in report.chains),
        finished_at=page.finished_at,
        is_whole=report.is_whole,
        chains=tuple(chains),
        findings=report.findings,
    )


def _chain(codes: Mapping[CustomerId, str], report: ChainReport) -> ShownChain:
    signed = TEXT.audit.all_signed
    if report.signed_until < report.last:
        signed = filled(TEXT.audit.signed_until, until=f"{report.signed_until:,}", last=f"{report.last:,}")
    return ShownChain(_name(codes, report.chain), report, signed)


def _name(codes: Mapping[CustomerId, str], chain: ChainId) -> str:
    if chain == PLATFORM_CHAIN:
        return TEXT.audit.of_platform
    code = codes.get(CustomerId(chain))
    return filled(TEXT.audit.of_customer, code=code) if code else filled(TEXT.audit.of_unknown, chain=chain)


def _of_application(request: Request[Any, Any, Any], container: UseCases) -> Verifications:
    """Provides the verifications of the application, which has none before it is first asked; on the event loop."""
    found: Verifications = request.app.state.setdefault(_KEPT_AS, Verifications(container.clock))
    return found


HANDLERS: list[HTTPRouteHandler] = [begin, show]
DEPENDENCIES: Final[Mapping[str, Provide]] = {"verifications": Provide(_of_application, sync_to_thread=False)}
