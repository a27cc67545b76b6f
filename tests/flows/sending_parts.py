"""A program that sends a file by parts, takes up what broke off, and may die at a point.

``python -m tests.flows.sending_parts NAME COUNT FILE CASE`` dies when the point NAME is passed for the COUNT-th time;
with a COUNT of 0 it does not.
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from uuid import UUID

from entrypoints.bootstrap import Platform, build
from entrypoints.settings import load_settings
from socdomain.artifacts.artifact import ArtifactStatus
from socdomain.artifacts.new_artifact import NewArtifact
from socdomain.artifacts.ports import ArtifactFilter
from socdomain.artifacts.queries import list_artifacts
from socdomain.auth.local_principal import local_principal
from socdomain.errors import NotFoundError
from socdomain.ids import ArtifactId, CaseId
from socdomain.object_parts import LARGEST_PART_BYTES
from socdomain.pages import PageRequest
from tests import crash_points

BY = local_principal("sender")


def begun(platform: Platform, content: bytes, case_id: CaseId) -> ArtifactId:
    """Returns the file that is being sent, which is begun where it is not."""
    wanted = ArtifactFilter(case_id=case_id)
    found = list_artifacts(platform.container.reading(BY.reach), wanted, PageRequest(), by=BY)
    for listing in found.items:
        if listing.artifact.status in (ArtifactStatus.PENDING, ArtifactStatus.STORED):
            return listing.artifact.id
    new = NewArtifact("disk.img", case_id=case_id)
    return platform.container.artifacts.begin_upload.execute(new, len(content), by=BY)[0].id


def send(platform: Platform, content: bytes, case_id: CaseId) -> None:
    """Sends what is not there yet, and completes it."""
    artifacts = platform.container.artifacts
    artifact_id = begun(platform, content, case_id)
    pieces = [content[at : at + LARGEST_PART_BYTES] for at in range(0, len(content), LARGEST_PART_BYTES)]
    with contextlib.suppress(NotFoundError):
        # Where they are a file already, and that was not written down, there are none any more.
        there = {part.number for part in artifacts.parts.there(artifact_id, by=BY)[2]}
        for number, piece in enumerate(pieces, start=1):
            if number not in there:
                artifacts.parts.put(artifact_id, number, [piece], by=BY)
    artifacts.complete_upload.execute(artifact_id, by=BY)


if __name__ == "__main__":
    point, count, file, case = sys.argv[1:]
    crash_points.die_at(point, int(count))
    send(build(load_settings()), Path(file).read_bytes(), CaseId(UUID(case)))
