"""Telling an object that is gone from a store that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from socdomain.errors import NotFoundError, StorageUnavailableError
from socdomain.object_store import ObjectStore

MOST_FAILURES: Final = 3
"""So many objects in a row that the store does not give, or remove: time to ask whether it is there at all."""
_NOTHING: Final = "nothing/is/here/"
"""Begins no key of ours, so that a store looks, and has nothing to tell."""


@contextmanager
def only_objects_are_gone() -> Iterator[None]:
    """Lets pass that an object or an upload is not there, and takes a bucket that is not there for a store that fails.

    Buckets are made before anything is kept in them. Where one is away, as with a disk that is not mounted or a server
    that was led elsewhere, nothing is known of what was in it.

    Raises:
        NotFoundError: The object or the upload is not there, and its bucket is.
        StorageUnavailableError: The bucket is not there.
    """
    try:
        yield
    except NotFoundError as error:
        if error.kind != "bucket":
            raise
        raise StorageUnavailableError(f"the store of files has {error}") from error


def check_is_there(objects: ObjectStore, bucket: str) -> None:
    """Asks the store for something that costs it nothing.

    Args:
        objects: Keeps files.
        bucket: Which bucket has to be there.

    Raises:
        StorageUnavailableError: The store does not answer, or has no such bucket.
    """
    with only_objects_are_gone():
        next(objects.list(bucket, _NOTHING), None)


def is_there(objects: ObjectStore, bucket: str) -> bool:
    """Tells whether the store answers, and has a bucket; see ``check_is_there``."""
    try:
        check_is_there(objects, bucket)
    except StorageUnavailableError:
        return False
    return True
