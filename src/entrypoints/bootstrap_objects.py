"""Wires where files are kept to its adapter, as ``bootstrap_jobs`` does for jobs."""

from __future__ import annotations

from adapters.database import SqlWorks
from adapters.object_store.filesystem import FilesystemObjectStore
from entrypoints.artifact_use_cases import ArtifactUseCases
from entrypoints.settings import Settings
from socdomain.artifacts.buckets import Buckets
from socdomain.artifacts.limits import ArtifactLimits
from socdomain.clock import Clock
from socdomain.ids import Ids
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


def artifact_use_cases(
    settings: Settings, works: SqlWorks, objects: ObjectStore, clock: Clock, ids: Ids
) -> ArtifactUseCases:
    """Returns the use cases of stored files."""
    limits = ArtifactLimits(
        settings.max_artifact_bytes, settings.max_customer_artifact_bytes, settings.least_free_disk_mib * 1024**2
    )
    return ArtifactUseCases(works, works.reading, clock, ids, objects, buckets(settings), limits)


def buckets(settings: Settings) -> Buckets:
    """Returns which files are kept where."""
    return Buckets(
        of_cases=settings.bucket_copilot_cases,
        of_agents=settings.bucket_velociraptor_artifacts,
        of_templates=settings.bucket_copilot_case_report_templates,
        of_sysmon=settings.bucket_sysmon_configs,
    )
