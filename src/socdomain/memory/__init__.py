"""A working in-memory version of every port, for tests, examples and programs that use the library.

``MemoryPlatform().works()`` is the ``work`` that every use case takes.
"""

from socdomain.memory.audit_keys import MemoryAnchors, UnsafeAuditKeys
from socdomain.memory.bundle import MemoryBundle
from socdomain.memory.clock import FixedClock, SteppingClock
from socdomain.memory.ids import CountingIds
from socdomain.memory.object_store import MemoryObjectStore
from socdomain.memory.platform import MemoryPlatform, MemoryWorks
from socdomain.memory.run_queue import MemoryRunQueue
from socdomain.memory.sealed import MemorySecretBox
from socdomain.memory.unit_of_work import MemoryUnitOfWork
from socdomain.memory.unsafe import (
    MemoryTokenSigner,
    UnsafePasswordHasher,
    UnsafePasswordMaker,
    UnsafePasswordRating,
    UnsafeSecretMaker,
)

__all__ = [
    "CountingIds",
    "FixedClock",
    "MemoryAnchors",
    "MemoryBundle",
    "MemoryObjectStore",
    "MemoryPlatform",
    "MemoryRunQueue",
    "MemorySecretBox",
    "MemoryTokenSigner",
    "MemoryUnitOfWork",
    "MemoryWorks",
    "SteppingClock",
    "UnsafeAuditKeys",
    "UnsafePasswordHasher",
    "UnsafePasswordMaker",
    "UnsafePasswordRating",
    "UnsafeSecretMaker",
]
