"""Store a file, then write down that it is stored."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.new_artifact import NewArtifact
from socdomain.artifacts.store_artifacts import StoreArtifacts
from socdomain.principal import Principal


@frozen
class StoreArtifact:
    """Stores a file.

    Attributes:
        several: Stores several.
    """

    several: StoreArtifacts

    def execute(self, wanted: NewArtifact, data: Iterable[bytes], *, by: Principal) -> Artifact:
        """Stores a file, and returns its record.

        Args:
            wanted: What it is.
            data: Its bytes, in chunks of any length; what it raises is passed on, and nothing is stored.
            by: Who sends it; needs ``artifacts:write``.

        Raises:
            WatchfloorError: It is refused, or the store fails; see ``StoreArtifacts``.
        """
        (artifact,) = self.several.execute([(wanted, data)], by=by)
        return artifact
