"""How several workers share the tests in a browser: whatever comes to one floor is one worker's."""

from __future__ import annotations

from typing import Final

from xdist.scheduler import LoadScopeScheduling

KINDS: Final = ("sqlite", "postgresql")
_APART: Final = ("test_every_page", "test_hostile_texts")
"""Files that are worth a worker, with a floor of their own."""


class FloorScheduling(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
    """Parts tests by the floor that they come to, and those without one by their file.

    ``--dist loadgroup`` is made for this, and has no effect with pytest 9.2: it writes groups where pytest no longer
    looks.
    """

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)


def share_of(nodeid: str) -> str:
    """Returns which tests a test is together with.

    Args:
        nodeid: As pytest names it: ``tests/browser/test_floor.py::test_x[sqlite]``.
    """
    file, _, test = nodeid.partition("::")
    own = next((name for name in _APART if f"/{name}.py" in file), None)
    if own is not None:
        return own
    parameters = test.partition("[")[2].rstrip("]").split("-")
    return next((kind for kind in KINDS if kind in parameters), file)
