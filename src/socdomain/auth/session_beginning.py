"""The beginning of any session, whatever is shown for it."""

from __future__ import annotations

from datetime import datetime

from socdomain.audit_record import AuditRecord
from socdomain.auth.ports import AuthWork
from socdomain.auth.repositories import Standing
from socdomain.auth.session import SESSION_LIFETIME, STEP_LIFETIME, Place, Session, SessionKind, SignInStep
from socdomain.auth.user import User
from socdomain.ids import Ids, SessionId


def begin_session(
    work: AuthWork,
    user: User,
    place: Place,
    now: datetime,
    *,
    ids: Ids,
    kind: SessionKind,
    secret_digest: bytes | None = None,
    csrf_digest: bytes | None = None,
) -> Standing:
    """Begins a session and writes it down, within a unit of work.

    Args:
        work: The unit of work.
        user: Who has shown who they are; whoever must choose another password has not come further than that.
        place: Where they did.
        now: The present time.
        ids: Makes identifiers.
        kind: By what the session will be shown.
        secret_digest: SHA-256 of what a browser shows; None for bearers.
        csrf_digest: SHA-256 of what a browser's forms carry; None for bearers.
    """
    step = SignInStep.CHANGE_PASSWORD if user.must_change_password else SignInStep.DONE
    session = Session(
        id=SessionId(ids.new()),
        user_id=user.id,
        kind=kind,
        step=step,
        user_epoch=user.epoch,
        created_at=now,
        last_used_at=now,
        expires_at=now + (SESSION_LIFETIME if step is SignInStep.DONE else STEP_LIFETIME),
        place=place,
        secret_digest=secret_digest,
        csrf_digest=csrf_digest,
    )
    role = work.roles.get(user.role)
    work.sessions.add(session)
    by = user.as_principal(role, address=place.address)
    after = {"session": str(session.id), "kind": kind.value, "step": step.value}
    work.audit.add(AuditRecord.of(by, "user.signed_in", user.id, id=ids.new(), at=now, after=after))
    return Standing(session, user, role)
