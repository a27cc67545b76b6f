"""Fields of a mapping that say more than where they are."""

from __future__ import annotations

from attrs import frozen

from socdomain.errors import InvalidInputError
from socdomain.sources.mapping.checks import check_different, check_path, check_paths, check_text, check_tuple
from socdomain.sources.mapping.named_severities import NAMED_TABLES
from socdomain.sources.mapping.severity_table import SeverityTable
from socdomain.sources.normalised_event import CustomerClaim
from socdomain.sources.observables import ObservableType

MOST_CANDIDATES = 60
LONGEST_LABEL = 100


@frozen
class SeverityField:
    """A field that says how bad it is.

    Attributes:
        path: Where it is.
        table: What its values mean: a table, or the name of one of ``NAMED_TABLES``.
    """

    path: str
    table: SeverityTable | str = "words"

    def __attrs_post_init__(self) -> None:
        """Checks the field."""
        check_path(self.path, "path")
        if not isinstance(self.table, SeverityTable) and self.table not in NAMED_TABLES:
            raise InvalidInputError("table", f"must be a table or one of {', '.join(NAMED_TABLES)}")

    @property
    def meaning(self) -> SeverityTable:
        """The table itself."""
        return self.table if isinstance(self.table, SeverityTable) else NAMED_TABLES[self.table]


@frozen
class CustomerField:
    """A field that may say whose a document is.

    Attributes:
        path: Where it is; each element of a list counts.
        claim: How much it says.
    """

    path: str
    claim: CustomerClaim

    def __attrs_post_init__(self) -> None:
        """Checks the field."""
        check_path(self.path, "path")
        if self.claim not in tuple(CustomerClaim):
            raise InvalidInputError("claim", f"must be one of {', '.join(CustomerClaim)}")


@frozen
class ObservableField:
    """A field that holds one observable, or a list of them.

    A text that is none of the types is scanned as free text, since tools append ports and join lists.

    Attributes:
        path: Where it is.
        types: What it may be; the first that the text is wins.
    """

    path: str
    types: tuple[ObservableType, ...]

    def __attrs_post_init__(self) -> None:
        """Checks the field."""
        check_path(self.path, "path")
        _check_types(self.types, least=1)


@frozen
class ScanField:
    """A text, or an object with all texts in it, that is scanned for observables.

    Attributes:
        path: Where it is.
        types: What is wanted of what is found; empty for everything.
    """

    path: str
    types: tuple[ObservableType, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Checks the field."""
        check_path(self.path, "path")
        _check_types(self.types, least=0)


@frozen
class ContextField:
    """What an analyst wants to see at once.

    Attributes:
        name: What to call it.
        paths: Where it may be.
    """

    name: str
    paths: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        """Checks the field."""
        check_text(self.name, "name", longest=LONGEST_LABEL)
        check_paths(self.paths, "paths", most=MOST_CANDIDATES)


@frozen
class HostFields:
    """The fields that name the host that an event happened to.

    The agent's own fields count unless the agent only collects for others; then, and where it has no name, the other
    names do, and then the first address of a private network.

    Attributes:
        agent_ids: Identifier of the agent, unique within an installation of the source.
        agent_names: The host's name as the agent is registered.
        collector_ids: Identifiers of agents that are not the victim, such as ``000`` for Wazuh's manager.
        names: Host names in the event itself.
        addresses: Addresses of which one may be the host's; destination before source.
    """

    agent_ids: tuple[str, ...] = ()
    agent_names: tuple[str, ...] = ()
    collector_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Checks the fields."""
        for name in ("agent_ids", "agent_names", "names", "addresses"):
            check_paths(getattr(self, name), name, most=MOST_CANDIDATES)
        for position, agent in enumerate(check_tuple(self.collector_ids, "collector_ids", most=MOST_CANDIDATES)):
            check_text(agent, f"collector_ids.{position}", longest=LONGEST_LABEL)


def _check_types(types: object, *, least: int) -> None:
    known = check_tuple(types, "types", most=len(ObservableType))
    if len(known) < least:
        raise InvalidInputError("types", "must name a type")
    for position, kind in enumerate(known):
        if not isinstance(kind, ObservableType):
            raise InvalidInputError(f"types.{position}", f"must be one of {', '.join(ObservableType)}")
    check_different(known, "types")
