"""Reading connectors and what has happened to them; and that no secret is anywhere in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from socdomain.connectors.add_connector import NewConnector
from socdomain.connectors.change_connector import ConnectorChange
from socdomain.connectors.connector import Connector, SecretsWantedError
from socdomain.connectors.queries import get_connector, list_connectors, list_history, list_trials, list_with_trials
from socdomain.errors import InvalidInputError, NotAllowedError, NotFoundError
from socdomain.ids import CustomerId
from socdomain.pages import PageRequest
from socdomain.principal import Principal, Reach, Scope
from tests.builders import EVERYONE, IDS, a_connector, a_principal
from tests.canaries import Canaries
from tests.contracts.lists import walked
from tests.products import PASSWORD, TOKEN
from tests.unit.connectors.rack import GIVEN, URL, Rack

READS: dict[str, Callable[[Rack, Connector, Principal], object]] = {
    "all": lambda rack, _, by: list_connectors(rack.works.reading(EVERYONE), by=by),
    "one": lambda rack, hound, by: get_connector(rack.works.reading(EVERYONE), hound.id, by=by),
    "history": lambda rack, hound, by: list_history(rack.works.reading(EVERYONE), hound.id, PageRequest(), by=by),
    "all with trials": lambda rack, _, by: list_with_trials(rack.works.reading(EVERYONE), 10, by=by),
    "trials": lambda rack, hound, by: list_trials(rack.works.reading(EVERYONE), hound.id, 10, by=by),
}


def test_trials_are_told_apart_from_what_else_happened(rack: Rack) -> None:
    other, hound = rack.add("Other"), rack.add()
    for _ in range(3):
        rack.use_cases.verify.execute(hound.id, by=rack.me)
    rack.use_cases.switch.execute(hound.id, is_enabled=False, by=rack.me)
    trials = list_trials(rack.works.reading(EVERYONE), hound.id, 10, by=rack.me)
    assert [one.happening.value for one in trials] == ["verified"] * 3
    assert list_trials(rack.works.reading(EVERYONE), hound.id, 2, by=rack.me) == trials[:1]
    both = list_with_trials(rack.works.reading(EVERYONE), 10, by=rack.me)
    assert [(one.id, found) for one, found in both] == [(other.id, ()), (hound.id, trials)]


def test_there_are_no_trials_of_what_is_not_there(rack: Rack) -> None:
    with pytest.raises(NotFoundError):
        list_trials(rack.works.reading(EVERYONE), a_connector().id, 10, by=rack.me)


def test_connectors_are_read_as_they_are(rack: Rack) -> None:
    other, hound = rack.add("Other"), rack.add()
    assert READS["all"](rack, hound, rack.me) == (other, hound)
    assert READS["one"](rack, hound, rack.me) == hound


@pytest.mark.parametrize("what", READS)
@pytest.mark.parametrize(
    "by",
    [
        a_principal(scopes=frozenset(Scope) - {Scope.CONNECTORS_READ}),
        a_principal(reach=Reach.only([CustomerId(IDS.new())])),
        a_principal(reach=Reach.nothing()),
    ],
    ids=["without the scope", "without everyone's reach", "without any reach"],
)
def test_who_may_not_read_connectors_or_does_not_see_everyone_reads_none(rack: Rack, by: Principal, what: str) -> None:
    with pytest.raises(NotAllowedError):
        READS[what](rack, rack.add(), by)


@pytest.mark.parametrize("what", ["one", "history"])
def test_what_there_is_not_is_not_found(rack: Rack, what: str) -> None:
    with pytest.raises(NotFoundError):
        READS[what](rack, a_connector(), rack.me)


def test_a_history_is_read_in_pages_the_latest_first(rack: Rack) -> None:
    hound = rack.add()
    for _ in range(6):
        rack.later(hours=1)
        rack.verify(hound)
    rack.verify(rack.add("Other"))
    for limit in (1, 3, 7, 200):
        entries = walked(
            lambda page: list_history(rack.works.reading(EVERYONE), hound.id, page, by=rack.me), limit=limit
        )
        assert [entry.happening.value for entry in entries] == ["verified"] * 6 + ["added"]
        assert [entry.at for entry in entries] == sorted((entry.at for entry in entries), reverse=True)
        assert {entry.connector_id for entry in entries} == {hound.id}


def test_a_secret_is_in_nothing_that_is_written_down_or_shown(rack: Rack) -> None:
    canaries, second, third = Canaries(), "hünter2/the@second:one", "a wrong one\nof two lines"
    for name, secret in (("first", PASSWORD), ("second", second), ("third", third), ("token", TOKEN)):
        canaries.add(name, secret)
    wanted = NewConnector("hound", "Hound", {**GIVEN, "password": PASSWORD})
    changes = [
        ConnectorChange(values={"password": second}),
        ConnectorChange(values={"password": None, "token": TOKEN, "url": URL + "/x"}, name="Dog"),
    ]
    shown: list[object] = [wanted, *changes]
    hound = rack.use_cases.add.execute(wanted, by=rack.me)
    shown += [hound, rack.verify(hound)]
    for change in changes:
        shown += [rack.use_cases.change.execute(hound.id, change, expected_version=None, by=rack.me)]
        shown += [rack.verify(hound), rack.products.opened[-1], rack.use_cases]
    for values in ({"password": third}, {"url": URL}, {"token": third}, {"url": f"https://a:{TOKEN}@b"}):
        with pytest.raises((InvalidInputError, SecretsWantedError)) as refused:
            rack.change(hound, values)
        shown += [refused.value, refused.value.__dict__]
    history = rack.history(hound)
    rack.remove(hound)

    written = [*history, *rack.platform.audit_records, *rack.platform.outbox]
    assert len(history) == 6
    canaries.add("as it is stored", hound.secrets["password"])
    text = "\n".join(f"{one}\n{one!r}" for one in (*shown, *written, rack.platform, rack.works))
    assert canaries.found_in(text) == []
    assert "watchfloor" in text, "what is no secret is shown"
    kept = b"\n".join(plain for _, plain in rack.box._kept.values())
    assert len(canaries.found_in(kept)) >= 3, "the secrets are those that were looked for"
