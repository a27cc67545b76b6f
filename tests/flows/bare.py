"""A PostgreSQL server where there is nothing yet but somebody who lends the right to begin."""

from __future__ import annotations

from attrs import frozen

from tests.flows.floors import Floor
from tests.servers import PostgresServer


@frozen
class Bare:
    """A server that has neither a database nor a role of ours; names are this test's alone.

    Attributes:
        server: The server.
        name: The database's name, and the application's.
        floor: What runs programs on it.
    """

    server: PostgresServer
    name: str
    floor: Floor

    @property
    def owner_url(self) -> str:
        """The database as its owner."""
        return self.server.dsn_as(f"{self.name}_owner", self.name)

    @property
    def environment(self) -> dict[str, str]:
        """What `watchfloor migrate` is told beside the application's URL."""
        return {
            "WATCHFLOOR_BOOTSTRAP_DATABASE_URL": self.server.admin_dsn,
            "WATCHFLOOR_OWNER_DATABASE_URL": self.owner_url,
        }
