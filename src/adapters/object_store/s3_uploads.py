"""Uploads by parts as S3 has them (docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html).

The client has methods for them that it calls its own, and none that are public: ``put_object`` uses them, and decides
by itself what is kept with an object before its hash is known. A version of the client without them fails the tests.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final, cast

from attrs import frozen
from minio import Minio
from minio.datatypes import Part

from adapters import crash_points
from adapters.object_store.s3_errors import broken_off, not_s3, translated
from socdomain.errors import NotFoundError
from socdomain.object_parts import UnfinishedUpload

_NEVER: Final = datetime.fromtimestamp(0, UTC)

Headers = dict[str, str | list[str] | tuple[str]]


@frozen
class S3Upload:
    """One upload.

    Attributes:
        bucket: Where the object will be.
        name: Its name.
        id: What the server calls the upload.
    """

    bucket: str
    name: str
    id: str

    @property
    def text(self) -> str:
        """What the port calls it: all of it but the bucket."""
        return f"{urlsafe_b64encode(self.name.encode()).decode()}.{self.id}"

    @classmethod
    def of(cls, bucket: str, text: str) -> S3Upload:
        """Returns the upload that the port calls so.

        Raises:
            NotFoundError: None is called so.
        """
        name, _, upload_id = text.partition(".")
        try:
            upload = cls(bucket, urlsafe_b64decode(name).decode(), upload_id)
        except ValueError:
            raise NotFoundError("upload", text) from None
        if not upload.name or not upload_id:
            raise NotFoundError("upload", text)
        return upload


class S3Uploads:
    """Does what S3 can do with uploads.

    Args:
        client: Of the server.
    """

    def __init__(self, client: Minio) -> None:
        self._client = client

    def begin(self, bucket: str, name: str, headers: Headers) -> S3Upload:
        """Begins an upload; the headers say what is kept with the object."""
        with translated(bucket):
            upload = S3Upload(bucket, name, self._client._create_multipart_upload(bucket, name, headers))
        crash_points.reach("s3.upload.begun")
        return upload

    def put(self, upload: S3Upload, number: int, block: memoryview) -> Part:
        """Sends a part."""
        with translated(upload.bucket, upload=upload.text):
            # It hashes and sends what it is given, and copies nothing.
            data = cast("bytes", block)
            etag = self._client._upload_part(upload.bucket, upload.name, data, None, upload.id, number)
        crash_points.reach("s3.part.put")
        return Part(number, etag)

    def parts(self, upload: S3Upload) -> list[Part]:
        """Returns the parts that are there, by their numbers."""
        return _newest(self._all_parts(upload))

    def _all_parts(self, upload: S3Upload) -> list[Part]:
        found, after = list[Part](), None
        with translated(upload.bucket, upload=upload.text):
            while True:
                page = self._client._list_parts(upload.bucket, upload.name, upload.id, part_number_marker=after)
                found += page.parts
                if not page.is_truncated or page.next_part_number_marker in (None, after):
                    return found
                after = page.next_part_number_marker

    def complete(self, upload: S3Upload, parts: Iterable[Part]) -> None:
        """Makes the object out of the parts."""
        with translated(upload.bucket, upload=upload.text):
            done = self._client._complete_multipart_upload(upload.bucket, upload.name, upload.id, list(parts))
        if not done.etag:
            # The server may find out only after it has said that all is well, and says so behind that.
            raise broken_off()
        crash_points.reach("s3.upload.completed")

    def abort(self, upload: S3Upload) -> None:
        """Removes an upload with its parts, if it is there."""
        try:
            with translated(upload.bucket, upload=upload.text):
                self._client._abort_multipart_upload(upload.bucket, upload.name, upload.id)
        except NotFoundError as error:
            if error.kind != "upload":
                raise
        crash_points.reach("s3.upload.aborted")

    def all(self, bucket: str) -> Iterator[UnfinishedUpload]:
        """Returns the uploads of a bucket that the server tells; MinIO tells none, and removes them after a day."""
        after: tuple[str | None, str | None] = (None, None)
        while True:
            with translated(bucket):
                page = self._client._list_multipart_uploads(bucket, key_marker=after[0], upload_id_marker=after[1])
            found = list[UnfinishedUpload]()
            for one in page.uploads:
                if one.initiated_time is None:
                    raise not_s3()
                upload = S3Upload(bucket, one.object_name, cast("str", one.upload_id))
                # It may have ended since.
                with suppress(NotFoundError):
                    came_at = [part.last_modified or _NEVER for part in self._all_parts(upload)]
                    found.append(UnfinishedUpload(upload.text, one.initiated_time, max([one.initiated_time, *came_at])))
            yield from found
            following = (page.next_key_marker, page.next_upload_id_marker)
            if not page.is_truncated or following in ((None, None), after):
                return
            after = following


def _newest(parts: Iterable[Part]) -> list[Part]:
    """Returns the part of each number that came last; none where that cannot be told, so that it is put again.

    SeaweedFS goes on telling parts whose place others have taken, with times in whole seconds.
    """
    by_number: dict[int, list[Part]] = {}
    for part in sorted(parts, key=lambda part: part.last_modified or _NEVER):
        by_number.setdefault(part.part_number, []).append(part)
    return [
        same[-1]
        for _, same in sorted(by_number.items())
        if len({part.etag for part in same if part.last_modified == same[-1].last_modified}) == 1
    ]
