"""What is asked of S3 about objects, and how their bytes come."""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from attrs import frozen
from minio import Minio
from minio.error import S3Error
from urllib3.response import BaseHTTPResponse

from adapters.object_store.s3_errors import broken_off, translated
from adapters.object_store.s3_names import TOO_LONG, key_of
from socdomain.object_store import USUAL_CHUNK_BYTES

_SHA256: Final = "x-amz-meta-watchfloor-sha256"
_MARK: Final = "x-amz-meta-watchfloor-upload"
_KEY: Final = "x-amz-meta-watchfloor-key"
_DIGITS: Final = re.compile("[0-9a-f]{64}")


@frozen
class Found:
    """An object that is there.

    Attributes:
        key: Its key; None where it is not one of ours.
        size_bytes: Its length.
        sha256: SHA-256 over its bytes, 32 bytes; None where it is not kept with it.
        mark: By which whoever has put it in several parts knows it again; may be empty.
    """

    key: str | None
    size_bytes: int
    sha256: bytes | None
    mark: str


def kept_with(key: str, name: str, *, sha256: str = "", mark: str = "") -> dict[str, str | list[str] | tuple[str]]:
    """Returns the headers by which S3 keeps something with an object.

    Args:
        key: The object's key.
        name: Its name.
        sha256: In digits, where it is known before the object is sent.
        mark: Otherwise something that nobody else has.
    """
    values = {_SHA256: sha256, _MARK: mark}
    if name.startswith(TOO_LONG):
        values[_KEY] = urlsafe_b64encode(key.encode()).decode()
    return {"Content-Type": "application/octet-stream", **{header: value for header, value in values.items() if value}}


class S3Reader:
    """Reads objects by their names.

    Args:
        client: Of the server.
    """

    def __init__(self, client: Minio) -> None:
        self._client = client

    def find(self, bucket: str, name: str, key: str) -> Found:
        """Returns what is known about an object without reading it.

        Args:
            bucket: Where.
            name: Its name.
            key: What errors call it.
        """
        with translated(bucket, key):
            try:
                head = self._client.stat_object(bucket, name)
            except S3Error:
                # An answer to HEAD has no body: what it means, and whether S3 has given it, is told by one that has.
                _let_go(self._client.get_object(bucket, name))
                head = self._client.stat_object(bucket, name)
            return _found(name, head.metadata or {})

    def read(
        self, bucket: str, name: str, key: str, *, first: int = 0, length: int = 0
    ) -> tuple[Found, Iterator[bytes]]:
        """Returns what is known about an object, and its bytes; they have begun to come.

        Args:
            bucket: Where.
            name: Its name.
            key: What errors call it.
            first: Place of the first byte.
            length: How many bytes, which have to be there; 0 for all.
        """
        with translated(bucket, key):
            response = self._client.get_object(bucket, name, offset=first, length=length)
            found = _found(name, response.headers)
        if length and (response.status != 206 or found.size_bytes != length):
            _let_go(response)
            raise broken_off()
        coming = _chunks(response, found.size_bytes)
        # Begun, so that the connection is let go of when nobody goes on.
        return found, chain([next(coming)], coming)

    def sha256(self, bucket: str, name: str, found: Found) -> tuple[int, bytes]:
        """Returns an object's length and the SHA-256 over its bytes; reads it where the hash is not kept with it."""
        if found.sha256 is not None:
            return found.size_bytes, found.sha256
        return self.compute(bucket, name, found.key or name)

    def compute(self, bucket: str, name: str, key: str) -> tuple[int, bytes]:
        """Returns an object's length and the SHA-256 over its bytes, by reading it."""
        digest, size_bytes = hashlib.sha256(), 0
        for chunk in self.read(bucket, name, key)[1]:
            digest.update(chunk)
            size_bytes += len(chunk)
        return size_bytes, digest.digest()


def _found(name: str, headers: Mapping[str, str]) -> Found:
    sha256, mark, kept_key = (headers.get(header, "") for header in (_SHA256, _MARK, _KEY))
    return Found(
        key=urlsafe_b64decode(kept_key).decode() if name.startswith(TOO_LONG) and kept_key else key_of(name),
        size_bytes=int(headers["content-length"]),
        sha256=bytes.fromhex(sha256) if _DIGITS.fullmatch(sha256) else None,
        mark=mark,
    )


def _chunks(response: BaseHTTPResponse, size_bytes: int) -> Iterator[bytes]:
    left = size_bytes
    try:
        while True:
            with translated(""):
                chunk = response.read(min(USUAL_CHUNK_BYTES, left), decode_content=False) if left else b""
            if left and not chunk:
                raise broken_off()
            left -= len(chunk)
            yield chunk
            if not left:
                return
    finally:
        if left:
            _let_go(response)
        else:
            response.release_conn()


def _let_go(response: BaseHTTPResponse) -> None:
    # What is still to come would be taken for the answer to the next request, so the connection is closed as well.
    response.close()
    response.release_conn()
