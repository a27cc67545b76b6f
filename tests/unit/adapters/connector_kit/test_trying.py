"""Connectors are tried all at once, and whatever one of them does, the others are told in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event
from uuid import uuid4

import pytest
from attrs import frozen

from adapters.connector_kit.client_kit import ClientKit
from adapters.connector_kit.kind import Kind, KindSimulator
from adapters.connector_kit.kit_limits import KitLimits
from adapters.connector_kit.opening import ClientsByKind
from adapters.connector_kit.trying import LONGEST_VERSION, TriesInThreads
from socdomain.connectors.kind import Setup
from socdomain.connectors.verification import ConnectorError, Outcome, ProductFound
from socdomain.errors import NotFoundError
from socdomain.ids import ConnectorId
from tests.connectors.trials import nothing_left

HURRIED = KitLimits(verify_s=0.5)


@frozen
class Client:
    """A client that does as it is told."""

    verify: Callable[[], ProductFound]


def kind_of(name: str, verify: Callable[[], ProductFound]) -> Kind:
    def build(kit: ClientKit) -> Client:
        return Client(verify)

    return Kind(name, name.title(), (), (), build, simulator=_none, package=__name__)


def _none() -> KindSimulator:
    raise NotImplementedError


def works() -> ProductFound:
    return ProductFound("4.2")


def works_with_a_remark() -> ProductFound:
    return ProductFound("4.2", "Its licence ends soon.")


def has_a_long_version() -> ProductFound:
    return ProductFound("1.0\r\nX" + "9" * 10_000)


def fails() -> ProductFound:
    raise KeyError("sec-ret")


def says_nothing() -> ProductFound:
    return None  # type: ignore[return-value]  # as a package of somebody else may


def quotes_the_product() -> ProductFound:
    raise ConnectorError(Outcome.ERROR, "It says \x00half\ud800 a word: look at its log.")


def is_too_old() -> ProductFound:
    raise ConnectorError(Outcome.UNSUPPORTED_VERSION, "It is too old: have it renewed.")


KINDS = {
    verify.__name__: kind_of(verify.__name__, verify)
    for verify in (
        works,
        works_with_a_remark,
        has_a_long_version,
        fails,
        says_nothing,
        quotes_the_product,
        is_too_old,
    )
}


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    with nothing_left():
        yield


def setup_of(kind: str) -> Setup:
    return Setup(ConnectorId(uuid4()), 1, kind, {})


def test_each_is_told_by_itself() -> None:
    setups = [setup_of(name) for name in (*KINDS, "of_a_plugin")]
    found = {setup.kind: tried for setup, tried in TriesInThreads(ClientsByKind(lambda: KINDS))(setups)}

    assert {name: (one.outcome, one.product_version) for name, one in found.items()} == {
        "works": (Outcome.OK, "4.2"),
        "works_with_a_remark": (Outcome.OK, "4.2"),
        "has_a_long_version": (Outcome.OK, ("1.0X" + "9" * 100)[: LONGEST_VERSION - 2]),
        "fails": (Outcome.ERROR, ""),
        "says_nothing": (Outcome.ERROR, ""),
        "quotes_the_product": (Outcome.ERROR, ""),
        "is_too_old": (Outcome.UNSUPPORTED_VERSION, ""),
        "of_a_plugin": (Outcome.ERROR, ""),
    }
    assert found["works"].advice == "Works 4.2 answers as it should."
    assert found["works_with_a_remark"].advice.endswith("answers as it should. Its licence ends soon.")
    assert found["is_too_old"].advice == "It is too old: have it renewed."
    # What no database takes is left out, or one of a plugin's words would keep all others from being written down.
    assert found["quotes_the_product"].advice == "It says half a word: look at its log."
    assert "AttributeError" in found["says_nothing"].advice
    assert "KeyError" in found["fails"].advice
    assert "sec-ret" not in found["fails"].advice


def test_none_waits_for_another() -> None:
    """Nor is one waited for that keeps no deadline, such as a plugin's."""
    let_go = Event()

    def hangs() -> ProductFound:
        let_go.wait()
        return works()

    kinds = {**KINDS, "hangs": kind_of("hangs", hangs)}
    setups = [setup_of("hangs"), *(setup_of("works") for _ in range(20)), setup_of("hangs")]
    try:
        told = [
            (setup.kind, tried.outcome)
            for setup, tried in TriesInThreads(ClientsByKind(lambda: kinds, limits=HURRIED))(setups)
        ]
    finally:
        let_go.set()

    assert told == [("works", Outcome.OK)] * 20 + [("hangs", Outcome.UNREACHABLE)] * 2


def test_nothing_to_try_takes_nothing() -> None:
    assert list(TriesInThreads(ClientsByKind(lambda: KINDS))([])) == []


def test_a_client_of_no_kind_is_not_made() -> None:
    with pytest.raises(NotFoundError), ClientsByKind(lambda: KINDS)(setup_of("of_a_plugin")):
        pass
