"""Buckets of S3: which there are, and making one."""

from __future__ import annotations

from contextlib import suppress

from minio import Minio
from minio.error import S3Error

from adapters import crash_points
from adapters.object_store.s3_errors import NO_BUCKET, translated
from adapters.object_store.s3_names import TOO_LONG
from socdomain.errors import NotFoundError
from socdomain.object_store import check_bucket


class S3Buckets:
    """Looks for buckets, and makes them.

    Args:
        client: Of the server.
    """

    def __init__(self, client: Minio) -> None:
        self._client = client
        self._seen = set[str]()

    def ensure(self, name: str) -> bool:
        """Makes a bucket if it is not there, and tells whether it was made now."""
        check_bucket(name)
        with translated(name):
            if self._exists(name):
                return False
            try:
                self._client.make_bucket(name)
            except S3Error as error:
                # Made by another process since, unless it belongs to somebody else and cannot be asked for.
                if error.code not in ("BucketAlreadyOwnedByYou", "BucketAlreadyExists") or not self._exists(name):
                    raise
                return False
        crash_points.reach("s3.bucket.made")
        return True

    def there(self, name: str) -> str:
        """Looks, once for each bucket, whether it is there, and returns its name.

        Where one is not, SeaweedFS makes it for whoever puts into it; nanio does not look when a part comes.

        Raises:
            NotFoundError: It is not there.
        """
        if check_bucket(name) not in self._seen:
            with translated(name):
                if not self._exists(name):
                    raise NotFoundError("bucket", name)
            self._seen.add(name)
        return name

    def _exists(self, name: str) -> bool:
        with suppress(S3Error):
            if self._client.bucket_exists(name):
                return True
        try:
            # As with objects, what that means is told by an answer with a body.
            next(self._client.list_objects(name, TOO_LONG), None)
        except S3Error as error:
            if error.code == NO_BUCKET and error.response.data:
                return False
            raise
        return True
