"""Brings the library into its distribution from the tree's own `src`, which lies outside this folder."""

from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

IN_SDIST: Final = Path(__file__).parent / "src" / "socdomain"
IN_TREE: Final = Path(__file__).parents[2] / "src" / "socdomain"


class SourceHook(BuildHookInterface[Any]):
    """Puts the package into the wheel and into the sdist."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the package's folder and its place in the archive.

        Args:
            version: The kind of build; an `editable` one points at the tree and holds no files.
            build_data: What hatchling hands from hook to hook.
        """
        if version == "editable" or IN_SDIST.is_dir():
            return
        place = "src/socdomain" if self.target_name == "sdist" else "socdomain"
        build_data["force_include"][str(IN_TREE)] = place
