"""Sessions, and the refresh tokens that prolong them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from adapters.database.auth_tables import refresh_tokens, sessions, users
from adapters.database.json_columns import customers_from_json, scopes_from_json
from adapters.database.metadata import Id
from adapters.database.narrowing import latest_first, page_of
from adapters.database.role_tables import roles
from socdomain.auth.repositories import Standing
from socdomain.auth.role import Role
from socdomain.auth.session import IDLE_LIFETIME, Place, Session, SessionKind, SignInStep
from socdomain.auth.tokens import RefreshToken
from socdomain.auth.user import User
from socdomain.ids import PrincipalId, SessionId
from socdomain.pages import Page, PageRequest, Position

# Made once, since every request runs one of them.
_EVERY_STANDING = (
    select(
        *sessions.c,
        *(column.label(f"user_{column.name}") for column in users.c if column.name not in ("id", "epoch")),
        users.c.epoch.label("present_epoch"),
        roles.c.title.label("role_title"),
        roles.c.scopes.label("role_scopes"),
        roles.c.version.label("role_version"),
    )
    .join(users, users.c.id == sessions.c.user_id)
    .join(roles, roles.c.name == users.c.role)
)
_STANDING = _EVERY_STANDING.where(sessions.c.id == bindparam("session_id", type_=Id))
_STANDING_OF_BROWSER = _EVERY_STANDING.where(sessions.c.secret_digest == bindparam("secret_digest"))


class SqlSessionRepository:
    """The sessions, as ``SessionRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, session: Session) -> None:
        """Adds a session."""
        self._connection.execute(
            insert(sessions).values(
                id=session.id,
                user_id=session.user_id,
                kind=session.kind.value,
                step=session.step.value,
                user_epoch=session.user_epoch,
                created_at=session.created_at,
                last_used_at=session.last_used_at,
                expires_at=session.expires_at,
                address=session.place.address,
                agent=session.place.agent,
                ended_at=session.ended_at,
                secret_digest=session.secret_digest,
                csrf_digest=session.csrf_digest,
            )
        )

    def standing(self, session_id: SessionId) -> Standing | None:
        """Returns a session with its user and their role; None where there is none."""
        return _standing_or_none(self._connection.execute(_STANDING, {"session_id": session_id}).one_or_none())

    def standing_of_browser(self, secret_digest: bytes) -> Standing | None:
        """Returns a browser's session with its user and their role; None where there is none."""
        found = self._connection.execute(_STANDING_OF_BROWSER, {"secret_digest": secret_digest})
        return _standing_or_none(found.one_or_none())

    def live(self, user_id: PrincipalId, now: datetime, page: PageRequest) -> Page[Session]:
        """Returns a page of a user's sessions that can be used now, the latest begun first."""
        statement = (
            select(sessions)
            .join(users, users.c.id == sessions.c.user_id)
            .where(
                sessions.c.user_id == user_id,
                sessions.c.user_epoch == users.c.epoch,
                sessions.c.ended_at.is_(None),
                sessions.c.expires_at > now,
                sessions.c.last_used_at > now - IDLE_LIFETIME,
            )
        )
        rows = self._connection.execute(latest_first(statement, sessions.c.created_at, sessions.c.id, page)).all()
        return page_of(rows, page, _session, lambda row: Position(row.created_at, row.id))

    def note_use(self, session_id: SessionId, at: datetime) -> None:
        """Writes down when a session was used, if that is later than what is known."""
        is_later = (sessions.c.id == session_id) & (sessions.c.last_used_at < at)
        self._connection.execute(update(sessions).where(is_later).values(last_used_at=at))

    def end(self, session_id: SessionId, at: datetime) -> bool:
        """Ends a session; tells whether it went on until now."""
        is_open = (sessions.c.id == session_id) & sessions.c.ended_at.is_(None)
        return self._connection.execute(update(sessions).where(is_open).values(ended_at=at)).rowcount > 0

    def end_all(self, user_id: PrincipalId, at: datetime) -> int:
        """Ends every session of a user; returns how many went on until now."""
        is_open = (sessions.c.user_id == user_id) & sessions.c.ended_at.is_(None)
        return self._connection.execute(update(sessions).where(is_open).values(ended_at=at)).rowcount

    def add_refresh(self, token: RefreshToken) -> None:
        """Adds a refresh token."""
        self._connection.execute(
            insert(refresh_tokens).values(
                digest=token.digest, session_id=token.session_id, issued_at=token.issued_at, spent_at=token.spent_at
            )
        )

    def spend(self, digest: bytes, at: datetime) -> RefreshToken | None:
        """Spends a refresh token; None where it was spent before, or is not there."""
        is_unspent = (refresh_tokens.c.digest == digest) & refresh_tokens.c.spent_at.is_(None)
        statement = update(refresh_tokens).where(is_unspent).values(spent_at=at).returning(*refresh_tokens.c)
        return _token_or_none(self._connection.execute(statement).one_or_none())

    def refresh_token(self, digest: bytes) -> RefreshToken | None:
        """Returns a refresh token, spent or not, or None."""
        statement = select(refresh_tokens).where(refresh_tokens.c.digest == digest)
        return _token_or_none(self._connection.execute(statement).one_or_none())

    def prune(self, over_before: datetime, *, limit: int) -> int:
        """Removes sessions that were over before a time, with their refresh tokens, and returns how many."""
        table = sessions.c
        ended = table.ended_at < over_before
        expired = (table.expires_at < over_before) | (table.last_used_at < over_before - IDLE_LIFETIME)
        over = select(table.id).where(ended | expired).limit(limit)
        ids = self._connection.scalars(over.with_for_update(skip_locked=True)).all()
        if not ids:
            return 0
        self._connection.execute(delete(refresh_tokens).where(refresh_tokens.c.session_id.in_(ids)))
        return self._connection.execute(delete(sessions).where(table.id.in_(ids))).rowcount

    def prune_refresh(self, spent_before: datetime, *, limit: int) -> int:
        """Removes refresh tokens that were spent before a time, at most so many, and returns how many."""
        table = refresh_tokens.c
        spent = select(table.digest).where(table.spent_at < spent_before).limit(limit)
        digests = self._connection.scalars(spent.with_for_update(skip_locked=True)).all()
        is_spent = table.digest.in_(digests)
        return self._connection.execute(delete(refresh_tokens).where(is_spent)).rowcount if digests else 0


def _standing_or_none(row: Any) -> Standing | None:
    return None if row is None else Standing(_session(row), _user(row), _role(row))


def _session(row: Row[Any]) -> Session:
    return Session(
        id=row.id,
        user_id=row.user_id,
        kind=SessionKind(row.kind),
        step=SignInStep(row.step),
        user_epoch=row.user_epoch,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        expires_at=row.expires_at,
        place=Place(row.address, row.agent),
        ended_at=row.ended_at,
        secret_digest=row.secret_digest,
        csrf_digest=row.csrf_digest,
    )


def _user(row: Row[Any]) -> User:
    return User(
        id=row.user_id,
        login=row.user_login,
        email=row.user_email,
        password_hash=row.user_password_hash,
        role=row.user_role,
        customers=customers_from_json(row.user_customers),
        created_at=row.user_created_at,
        must_change_password=row.user_must_change_password,
        disabled_at=row.user_disabled_at,
        is_system=row.user_is_system,
        epoch=row.present_epoch,
        version=row.user_version,
    )


def _role(row: Row[Any]) -> Role:
    return Role(row.user_role, row.role_title, scopes_from_json(row.role_scopes), row.role_version)


def _token_or_none(row: Row[Any] | None) -> RefreshToken | None:
    return None if row is None else RefreshToken(row.digest, row.session_id, row.issued_at, row.spent_at)
