"""Using connectors for what they can do, whatever product they are of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from attrs import evolve

from socdomain.connectors.capabilities import ListsAgents, ListsRules, Named
from socdomain.connectors.kind import Setup
from socdomain.connectors.secret_values import UnreadableSecretsError
from socdomain.connectors.use_connectors import UseConnectors
from socdomain.connectors.verification import ConnectorError, Outcome, ProductFound
from socdomain.errors import NotFoundError
from socdomain.ids import ConnectorId
from tests.builders import a_connector
from tests.products import HOUND, PASSWORD, Kind, kinds_of
from tests.unit.connectors.rack import GIVEN, URL, Rack


def rules(use: UseConnectors, rack: Rack, connector: Any) -> list[Named]:
    with use.opened(connector.id, ListsRules) as client:  # type: ignore[type-abstract]  # that is what it is for
        return list(client.rules())


def test_connectors_are_found_by_what_they_can_do_the_default_first(rack: Rack) -> None:
    rack.kinds = kinds_of(HOUND, Kind("another", capabilities=(ListsRules, ListsAgents)), Kind("mute", capabilities=()))
    last, first = rack.add("b"), rack.add("a")
    rack.add("off", is_enabled=False)
    rack.add("mute", kind="mute")
    other = rack.add("c", kind="another")
    found = rack.use_cases.use.having(ListsRules)
    assert [one.name for one in found] == ["c", "b", "a"]
    assert rack.use_cases.use.having(ListsAgents) == (other,)

    rack.make_default(first)
    rack.switch(last, is_enabled=False)
    assert [one.name for one in rack.use_cases.use.having(ListsRules)] == ["c", "a"]


def test_what_is_of_a_plugin_that_is_not_loaded_can_do_nothing(rack: Rack) -> None:
    hound = rack.add()
    rack.kinds = kinds_of()
    assert rack.use_cases.use.having(ListsRules) == ()
    with pytest.raises(NotFoundError):
        rules(rack.use_cases.use, rack, hound)


def test_a_connector_is_opened_and_nothing_of_it_is_left(rack: Rack) -> None:
    hound = rack.add()
    assert rules(rack.use_cases.use, rack, hound) == [Named("1", "A rule")]
    assert rack.products.left == [Setup(hound.id, 1, "hound", GIVEN)]


def test_what_was_changed_is_in_force_the_next_time(rack: Rack) -> None:
    use, hound = rack.use_cases.use, rack.add(values={**GIVEN, "password": "wrong one"})
    with pytest.raises(ConnectorError) as refused:
        rules(use, rack, hound)
    assert refused.value.outcome is Outcome.REFUSED_CREDENTIALS
    rack.change(hound, {"password": PASSWORD})
    assert rules(use, rack, hound) == [Named("1", "A rule")]
    assert [setup.version for setup in rack.products.left] == [1, 2]


def test_no_unit_of_work_is_open_while_a_product_is_asked(rack: Rack) -> None:
    hound = rack.add()
    with rack.use_cases.use.opened(hound.id, ListsRules):  # type: ignore[type-abstract]  # that is what it is for
        assert rack.change(hound, name="Dog").name == "Dog"


def test_one_that_is_switched_off_is_not_used(rack: Rack) -> None:
    hound = rack.switch(rack.add(), is_enabled=False)
    with pytest.raises(ConnectorError, match="Hound is switched off") as refused:
        rules(rack.use_cases.use, rack, hound)
    assert refused.value.outcome is Outcome.ERROR
    assert rack.products.opened == []


def test_one_that_is_not_there_or_cannot_do_it_is_not_found(rack: Rack) -> None:
    use, hound = rack.use_cases.use, rack.add()
    with pytest.raises(NotFoundError):
        rules(use, rack, a_connector(id=ConnectorId(uuid4())))
    with (
        pytest.raises(NotFoundError, match="that can do this"),
        use.opened(hound.id, ListsAgents),  # type: ignore[type-abstract]  # that is what it is for
    ):
        pass
    assert rack.products.opened == []


def test_one_whose_secrets_cannot_be_read_is_not_used_without_them(rack: Rack) -> None:
    hound = rack.add()
    rack.break_seals(hound)
    with pytest.raises(UnreadableSecretsError, match="give them again"):
        rules(rack.use_cases.use, rack, hound)
    assert rack.products.opened == []


def test_an_error_of_the_product_or_of_the_block_lets_go_of_the_client(rack: Rack) -> None:
    hound = rack.add()
    rack.products.away = {URL}
    with pytest.raises(ConnectorError):
        rules(rack.use_cases.use, rack, hound)
    with pytest.raises(ZeroDivisionError), rack.use_cases.use.opened(hound.id, ListsRules):  # type: ignore[type-abstract]  # that is what it is for
        _ = 1 / 0
    assert rack.products.opened == rack.products.left
    assert len(rack.products.left) == 2


def test_a_kind_that_promises_what_its_clients_cannot_do_is_a_defect(rack: Rack) -> None:
    class Mute:
        def verify(self) -> ProductFound:
            return ProductFound()

    @contextmanager
    def opens(setup: Setup, *, within_s: float | None = None) -> Iterator[Mute]:
        yield Mute()

    hound = rack.add()
    use = evolve(rack.use_cases.use, opens=opens)
    with pytest.raises(TypeError, match="hound"):
        rules(use, rack, hound)


def test_a_connector_that_was_found_not_to_work_is_named_unless_it_is_switched_off(rack: Rack) -> None:
    use, good = rack.use_cases.use, rack.add("good")
    bad = rack.add("bad", {**GIVEN, "password": "wrong one"})
    use.require_working()
    rack.verify(good)
    rack.verify(bad)
    with pytest.raises(ConnectorError, match="1 of 2 connectors fail: bad") as refused:
        use.require_working()
    assert refused.value.outcome is Outcome.REFUSED_CREDENTIALS
    rack.switch(bad, is_enabled=False)
    use.require_working()
