"""Seeds reach every store as a difference, and what operators decided stays."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from socdomain.auth.builtin_roles import ANALYST, BUILTIN_ROLES
from socdomain.connectors.catalogue import CatalogueKind
from socdomain.errors import NotAllowedError
from socdomain.jobs.catalog import CATALOG
from socdomain.memory import FixedClock
from socdomain.principal import Scope
from socdomain.sources.severity import Severity
from socdomain.startup.apply_seeds import ApplySeeds
from socdomain.startup.builtin_seeds import builtin_seeds
from socdomain.startup.queries import list_changed_seeds
from socdomain.startup.seeds import AppliedSeed, Fate, Seed, fate_of
from tests.builders import EVERYONE, IDS, NOW, a_principal
from tests.contracts.backends import Backend, Works, committed
from tests.products import HOUND

ME = a_principal()
SEEDS = builtin_seeds()


def seed_of(kind: str, key: str) -> Seed:
    (found,) = [seed for seed in SEEDS if (seed.kind, seed.key) == (kind, key)]
    return found


def later(seed: Seed, **content: Any) -> Seed:
    return evolve(seed, version=seed.version + 1, content={**seed.content, **content})


def apply(works: Works, *seeds: Seed) -> dict[tuple[str, str], Fate]:
    found = ApplySeeds(works, FixedClock(NOW), IDS, seeds or SEEDS).execute(by=ME)
    return {(one.seed.kind, one.seed.key): one.fate for one in found}


ROLE, SOURCE = seed_of("role", ANALYST), seed_of("source", "wazuh")
INTEGRATION = seed_of("integration", "Office365")
LATER = [
    later(ROLE, title="Triage"),
    later(SOURCE, fallback_title="A document of Wazuh"),
    later(INTEGRATION, title="M365", fields=[]),
]


def change_everything(works: Works) -> None:
    """What an operator may do to the rows of ``LATER``."""
    with committed(works) as work:
        role = work.roles.get(ANALYST)
        work.roles.replace(evolve(role, scopes=role.scopes - {Scope.EVENTS_INGEST}, version=2), expected_version=1)
        source = work.sources.get("wazuh")
        mapping = evolve(source.mapping, fallback_title="Ours", version=2)
        work.sources.save(evolve(source, mapping=mapping, version=2), expected_version=1)
        entry = next(one for one in work.catalogue.all(CatalogueKind.INTEGRATION) if one.name == "Office365")
        work.catalogue.replace(evolve(entry, title="Ours", version=2), expected_version=1)


def rows(works: Works) -> list[Any]:
    with works(EVERYONE) as work:
        catalogue = [work.catalogue.all(kind) for kind in CatalogueKind]
        return [work.roles.all(), work.sources.all(), catalogue, sorted(work.seeds.all(), key=str)]


def test_an_empty_database_gets_everything(backend: Backend) -> None:
    fates = apply(backend.works)

    assert set(fates.values()) == {Fate.ADDED}
    assert Counter(kind for kind, _ in fates) == {
        "role": 5,
        "schedule": len(CATALOG),
        "source": 6,
        "integration": 12,
        "network_connector": 3,
    }
    with backend.works(EVERYONE) as work:
        assert [role.name for role in work.roles.all()] == ["admin", "analyst", "auditor", "customer_user", "scheduler"]
    written = {(record.action, record.object_id) for record in backend.audit_records()}
    assert {("role.created", "admin"), ("source.created", "wazuh"), ("integration.created", "DUO")} <= written
    assert len(written) == len(SEEDS)


def test_the_second_time_nothing_is_done(backend: Backend) -> None:
    apply(backend.works)
    before, audit = rows(backend.works), backend.audit_records()

    assert set(apply(backend.works).values()) == {Fate.KEPT}
    assert (rows(backend.works), backend.audit_records()) == (before, audit)


def test_a_later_version_reaches_what_nobody_changed(works: Works) -> None:
    apply(works)

    assert list(apply(works, *LATER).values()) == [Fate.UPDATED] * 3

    with works(EVERYONE) as work:
        assert (work.roles.get(ANALYST).title, work.roles.get(ANALYST).version) == ("Triage", 2)
        assert work.sources.get("wazuh").mapping.fallback_title == "A document of Wazuh"
        assert work.sources.get("wazuh").mapping.version == 2
        (entry,) = (one for one in work.catalogue.all(CatalogueKind.INTEGRATION) if one.name == "Office365")
        assert (entry.title, entry.fields, entry.version) == ("M365", (), 2)
    assert set(apply(works, *LATER).values()) == {Fate.KEPT}


def test_what_an_operator_changed_is_left_and_reported(works: Works) -> None:
    apply(works)
    change_everything(works)
    before = rows(works)

    assert list(apply(works, *LATER).values()) == [Fate.CHANGED] * 3
    assert rows(works) == before
    changed = list_changed_seeds(works.reading(EVERYONE), SEEDS, by=ME)
    assert [(one.seed.key, one.fate) for one in changed] == [
        (ANALYST, Fate.CHANGED),
        ("wazuh", Fate.CHANGED),
        ("Office365", Fate.CHANGED),
    ]


def test_what_was_changed_back_gets_later_versions_again(works: Works) -> None:
    apply(works)
    change_everything(works)
    apply(works, *LATER)
    with committed(works) as work:
        role = work.roles.get(ANALYST)
        work.roles.replace(evolve(role, scopes=role.scopes | {Scope.EVENTS_INGEST}, version=3), expected_version=2)

    assert apply(works, *LATER)["role", ANALYST] is Fate.UPDATED


def test_what_the_seed_does_not_decide_is_the_operators(works: Works) -> None:
    apply(works)
    with committed(works) as work:
        source = work.sources.get("wazuh")
        work.sources.save(evolve(source, minimum_severity=Severity.HIGH, version=2), expected_version=1)

    assert apply(works, *LATER)["source", "wazuh"] is Fate.UPDATED

    with works(EVERYONE) as work:
        source = work.sources.get("wazuh")
    assert (source.minimum_severity, source.version) == (Severity.HIGH, 3)
    assert source.mapping.fallback_title == "A document of Wazuh"


def test_what_somebody_had_before_stays_theirs(works: Works) -> None:
    with committed(works) as work:
        work.roles.add(evolve(BUILTIN_ROLES[ANALYST], title="Ours"))

    assert apply(works)["role", ANALYST] is Fate.CHANGED
    assert apply(works, *LATER)["role", ANALYST] is Fate.CHANGED
    with works(EVERYONE) as work:
        assert work.roles.get(ANALYST).title == "Ours"


def test_an_earlier_version_takes_nothing_back(works: Works) -> None:
    apply(works)
    apply(works, *LATER)

    assert set(apply(works).values()) == {Fate.KEPT}
    with works(EVERYONE) as work:
        assert work.roles.get(ANALYST).title == "Triage"


def test_what_comes_with_a_later_version_is_added_alone(works: Works) -> None:
    apply(works)

    fates = apply(works, *SEEDS, evolve(ROLE, key="night"))

    assert [key for key, fate in fates.items() if fate is not Fate.KEPT] == [("role", "night")]


def test_who_applies_them_at_the_same_time_adds_each_once(backend: Backend) -> None:
    with ThreadPoolExecutor(4) as pool:
        fates = list(pool.map(lambda _: apply(backend.works), range(4)))

    assert Counter(fate for one in fates for fate in one.values()) == {
        Fate.ADDED: len(SEEDS),
        Fate.KEPT: 3 * len(SEEDS),
    }
    assert len(backend.audit_records()) == len(SEEDS)


def test_who_may_not_change_users_and_sources_may_not_apply_them(works: Works) -> None:
    for scopes in ({Scope.SOURCES_WRITE}, {Scope.USERS_WRITE}):
        with pytest.raises(NotAllowedError):
            ApplySeeds(works, FixedClock(NOW), IDS, SEEDS).execute(by=a_principal(scopes=frozenset(scopes)))


def test_kinds_of_connectors_come_from_the_registry(works: Works) -> None:
    seeds = builtin_seeds([HOUND])

    assert apply(works, *seeds)["connector_kind", "hound"] is Fate.ADDED
    with works(EVERYONE) as work:
        (entry,) = work.catalogue.all(CatalogueKind.CONNECTOR_KIND)
    assert (entry.title, entry.fields) == (HOUND.title, HOUND.fields)


def test_what_was_deleted_is_not_added_again() -> None:
    """Decided without a store: no door deletes such rows yet."""
    for seed in (ROLE, later(ROLE, title="Triage")):
        assert fate_of(seed, AppliedSeed.of(ROLE), None) is Fate.DELETED


def test_times_are_those_of_the_clock(works: Works) -> None:
    apply(works)
    ApplySeeds(works, FixedClock(NOW + timedelta(days=1)), IDS, tuple(LATER)).execute(by=ME)
    with works(EVERYONE) as work:
        assert work.sources.get("wazuh").changed_at == NOW + timedelta(days=1)
        assert work.sources.get("ecs").changed_at == NOW
