"""What can be wrong with a request before it means anything to the domain.

    WatchfloorError
    ├── InvalidBodyError          a body that is not what the route takes (names each place)
    ├── UnsupportedMediaError     a body of another type, or with another encoding
    ├── BodyTooLargeError         a body beyond the limit
    ├── BodyBrokenOffError        a body that ended before it was whole
    ├── VersionNeededError        a change without the version that it is meant for
    ├── NothingToChangeError      a change of a version of what is not there
    ├── EncryptionNeededError     a call from another machine without TLS
    ├── InvalidTokenError         a token that is not good, or no longer (a NotSignedInError of the domain)
    ├── SessionNeededError        no cookie of a browser's session that is good (a NotSignedInError too)
    ├── SignInRefusedError        a login name and a password that do not belong together, in a browser
    ├── CrossSiteError            a call of a browser that a page of another site may have made
    ├── TooBusyError              more ingests, watchers or trials at a time than are taken
    ├── DependencyDownError       something that the process needs cannot be used
    └── TokenRequestError         a request for a token that cannot be answered (RFC 6749 section 5.2)

``problems`` gives each its answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from attrs import frozen

from socdomain.errors import NotSignedInError, WatchfloorError


@frozen
class BodyFault:
    """One thing that is wrong with a body.

    Attributes:
        path: Where, as a JSON path (RFC 9535) such as ``$.change.tags[0]``.
        reason: What would be accepted.
    """

    path: str
    reason: str


class InvalidBodyError(WatchfloorError):
    """A body that is not what the route takes.

    Args:
        faults: What is wrong with it, in the order of the body.
    """

    def __init__(self, *faults: BodyFault) -> None:
        super().__init__("; ".join(f"{fault.path} {fault.reason}" for fault in faults))
        self.faults = faults


class UnsupportedMediaError(WatchfloorError):
    """A body of a type, or in an encoding, that the route does not read.

    Args:
        accepted: What it reads.
    """

    def __init__(self, *accepted: str) -> None:
        super().__init__(f"the body must be {' or '.join(accepted)}")
        self.accepted = accepted


class BodyTooLargeError(WatchfloorError):
    """A body that is longer than may be.

    Args:
        limit_bytes: How long it may be.
    """

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"the body is longer than {limit_bytes} bytes")
        self.limit_bytes = limit_bytes


class BodyBrokenOffError(WatchfloorError):
    """A body that ended before it was whole: the client went away, fell silent, or the compression is broken."""


class VersionNeededError(WatchfloorError):
    """A change that does not say, in ``If-Match``, which version it is meant for."""

    def __init__(self) -> None:
        super().__init__("send If-Match with the ETag of what is to be changed; * is none")


class NothingToChangeError(WatchfloorError):
    """A change of a version of something that is not there.

    Args:
        kind: What was to be changed, such as ``source``.
        key: Its name.
    """

    def __init__(self, kind: str, key: str) -> None:
        super().__init__(f"there is no {kind} {key}, so it has no version; leave out If-Match to add it")


class InvalidTokenError(NotSignedInError):
    """A token was shown, and it is not good: made up, expired, or of a user who is gone."""


class SessionNeededError(NotSignedInError):
    """The route takes the cookie of a browser's session and nothing else, and none that is good was shown."""


class SignInRefusedError(WatchfloorError):
    """A login name and a password that do not belong together; the sign-in itself has written it down."""

    def __init__(self) -> None:
        super().__init__("the login name and the password do not belong together")


class CrossSiteError(WatchfloorError):
    """A call of a browser that a page of another site may have made, and whoever sits there has not meant.

    Args:
        needed: What would have shown that it is meant.
    """

    def __init__(self, needed: str) -> None:
        super().__init__(f"the call needs {needed}")
        self.needed = (needed,)


class EncryptionNeededError(WatchfloorError):
    """A call from another machine that came without TLS."""

    def __init__(self) -> None:
        super().__init__("calls from other machines have to come by https")


class TooBusyError(WatchfloorError):
    """As many ingests are running as may at a time."""

    def __init__(self, what: str = "ingests are running") -> None:
        super().__init__(f"as many {what} as may at a time; send this again later")


class TooManyWatchersError(TooBusyError):
    """As many runs are watched as may at a time."""

    def __init__(self) -> None:
        super().__init__("runs are watched")


class TooManyTrialsError(TooBusyError):
    """As many connectors are tried, or wait to be, as may at a time."""

    def __init__(self) -> None:
        super().__init__("connectors are tried")


@frozen
class DependencyState:
    """How something is that the process needs.

    Attributes:
        name: What it is.
        ok: Whether it can be used.
        latency_ms: How long it took to find out, in milliseconds.
        reason: Why it cannot be used; empty otherwise.
    """

    name: str
    ok: bool
    latency_ms: float
    reason: str = ""


class DependencyDownError(WatchfloorError):
    """Something that the process needs cannot be used.

    Args:
        states: How everything is that it needs.
    """

    def __init__(self, states: tuple[DependencyState, ...]) -> None:
        super().__init__("; ".join(f"{state.name}: {state.reason}" for state in states if not state.ok))
        self.states = states


class TokenRequestError(WatchfloorError):
    """A request for a token that cannot be answered with one.

    Args:
        code: Of RFC 6749 section 5.2, such as ``invalid_grant``.
        description: For whoever writes the client.
        status: The status of the answer.
        headers: Further headers of the answer.
    """

    def __init__(
        self,
        code: str,
        description: str,
        status: HTTPStatus = HTTPStatus.BAD_REQUEST,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(description)
        self.code = code
        self.status = status
        self.headers = dict(headers or {})
