"""Wires where files are kept to its adapter, as ``bootstrap_jobs`` does for jobs."""

from __future__ import annotations

from adapters.object_store.filesystem import FilesystemObjectStore
from entrypoints.settings import Settings
from socdomain.object_store import ObjectStore


def object_store(settings: Settings) -> ObjectStore:
    """Returns where files are kept; nothing connects, and no file is made, until it is used.

    Raises:
        StorageUnavailableError: The file of CAs that the settings name cannot be used.
    """
    if not settings.s3_url:
        return FilesystemObjectStore(settings.data_dir / "objects")
    # What speaks S3 is loaded by whoever needs it.
    from adapters.object_store.s3 import S3ObjectStore
    from adapters.object_store.s3_client import S3Place

    place = S3Place(
        settings.s3_url, settings.s3_access_key, settings.s3_secret_key, settings.s3_region, settings.s3_ca_file
    )
    return S3ObjectStore(place)
