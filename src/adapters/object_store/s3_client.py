"""The client of an S3 server: which certificates it believes, how long it waits, and what it tries again."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from attrs import field, frozen
from minio import Minio
from urllib3 import PoolManager, Retry, Timeout
from urllib3.response import BaseHTTPResponse

from adapters.connector_kit.trust import Trust
from socdomain.errors import StorageUnavailableError

_USUAL_REGION: Final = "us-east-1"
"""What MinIO and most others are in unless they are told (min.io/docs, ``MINIO_REGION``)."""


@frozen
class S3Place:
    """Where a server of S3 is, and who speaks to it.

    Attributes:
        url: ``https://HOST:PORT`` or ``http://HOST:PORT``.
        access_key: Whom it knows us as.
        secret_key: What requests are signed with.
        region: The region that it is in; empty for the usual one.
        ca_file: File of the CAs that are believed, and no others (PEM); empty for those that the system or ``certifi``
            knows.
    """

    url: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str = ""
    ca_file: str = ""


@frozen
class S3Limits:
    """How much of the server is used, and for how long it is waited for.

    Attributes:
        connect_s: Seconds in which a connection has to be there.
        read_s: Seconds in which the server has to go on sending, or to begin answering.
        retries: How often a request that may be repeated is made again.
        connections: Connections of a process at a time; whoever wants another waits for ``connect_s``. A download holds
            one for as long as its client takes, an upload two: the API has places for 24 and for 12 of them.
    """

    connect_s: float = 5.0
    read_s: float = 30.0
    retries: int = 3
    connections: int = 64


def make_client(place: S3Place, limits: S3Limits) -> Minio:
    """Returns a client; it connects when it is used.

    Raises:
        StorageUnavailableError: The file of CAs cannot be used.
    """
    parts = urlsplit(place.url)
    return Minio(
        parts.netloc,
        place.access_key,
        place.secret_key,
        secure=parts.scheme == "https",
        region=place.region or _USUAL_REGION,
        http_client=_Pool(limits, _trust(place.ca_file) if parts.scheme == "https" else None),
    )


def repeats(limits: S3Limits) -> Retry:
    """Returns what is tried again: what can be done twice, after another wait each time, and never somewhere else."""
    return Retry(
        total=limits.retries,
        connect=limits.retries,
        # Whoever did not answer in time once is waited for once more, and no longer.
        read=min(1, limits.retries),
        status=limits.retries,
        other=0,
        redirect=False,
        # An object is put whole, and a part has its number, so that both can be put twice. Uploads that begin or end
        # (POST) cannot.
        allowed_methods={"GET", "HEAD", "PUT", "DELETE"},
        status_forcelist={429, 500, 502, 503, 504},
        raise_on_status=False,
        backoff_factor=0.25,
        backoff_jitter=0.25,
        # A server must not decide for how long somebody waits here.
        respect_retry_after_header=False,
    )


class _Pool(PoolManager):
    """Connections to one server; no proxy of the environment, and nobody who is named by an answer."""

    def __init__(self, limits: S3Limits, trust: ssl.SSLContext | None) -> None:
        secured: dict[str, Any] = {} if trust is None else {"ssl_context": trust}
        super().__init__(
            num_pools=1,
            maxsize=limits.connections,
            block=True,
            timeout=Timeout(connect=limits.connect_s, read=limits.read_s),
            retries=repeats(limits),
            **secured,
        )
        self._wait_s = limits.connect_s

    def urlopen(  # type: ignore[override]  # as in the class above, whose own base has it otherwise
        self, method: str, url: str, redirect: bool = True, **kw: Any
    ) -> BaseHTTPResponse:
        # To another address the signed request would go along.
        return super().urlopen(method, url, redirect=False, pool_timeout=self._wait_s, **kw)


def _trust(ca_file: str) -> ssl.SSLContext:
    try:
        return Trust(Path(ca_file).read_text("ascii") if ca_file else "").context()
    except (OSError, ValueError) as error:
        raise StorageUnavailableError(
            "the file of the object store's certificate authorities cannot be read, or holds no certificate (PEM)"
        ) from error
