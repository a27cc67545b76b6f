"""A kind of connector, as its folder describes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Protocol

from attrs import field, frozen

from adapters.connector_kit.http_fields import TLS_FIELDS, URL
from adapters.connector_kit.trust import Trust
from socdomain.connectors.catalogue import AskedField, FieldForm
from socdomain.connectors.kind import ConnectorClient

if TYPE_CHECKING:
    # Whoever looks for kinds does not wait for what clients are made with.
    from adapters.connector_kit.client_kit import ClientKit

GUIDE: Final = "guide.md"


class KindSimulator(Protocol):
    """A stand-in for a product on this machine, for trying, teaching and tests."""

    password: str
    """What it takes for the credential; may be set at any time."""

    @property
    def values(self) -> Mapping[str, str]:
        """What a connector is given that is to lead here."""
        ...

    @property
    def ways(self) -> tuple[Mapping[str, str], ...]:
        """The values for each way in which the product signs one in; ``values`` are those for the first."""
        ...

    def start(self) -> None:
        """Starts it, without waiting for anybody who asks it."""
        ...

    def stop(self) -> None:
        """Stops it, and leaves no thread or socket behind."""
        ...


def _no_rules(values: Mapping[str, str]) -> None:
    pass


@frozen
class Kind:
    """One product that can be asked, as ``ConnectorKind``.

    Attributes:
        name: Its folder's name: lower case letters, digits, underscores.
        title: What people call the product.
        fields: What it asks for; the environment may give ``url``, ``username``, ``password`` and ``api_key``.
        capabilities: What its clients can do: protocols of ``socdomain.connectors.capabilities``, by name.
        build: Makes a client; asks the product nothing yet, since what is wrong is said by who asks.
        simulator: Makes a stand-in; takes ``port`` and ``password``, both of which may be left out.
        package: The folder's name for imports (``__name__``); its guide lies there.
        rules: Refuses values that do not go together, as ``check``.
    """

    name: str
    title: str
    fields: tuple[AskedField, ...]
    capabilities: tuple[type, ...]
    build: Callable[[ClientKit], ConnectorClient] = field(repr=False)
    simulator: Callable[..., KindSimulator] = field(repr=False)
    package: str = field(repr=False)
    rules: Callable[[Mapping[str, str]], None] = field(default=_no_rules, repr=False)

    @property
    def guide(self) -> str:
        """How to get what it asks for, as Markdown; empty where a package was built without it."""
        page = files(self.package).joinpath(GUIDE)
        return page.read_bytes().decode("utf-8", "replace") if page.is_file() else ""

    @property
    def speaks_http(self) -> bool:
        """Whether it is reached by ``ClientKit.http``."""
        return any(asked.name == URL and asked.form is FieldForm.URL for asked in self.fields)

    def check(self, values: Mapping[str, str]) -> None:
        """Refuses values that do not go together.

        Raises:
            InvalidInputError: They do not.
        """
        if any(asked in TLS_FIELDS for asked in self.fields):
            Trust.of(values)
        self.rules(values)
