"""Execution options of a connection: what its transactions are going to do, and for whom."""

from __future__ import annotations

INTENT = "watchfloor_intent"
"""What they are going to do, one of the two below.

Without it they may do both, as SQLite allows: unless another writer came between.
"""

READS = "reads"
WRITES = "writes"

REACH = "watchfloor_reach"
"""Whose rows they may see and write, a ``Reach``. Without it PostgreSQL shows them no customer's rows."""
