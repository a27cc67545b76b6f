"""Products in memory, and kinds of connectors that lead to them, for tests of what knows no product."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from attrs import define, field, frozen

from socdomain.connectors.capabilities import ListsRules, Named
from socdomain.connectors.catalogue import AskedField, FieldForm
from socdomain.connectors.kind import ConnectorKind, ConnectorKinds, Setup
from socdomain.connectors.verification import ConnectorError, Outcome, ProductFound
from socdomain.connectors.verify_connectors import Tried
from socdomain.errors import InvalidInputError, NotFoundError

VERSION: Final = "7.1.2"
PASSWORD: Final = "pä ss@w/o:rd?#%"
TOKEN: Final = "tökén-0123456789"

FIELDS: Final = (
    AskedField("url", "URL", form=FieldForm.URL, says_where=True),
    AskedField("username", "User", is_optional=True),
    AskedField("password", "Password", is_secret=True, is_optional=True),
    AskedField("token", "Token", is_secret=True, is_optional=True),
    AskedField("ca", "Certificate of the authority", form=FieldForm.FILE, is_optional=True),
)


@frozen
class Kind:
    """A kind of connector; one that is signed in to by a password or a token, unless it is said otherwise."""

    name: str = "hound"
    title: str = "Hound"
    fields: tuple[AskedField, ...] = FIELDS
    capabilities: tuple[type, ...] = (ListsRules,)
    guide: str = "Ask whoever runs it."

    def check(self, values: Mapping[str, str]) -> None:
        """Refuses values of which two exclude each other."""
        if "password" in values and "token" in values:
            raise InvalidInputError("values.token", "must not be given beside a password")


HOUND: Final = Kind()
PLAIN: Final = Kind("plain", "Plain", (AskedField("host", "Host"),), capabilities=())


def kinds_of(*kinds: ConnectorKind) -> ConnectorKinds:
    """The kinds that there are."""
    named = {kind.name: kind for kind in kinds}
    return ConnectorKinds(lambda: named)


@frozen
class Client:
    """A client of a product."""

    products: Products
    setup: Setup = field(repr=False)

    def verify(self) -> ProductFound:
        """Asks the product who it is."""
        self._ask()
        return ProductFound(VERSION)

    def rules(self) -> Iterator[Named]:
        """Yields the one rule that there is."""
        self._ask()
        yield Named("1", "A rule")

    def _ask(self) -> None:
        if self.setup.values.get("url") in self.products.away:
            raise ConnectorError(Outcome.UNREACHABLE, "Nothing answers there: look whether it runs.")
        if not {self.setup.values.get("password"), self.setup.values.get("token")} & {PASSWORD, TOKEN}:
            raise ConnectorError(Outcome.REFUSED_CREDENTIALS, "It refuses the password: give another one.")


@define
class Products:
    """Products that let in whoever shows ``PASSWORD`` or ``TOKEN``.

    Attributes:
        away: URLs at which nothing answers.
        opened: What clients were made from, in that order.
        left: The same of those that were let go of.
        meanwhile: Is called while a product is asked.
    """

    away: set[str] = field(factory=set)
    opened: list[Setup] = field(factory=list)
    left: list[Setup] = field(factory=list)
    meanwhile: Callable[[Setup], object] = lambda _: None

    @contextmanager
    def opens(self, setup: Setup, *, within_s: float | None = None) -> Iterator[Client]:
        """Makes a client, as ``OpensClients``."""
        if setup.kind != HOUND.name:
            raise NotFoundError("connector kind", setup.kind)
        self.opened.append(setup)
        try:
            yield Client(self, setup)
        finally:
            self.left.append(setup)

    def tries(self, setups: Sequence[Setup]) -> Iterator[tuple[Setup, Tried]]:
        """Asks products, as ``TriesConnectors``; the last first, since nobody knows which answers first."""
        for number, setup in enumerate(reversed(setups)):
            self.meanwhile(setup)
            try:
                with self.opens(setup) as client:
                    found = client.verify()
                yield setup, Tried(Outcome.OK, "It works.", 10 + number, found.version)
            except ConnectorError as error:
                yield setup, Tried(error.outcome, error.advice, 10 + number)
            except NotFoundError:
                yield setup, Tried(Outcome.ERROR, "There is no such kind here.")
