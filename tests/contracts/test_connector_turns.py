"""What is done with connectors at the same time happens one after the other, on every store."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from entrypoints.connector_use_cases import ConnectorUseCases
from socdomain.auth.local_principal import local_principal
from socdomain.connectors.add_connector import NewConnector
from socdomain.connectors.change_connector import ConnectorChange
from socdomain.connectors.connector import Connector, ConnectorTakenError
from socdomain.memory import FixedClock, MemorySecretBox
from tests.builders import EVERYONE, IDS
from tests.contracts.backends import Works
from tests.contracts.lists import FIRST
from tests.products import HOUND, PASSWORD, PLAIN, Products, kinds_of

ME = local_principal("test")
URL = "https://hound.example.org"


@pytest.fixture
def products() -> Products:
    return Products()


@pytest.fixture
def use_cases(works: Works, products: Products) -> ConnectorUseCases:
    """The use cases over a store."""
    box, kinds = MemorySecretBox(), kinds_of(HOUND, PLAIN)
    return ConnectorUseCases(
        works, works.reading, FixedClock(), IDS, lambda: box, kinds, products.opens, products.tries
    )


def add(use_cases: ConnectorUseCases, name: str) -> Connector:
    wanted = NewConnector("hound", name, {"url": URL, "password": PASSWORD})
    return use_cases.add.execute(wanted, by=ME)


def test_a_kind_has_one_default_whoever_adds_prefers_and_removes_meanwhile(
    works: Works, use_cases: ConnectorUseCases
) -> None:
    """Nobody is told to try again, either: each waits for the other."""

    def churn(number: int) -> None:
        for turn in range(4):
            one, other = (add(use_cases, f"{number} {turn} {letter}") for letter in "ab")
            use_cases.make_default.execute(one.id, by=ME)
            use_cases.remove.execute(one.id, by=ME)
            if turn % 2:
                use_cases.remove.execute(other.id, by=ME)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(churn, range(4)))
    with works.reading(EVERYONE) as work:
        left = work.connectors.all()
    assert len(left) == 4 * 2
    assert [one.is_default for one in left] == [True] + [False] * 7


def test_a_name_is_given_to_one_of_those_who_ask_for_it(works: Works, use_cases: ConnectorUseCases) -> None:
    def ask(number: int) -> bool:
        try:
            add(use_cases, "Hound" if number % 2 else "HOUND")
        except ConnectorTakenError:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(ask, range(8))) == 1
    with works.reading(EVERYONE) as work:
        assert len(work.connectors.all()) == 1


def test_each_change_of_state_is_told_once_and_the_last_that_was_found_stands(
    works: Works, use_cases: ConnectorUseCases, products: Products
) -> None:
    """However many try a connector while others call it something else, or switch it off and on."""
    connector = add(use_cases, "Hound")
    use_cases.verify.execute(connector.id, by=ME)

    def rename(number: int) -> None:
        use_cases.change.execute(connector.id, ConnectorChange(name=f"number {number}"), expected_version=None, by=ME)
        use_cases.switch.execute(connector.id, is_enabled=bool(number % 2), by=ME)

    def verify(_: int) -> None:
        use_cases.verify.execute(connector.id, by=ME)

    with ThreadPoolExecutor(4) as threads:
        products.away = {URL}
        list(threads.map(lambda number: (rename if number % 2 else verify)(number), range(24)))
        list(threads.map(verify, range(4)))
    with works.reading(EVERYONE) as work:
        found = work.connectors.get(connector.id)
        history = work.connector_history.page(connector.id, FIRST).items
    assert found is not None
    assert found.verification is not None
    assert found.verification.outcome == "unreachable"
    assert [entry.happening.value for entry in history].count("verified") == 1 + 12 + 4
    assert [entry.detail["after"] for entry in history if entry.happening == "state_changed"] == ["unreachable"]
