"""Every error the domain raises, as one tree.

    WatchfloorError
    ├── InvalidInputError            what was asked cannot be meant (names the field)
    ├── NotSignedInError             nobody is asking, or the proof of who is does not hold
    │   └── SignInUnfinishedError    their sign-in has a next step (auth/session)
    ├── TooManyAttemptsError         a sign-in that comes too soon after others that failed
    ├── NotAllowedError              the principal lacks every scope that would do
    ├── NotFoundError                no such thing within the principal's reach
    ├── ConflictError                the request contradicts the present state
    │   ├── StaleVersionError        the caller saw an older version
    │   ├── CodeTakenError           a customer code that another customer has
    │   ├── NameTakenError           a login name, or address, that another user has
    │   ├── ScheduleTakenError       a schedule's name that another has (jobs/schedule)
    │   ├── BuiltinScheduleError     a schedule that cannot be removed (jobs/schedule)
    │   ├── ConnectorTakenError      a connector's name that another has (connectors/connector)
    │   ├── SecretsWantedError       where a connector leads changes without its secrets (connectors/connector)
    │   ├── LastAdministratorError   nobody would be left to put things right
    │   ├── AlreadySpentError        a refresh token that has just been exchanged
    │   ├── StatusChangeError        a step the status does not have
    │   ├── FingerprintHeldError     a live alert takes this fingerprint's events
    │   ├── CaseExistsError          an open case was opened from this alert
    │   ├── LegalHoldError           a file that may not be removed (artifacts/legal_hold)
    │   ├── ViewTakenError           a view's name that another has there (views/view)
    │   └── OtherCustomerError       a link across customers
    ├── IdempotencyKeyReusedError    the same key with another request
    ├── ConcurrentChangeError        two writers met; the work can be tried again
    ├── LeaseLostError               somebody else may do now what was being done
    ├── StorageUnavailableError      the database did not answer, or the store of files
    │   └── StorageFullError         the store of files has no room left (object_store)
    ├── ConnectorError               a product could not be asked (connectors/verification)
    │   └── ConnectorAnswerError     a product answered what it should not
    ├── QueueUnavailableError        what carries runs to workers did not answer
    ├── SealBrokenError              a sealed secret was changed, or belongs elsewhere
    ├── UnknownKeyError              a secret was sealed with a key that is not there
    ├── DocumentError                a document that cannot be read (sources/documents)
    ├── DocumentTooLargeError        a document too large even to be kept (sources/documents)
    ├── NotAnArchiveError            a file that is no zip (artifacts/zip_directory)
    └── IngestStoppedError           what was sent broke off (incidents/ingest_summary)

Doors translate them once (the API in ``problems.py``); nothing else maps errors to answers.
"""

from __future__ import annotations

from datetime import timedelta


class WatchfloorError(Exception):
    """Base of every error that the domain and its adapters raise on purpose."""


class InvalidInputError(WatchfloorError):
    """A value that cannot be meant.

    Args:
        field: Dotted name of the field, as the caller knows it.
        reason: One sentence that says what would be accepted.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class NotSignedInError(WatchfloorError):
    """The caller has not shown who they are; says nothing that helps a stranger."""


class TooManyAttemptsError(WatchfloorError):
    """A sign-in that comes too soon after others that failed.

    Args:
        wait: How long to wait.
    """

    def __init__(self, wait: timedelta) -> None:
        self.wait_s = max(1, -(-wait // timedelta(seconds=1)))
        super().__init__(f"too many attempts to sign in failed; try again in {self.wait_s} s")


class NotAllowedError(WatchfloorError):
    """The principal holds none of the scopes that the use case accepts.

    Args:
        needed: The scopes of which one would have been enough.
    """

    def __init__(self, needed: tuple[str, ...]) -> None:
        super().__init__(f"needs one of: {', '.join(needed)}")
        self.needed = needed


class NotFoundError(WatchfloorError):
    """There is no such thing within the principal's reach.

    The same error for what does not exist and for what belongs to a customer out of reach, so that
    an answer never tells which.

    Args:
        kind: What was looked for, such as ``alert``.
        key: The identifier that was given.
    """

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"no {kind} {key}")
        self.kind = kind
        self.key = str(key)


class ConflictError(WatchfloorError):
    """The request contradicts the present state."""


class StaleVersionError(ConflictError):
    """The caller changed a version that is no longer the present one.

    Args:
        kind: What was to be changed, such as ``alert``.
        present: The entity as it is now, for the caller to look at.
    """

    def __init__(self, kind: str, present: object) -> None:
        super().__init__(f"the {kind} has changed since it was read")
        self.kind = kind
        self.present = present


class CodeTakenError(ConflictError):
    """A customer code, or further code, that another customer already has."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the customer code {code!r} is taken")
        self.code = code


class NameTakenError(ConflictError):
    """A login name, or an address, that another user has, without regard to case.

    Args:
        field: Which of the two.
    """

    def __init__(self, field: str) -> None:
        super().__init__(f"another user has this {field}")
        self.field = field


class LastAdministratorError(ConflictError):
    """Nobody would be left who can put everything right."""

    def __init__(self) -> None:
        super().__init__("this is the last administrator who can sign in and sees every customer")


class AlreadySpentError(ConflictError):
    """A refresh token that was exchanged a moment ago, as when a client sends it twice."""

    def __init__(self) -> None:
        super().__init__("the refresh token has just been exchanged; use the one that was given for it")


class StatusChangeError(ConflictError):
    """A step from one status to another that does not exist, or lacks what it needs."""


class FingerprintHeldError(ConflictError):
    """A closed alert cannot be reopened while a live one takes its fingerprint's events.

    Args:
        alert_id: The live alert.
    """

    def __init__(self, alert_id: object) -> None:
        super().__init__(f"alert {alert_id} takes these events now")
        self.alert_id = str(alert_id)


class CaseExistsError(ConflictError):
    """An open case was already opened from this alert.

    Args:
        case_id: The open case.
        number: Its number, as people call it.
    """

    def __init__(self, case_id: object, number: int) -> None:
        super().__init__(f"case {number} is already open for this alert")
        self.case_id = str(case_id)
        self.number = number


class OtherCustomerError(ConflictError):
    """Two things of different customers cannot be linked."""


class IdempotencyKeyReusedError(WatchfloorError):
    """An idempotency key was sent again with a different request."""


class ConcurrentChangeError(WatchfloorError):
    """Another writer changed the same rows first; the whole unit of work can be tried again."""


class LeaseLostError(WatchfloorError):
    """What was being done took too long without a word, and somebody else may do it now; nothing of it is kept.

    Args:
        key: To do what.
    """

    def __init__(self, key: str) -> None:
        super().__init__(f"the lease of {key!r} has ended")
        self.key = key


class QueueUnavailableError(WatchfloorError):
    """What carries runs to workers cannot be reached, or takes nothing."""


class StorageUnavailableError(WatchfloorError):
    """The database, or the store of files, cannot be reached, or did not answer in time."""


class SealBrokenError(WatchfloorError):
    """A sealed secret was changed, or moved from where it belongs; holds neither it nor what it was sealed as.

    Args:
        table: Where it was to be opened.
        field: In which field.
    """

    def __init__(self, table: str, field: str) -> None:
        super().__init__(f"a secret in {table}.{field} was not sealed there, or was changed since")
        self.table = table
        self.field = field


class UnknownKeyError(WatchfloorError):
    """A secret was sealed with a key that is not there.

    Args:
        key_id: Id of the key.
    """

    def __init__(self, key_id: str) -> None:
        super().__init__(f"a secret was sealed with the key {key_id}, which is not there")
        self.key_id = key_id
