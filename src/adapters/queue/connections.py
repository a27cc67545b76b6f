"""Connections to Redis that never hang, and its errors in words that an operator understands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import (
    AuthenticationError,
    AuthenticationWrongNumberOfArgsError,
    BusyLoadingError,
    ConnectionError as RedisConnectionError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
    TimeoutError as RedisTimeoutError,
)
from redis.maint_notifications import MaintNotificationsConfig
from redis.retry import Retry

from socdomain.errors import QueueUnavailableError

CONNECT_TIMEOUT_S: Final = 1.0
ANSWER_TIMEOUT_S: Final = 2.0
"""Short, since a leader of schedulers asks several times in a turn, and leads for 10 s without a word."""

LOOK_TIMEOUT_S: Final = 0.4
"""For who only looks whether Redis is there, twice at most: whoever asks for that, such as Kubernetes, waits 1 s, and
takes a process that does not answer in time for one that cannot work.
"""

OLDEST: Final = "6.2"
"""The oldest version of Redis that will do: it is the first that looks for many members at once (ZMSCORE)."""

Address = Callable[[], str]
"""Returns the URL of Redis as it is now; the embedded server may have another one after it was started again.

Raises ``QueueUnavailableError`` where none is known.
"""

# In this order, since a refused password is also an error of the connection.
_WORDS: Final[tuple[tuple[type[RedisError] | tuple[type[RedisError], ...], str], ...]] = (
    (OutOfMemoryError, "Redis is full: it has reached its `maxmemory`"),
    (ReadOnlyError, "Redis is read-only: it is a replica of another one"),
    (BusyLoadingError, "Redis is still reading its data"),
    (NoPermissionError, "Redis does not let its user do what the queue needs"),
    (
        (AuthenticationError, AuthenticationWrongNumberOfArgsError),
        "Redis refuses the user or password in WATCHFLOOR_REDIS_URL",
    ),
    (RedisTimeoutError, "Redis did not answer in time"),
    (RedisConnectionError, "Redis cannot be reached"),
)


def connect(url: str, *, within_s: float | None = None) -> Redis:
    """Returns a client of Redis; nothing connects until it is used.

    Args:
        url: ``redis://``, ``rediss://`` or ``unix://``, with the password.
        within_s: Seconds to connect in, and seconds to be answered in; None for the usual ones.

    Raises:
        QueueUnavailableError: There is no such URL.
    """
    try:
        return Redis.from_url(
            url,
            socket_connect_timeout=within_s or CONNECT_TIMEOUT_S,
            socket_timeout=within_s or ANSWER_TIMEOUT_S,
            # Once more, since Redis may have been started anew while a connection lay idle.
            retry=Retry(ConstantBackoff(0.05), 1),
            # A managed service announces what it does with these; no other server knows them.
            maint_notifications_config=MaintNotificationsConfig(enabled=False),
        )
    except ValueError:
        # Which says what is wrong with the URL, and may quote a password of it.
        raise QueueUnavailableError("WATCHFLOOR_REDIS_URL is no URL of a Redis server") from None


@contextmanager
def told() -> Iterator[None]:
    """Translates the errors of Redis within the block.

    Raises:
        QueueUnavailableError: One of them was raised.
    """
    try:
        yield
    except RedisError as error:
        raise QueueUnavailableError(words_for(error)) from error


def words_for(error: RedisError) -> str:
    """Returns what is the matter with Redis, without an address or a secret."""
    if isinstance(error, ResponseError) and "MISCONF" in str(error):
        return "Redis takes nothing, because it cannot write to its disk"
    if isinstance(error, RedisConnectionError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
        return "Redis shows a certificate that is not trusted; ssl_ca_certs in WATCHFLOOR_REDIS_URL says whose is"
    if isinstance(error, ResponseError) and "unknown command" in str(error):
        return f"Redis does not know what the queue needs, and may be older than {OLDEST}"
    return next((words for kinds, words in _WORDS if isinstance(error, kinds)), f"Redis failed: {type(error).__name__}")
