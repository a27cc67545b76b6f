"""What every ``ApiKeyRepository`` does."""

from attrs import evolve

from socdomain.auth.user import User
from socdomain.customers.customer import Customer
from socdomain.ids import KeyId
from socdomain.principal import Scope
from tests.builders import EVERYONE, IDS, NOW, an_api_key, hours
from tests.contracts.backends import Works, committed
from tests.contracts.lists import walked

LATER = NOW + hours(1)


def test_a_key_comes_back_as_it_was_added(works: Works, anna: User, acme: Customer) -> None:
    everything = an_api_key(
        anna,
        scopes=frozenset({Scope.EVENTS_INGEST}),
        customers=frozenset({acme.id}),
        source="wazuh",
        expires_at=LATER,
        last_used_at=NOW,
        revoked_at=LATER,
    )
    little = an_api_key(anna)
    with committed(works) as work:
        work.api_keys.add(everything)
        work.api_keys.add(little)
    with works.reading(EVERYONE) as work:
        assert [work.api_keys.get(key.id) for key in (everything, little)] == [everything, little]
        assert work.api_keys.get(KeyId(IDS.new())) is None


def test_keys_are_listed_the_latest_first(works: Works, anna: User) -> None:
    keys = [an_api_key(anna, created_at=NOW + hours(number)) for number in range(5)]
    with committed(works) as work:
        for key in keys:
            work.api_keys.add(key)
    with works.reading(EVERYONE) as work:
        assert walked(work.api_keys.page, limit=2) == list(reversed(keys))


def test_a_key_is_taken_back_once(works: Works, anna: User) -> None:
    key = an_api_key(anna)
    with committed(works) as work:
        work.api_keys.add(key)
        assert work.api_keys.revoke(key.id, LATER)
        assert not work.api_keys.revoke(key.id, LATER + hours(1))
        assert not work.api_keys.revoke(KeyId(IDS.new()), LATER)
    with works.reading(EVERYONE) as work:
        assert work.api_keys.get(key.id) == evolve(key, revoked_at=LATER)


def test_the_last_use_only_moves_forward(works: Works, anna: User) -> None:
    key = an_api_key(anna)
    with committed(works) as work:
        work.api_keys.add(key)
        work.api_keys.note_use(key.id, LATER)
        work.api_keys.note_use(key.id, NOW)
    with works.reading(EVERYONE) as work:
        assert work.api_keys.get(key.id) == evolve(key, last_used_at=LATER)
