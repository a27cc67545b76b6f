"""What becomes of refusals: strangers are counted, and whoever is signed in is written down."""

from __future__ import annotations

from typing import Any, Final

import structlog
from litestar import Request, Response
from litestar.background_tasks import BackgroundTask

from entrypoints.api.api_errors import CrossSiteError, EncryptionNeededError
from entrypoints.api.caller import caller_of
from entrypoints.api.equipment import equipment_of
from entrypoints.audit_use_cases import AuditUseCases
from socdomain.errors import NotAllowedError, NotSignedInError, TooManyAttemptsError
from socdomain.principal import Principal

_OF_STRANGERS: Final = (NotSignedInError, CrossSiteError, EncryptionNeededError, TooManyAttemptsError)
_log = structlog.get_logger(__name__)


def note_refusal(request: Request[Any, Any, Any], error: BaseException | None, answer: Response[Any]) -> Response[Any]:
    """Has a refusal written down, if the error is one, without keeping the event loop waiting.

    Args:
        request: What was refused.
        error: Why.
        answer: The answer; a signed-in caller is written down when it has been sent.
    """
    audit = equipment_of(request).container.audit
    if isinstance(error, NotAllowedError | CrossSiteError) and (principal := caller_of(request)):
        what = f"{request.method} {request.scope.get('path_template')}"
        answer.background = BackgroundTask(_write_down, audit, what, error.needed, principal)
    elif isinstance(error, _OF_STRANGERS):
        address = request.client.host if request.client else ""
        audit.refused.count(address, audit.clock.now())
    return answer


def _write_down(audit: AuditUseCases, what: str, needed: tuple[str, ...], by: Principal) -> None:
    try:
        audit.record_refusal.execute(what, needed, by=by)
    except Exception as error:
        # The caller has the answer; what is left is to tell whoever runs the platform.
        _log.error("refusal not written down", route=what, exc_info=error)
