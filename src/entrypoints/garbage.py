"""How often the garbage collector looks for circles."""

from __future__ import annotations

import gc
from typing import Final

_YOUNG_OBJECTS: Final = 50_000


def collect_less_often() -> None:
    """Keeps the garbage collector from looking at everything again and again while documents go through.

    A batch makes tens of thousands of objects that die by reference count alone; at the usual threshold of 700 the
    collector would take a third of intake's time to find nothing.
    """
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 20, 50)
