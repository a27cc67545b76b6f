"""Users, their sessions, the keys of machines, and attempts to sign in, in memory."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, frozen

from socdomain.auth.api_key import ApiKey
from socdomain.auth.attempts import Attempts, none_yet
from socdomain.auth.repositories import Standing
from socdomain.auth.session import IDLE_LIFETIME, Session
from socdomain.auth.tokens import RefreshToken
from socdomain.auth.user import User, folded_name
from socdomain.errors import NameTakenError, NotFoundError, StaleVersionError
from socdomain.ids import KeyId, PrincipalId, SessionId
from socdomain.memory.pages import page_of
from socdomain.memory.state import State
from socdomain.pages import Page, PageRequest, Position


@frozen
class MemoryUserRepository:
    """The users, as ``UserRepository``."""

    _state: State

    def by_login(self, login: str) -> User | None:
        """Returns the user who signs in as this, without regard to case, or None."""
        wanted = folded_name(login)
        return next((user for user in self._state.users.values() if folded_name(user.login) == wanted), None)

    def get(self, user_id: PrincipalId) -> User | None:
        """Returns a user, or None."""
        return self._state.users.get(user_id)

    def page(self, page: PageRequest) -> Page[User]:
        """Returns a page of all users, the latest added first."""
        return page_of(self._state.users.values(), page, lambda user: Position(user.created_at, user.id))

    def add(self, user: User) -> None:
        """Adds a user."""
        if self.by_login(user.login) is not None:
            raise NameTakenError("login")
        self._check_email(user)
        self._state.users[user.id] = user

    def save(self, user: User, *, expected_version: int) -> None:
        """Replaces a user."""
        present = self.get(user.id)
        if present is None:
            raise NotFoundError("user", user.id)
        if present.version != expected_version:
            raise StaleVersionError("user", present)
        self._check_email(user)
        self._state.users[user.id] = user

    def administrators_for_change(self) -> tuple[User, ...]:
        """Returns those who can put everything right; nobody else writes meanwhile."""
        found = (user for user in self._state.users.values() if user.is_administrator)
        return tuple(sorted(found, key=lambda user: user.id.int))

    def exist(self) -> bool:
        """Tells whether there is any user at all that is a person."""
        return any(not user.is_system for user in self._state.users.values())

    def _check_email(self, user: User) -> None:
        if user.email is None:
            return
        wanted = folded_name(user.email)
        others = (other for other in self._state.users.values() if other.id != user.id)
        if any(other.email is not None and folded_name(other.email) == wanted for other in others):
            raise NameTakenError("email")


@frozen
class MemorySessionRepository:
    """The sessions, as ``SessionRepository``."""

    _state: State

    def add(self, session: Session) -> None:
        """Adds a session."""
        self._state.sessions[session.id] = session

    def standing(self, session_id: SessionId) -> Standing | None:
        """Returns a session with its user and their role; None where there is none."""
        return self._standing(self._state.sessions.get(session_id))

    def standing_of_browser(self, secret_digest: bytes) -> Standing | None:
        """Returns a browser's session with its user and their role; None where there is none."""
        every = self._state.sessions.values()
        return self._standing(next((session for session in every if session.secret_digest == secret_digest), None))

    def _standing(self, session: Session | None) -> Standing | None:
        if session is None:
            return None
        user = self._state.users[session.user_id]
        return Standing(session, user, self._state.roles[user.role])

    def live(self, user_id: PrincipalId, now: datetime, page: PageRequest) -> Page[Session]:
        """Returns a page of a user's sessions that can be used now, the latest begun first."""
        user = self._state.users.get(user_id)
        own = [session for session in self._state.sessions.values() if user and session.user_id == user.id]
        usable = [session for session in own if user and session.is_live(now, user_epoch=user.epoch)]
        return page_of(usable, page, lambda one: Position(one.created_at, one.id))

    def note_use(self, session_id: SessionId, at: datetime) -> None:
        """Writes down when a session was used, if that is later than what is known."""
        session = self._state.sessions.get(session_id)
        if session is not None and session.last_used_at < at:
            self._state.sessions[session_id] = evolve(session, last_used_at=at)

    def end(self, session_id: SessionId, at: datetime) -> bool:
        """Ends a session; tells whether it went on until now."""
        session = self._state.sessions.get(session_id)
        if session is None or session.ended_at is not None:
            return False
        self._state.sessions[session_id] = evolve(session, ended_at=at)
        return True

    def end_all(self, user_id: PrincipalId, at: datetime) -> int:
        """Ends every session of a user; returns how many went on until now."""
        own = [session.id for session in self._state.sessions.values() if session.user_id == user_id]
        return sum(self.end(session_id, at) for session_id in own)

    def add_refresh(self, token: RefreshToken) -> None:
        """Adds a refresh token."""
        self._state.refresh_tokens[token.digest] = token

    def spend(self, digest: bytes, at: datetime) -> RefreshToken | None:
        """Spends a refresh token; None where it was spent before, or is not there."""
        token = self._state.refresh_tokens.get(digest)
        if token is None or token.spent_at is not None:
            return None
        spent = self._state.refresh_tokens[digest] = evolve(token, spent_at=at)
        return spent

    def refresh_token(self, digest: bytes) -> RefreshToken | None:
        """Returns a refresh token, spent or not, or None."""
        return self._state.refresh_tokens.get(digest)

    def prune(self, over_before: datetime, *, limit: int) -> int:
        """Removes sessions that were over before a time, with their refresh tokens, and returns how many."""
        over = [session.id for session in self._state.sessions.values() if _was_over(session, over_before)][:limit]
        for token in list(self._state.refresh_tokens.values()):
            if token.session_id in over:
                del self._state.refresh_tokens[token.digest]
        for session_id in over:
            del self._state.sessions[session_id]
        return len(over)

    def prune_refresh(self, spent_before: datetime, *, limit: int) -> int:
        """Removes refresh tokens that were spent before a time, at most so many, and returns how many."""
        tokens = self._state.refresh_tokens.values()
        spent = [one.digest for one in tokens if one.spent_at is not None and one.spent_at < spent_before][:limit]
        for digest in spent:
            del self._state.refresh_tokens[digest]
        return len(spent)


def _was_over(session: Session, at: datetime) -> bool:
    idle_until = session.last_used_at + IDLE_LIFETIME
    return min(session.ended_at or session.expires_at, session.expires_at, idle_until) < at


@frozen
class MemoryApiKeyRepository:
    """The keys of machines, as ``ApiKeyRepository``."""

    _state: State

    def get(self, key_id: KeyId) -> ApiKey | None:
        """Returns a key, or None."""
        return self._state.api_keys.get(key_id)

    def page(self, page: PageRequest) -> Page[ApiKey]:
        """Returns a page of all keys, the latest made first."""
        return page_of(self._state.api_keys.values(), page, lambda key: Position(key.created_at, key.id))

    def add(self, key: ApiKey) -> None:
        """Adds a key."""
        self._state.api_keys[key.id] = key

    def revoke(self, key_id: KeyId, at: datetime) -> bool:
        """Takes a key back; tells whether it was good until now."""
        key = self.get(key_id)
        if key is None or key.revoked_at is not None:
            return False
        self._state.api_keys[key_id] = evolve(key, revoked_at=at)
        return True

    def note_use(self, key_id: KeyId, at: datetime) -> None:
        """Writes down when a key was used, if that is later than what is known."""
        key = self.get(key_id)
        if key is not None and (key.last_used_at is None or key.last_used_at < at):
            self._state.api_keys[key_id] = evolve(key, last_used_at=at)


@frozen
class MemoryAttemptRepository:
    """The attempts to sign in, as ``AttemptRepository``."""

    _state: State

    def for_change(self, subject: str, now: datetime) -> Attempts:
        """Returns the attempts of a subject; nobody else writes meanwhile."""
        return self._state.attempts.get(subject) or none_yet(subject, now)

    def save(self, attempts: Attempts) -> None:
        """Writes down the attempts of a subject."""
        self._state.attempts[attempts.subject] = attempts

    def prune(self, last_until: datetime, *, limit: int) -> int:
        """Removes those whose last was at a time or before, at most so many, and returns how many."""
        old = [one.subject for one in self._state.attempts.values() if one.last_at <= last_until][:limit]
        for subject in old:
            del self._state.attempts[subject]
        return len(old)
