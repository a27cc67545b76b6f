"""Which objects there are in S3, as the server lists them (ListObjectsV2)."""

from __future__ import annotations

from collections.abc import Iterator

from minio import Minio
from minio.datatypes import Object

from adapters.object_store.s3_errors import not_s3, translated
from adapters.object_store.s3_names import TOO_LONG, beginning_of, key_of
from adapters.object_store.s3_reading import S3Reader
from socdomain.errors import NotFoundError
from socdomain.object_store import ListedObject


class S3Listing:
    """Lists objects, a page of 1,000 at a time.

    Args:
        client: Of the server.
        reader: Asks for the keys that no name tells.
    """

    def __init__(self, client: Minio, reader: S3Reader) -> None:
        self._client = client
        self._reader = reader

    def objects(self, bucket: str, prefix: str) -> Iterator[ListedObject]:
        """Yields the objects whose keys begin so; only where a name does not tell the key, the server is asked for it.

        Args:
            bucket: Where.
            prefix: How the keys begin.
        """
        beginning = beginning_of(prefix)
        beginnings = {TOO_LONG} if beginning is None else {beginning, TOO_LONG} if beginning else {""}
        for begins in beginnings:
            for one in self.named(bucket, begins):
                name = str(one.object_name)
                key = self._kept_key(bucket, name) if name.startswith(TOO_LONG) else key_of(name)
                if key is None or not key.startswith(prefix):
                    continue
                if one.size is None or one.last_modified is None:
                    raise not_s3()
                yield ListedObject(key, one.size, one.last_modified)

    def named(self, bucket: str, beginning: str) -> Iterator[Object]:
        """Yields what there is under the names that begin so, ours or not."""
        with translated(bucket):
            coming = self._client.list_objects(bucket, beginning, recursive=True)
        while True:
            # The next page is asked for when the one before is used up.
            with translated(bucket):
                one = next(coming, None)
            if one is None:
                return
            yield one

    def _kept_key(self, bucket: str, name: str) -> str | None:
        try:
            return self._reader.find(bucket, name, name).key
        except NotFoundError:
            return None
