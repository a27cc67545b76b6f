"""What every ``ArtifactUpkeep`` and ``RetentionRepository`` does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from adapters.database.narrowing import MOST_NAMED
from socdomain.artifacts.artifact import Artifact, ArtifactKind, ArtifactStatus
from socdomain.artifacts.part_upload import PartUpload
from socdomain.artifacts.retention import ArtifactRetention
from socdomain.customers.customer import Customer
from socdomain.errors import ConcurrentChangeError, OtherCustomerError
from socdomain.ids import ArtifactId, CustomerId, PrincipalId
from socdomain.pages import Position
from socdomain.principal import Reach
from tests.builders import EVERYONE, IDS, NOW
from tests.contracts.backends import Works, committed
from tests.contracts.test_artifacts import a_stored_agent, a_stored_case, add, an_artifact
from tests.contracts.test_legal_holds import a_hold, place

BUCKET = "copilot-cases"


def test_objects_of_records_stay_but_for_those_that_are_given_up(works: Works, acme: Customer) -> None:
    records = [an_artifact(acme, key=f"k/{status}", status=status) for status in ArtifactStatus]
    add(works, *records, an_artifact(acme, bucket="sysmon-configs", key="elsewhere"))
    asked = ["nobody's", "elsewhere", *(one.key for one in records), *(f"further {n}" for n in range(MOST_NAMED))]
    with works.reading(EVERYONE) as work:
        assert work.artifact_upkeep.in_use(BUCKET, asked) == {"k/pending", "k/stored", "k/missing", "k/corrupt"}
        assert work.artifact_upkeep.in_use(BUCKET, ["k/stored"]) == {"k/stored"}
        assert work.artifact_upkeep.in_use(BUCKET, []) == frozenset()


def test_what_a_key_may_be_about_is_known(works: Works, acme: Customer) -> None:
    case, agent = a_stored_case(works, acme), a_stored_agent(works, None)
    subjects = {case.id, agent.id, acme.id}
    others = [IDS.new() for _ in range(MOST_NAMED)]
    with works.reading(EVERYONE) as work:
        assert work.artifact_upkeep.known({*subjects, *others}) == subjects
        assert work.artifact_upkeep.known([]) == frozenset()


def test_uploads_that_a_record_waits_for_are_known(works: Works, acme: Customer) -> None:
    pending = an_artifact(acme, status=ArtifactStatus.PENDING)
    add(works, pending)
    with committed(works) as work:
        work.artifacts.add_upload(PartUpload(pending.id, acme.id, PrincipalId(IDS.new()), "u1", NOW))
    with works.reading(EVERYONE) as work:
        assert work.artifact_upkeep.uploads_in_use(["u1", "u2"]) == {"u1"}
        assert work.artifact_upkeep.uploads_in_use(["u2"]) == frozenset()


def to_check(
    works: Works, *, after: Artifact | None = None, limit: int = 10, reach: Reach = EVERYONE
) -> list[ArtifactId]:
    position = None if after is None else Position(after.checked_at, after.id)
    with works.reading(reach) as work:
        found = work.artifact_upkeep.to_check(NOW, after=position, limit=limit, reach=reach)
    return [one.id for one in found]


def test_what_was_looked_at_longest_ago_comes_first(works: Works, acme: Customer, globex: Customer) -> None:
    ago = [NOW - timedelta(hours=hours) for hours in (9, 7, 5, 3)]
    first, third = (an_artifact(acme, checked_at=at) for at in (ago[0], ago[2]))
    second = an_artifact(globex, checked_at=ago[1], status=ArtifactStatus.CORRUPT)
    fourth = an_artifact(acme, checked_at=ago[3], status=ArtifactStatus.MISSING)
    others = [
        an_artifact(acme, checked_at=ago[0], status=status)
        for status in (ArtifactStatus.PENDING, ArtifactStatus.FAILED, ArtifactStatus.DELETED)
    ]
    add(works, *others, fourth, third, second, first, an_artifact(acme, checked_at=NOW))
    assert to_check(works) == [first.id, second.id, third.id, fourth.id]
    assert to_check(works, limit=2) == [first.id, second.id]
    assert to_check(works, after=second) == [third.id, fourth.id]
    assert to_check(works, reach=Reach.only([globex.id])) == [second.id]


def test_files_looked_at_in_one_moment_come_each_once(works: Works, acme: Customer) -> None:
    at = NOW - timedelta(hours=1)
    kinds = (ArtifactStatus.STORED, ArtifactStatus.CORRUPT) * 3
    files = [an_artifact(acme, checked_at=at, status=status) for status in kinds]
    add(works, *files)
    seen: list[ArtifactId] = []
    after: Artifact | None = None
    while some := to_check(works, after=after, limit=2):
        seen += some
        after = next(one for one in files if one.id == some[-1])
    assert seen == [one.id for one in files]


def test_when_a_file_was_looked_at_is_kept(works: Works, acme: Customer) -> None:
    artifact = an_artifact(acme)
    assert artifact.checked_at == artifact.collected_at
    add(works, artifact)
    later = evolve(artifact, checked_at=NOW + timedelta(days=1), version=2)
    with committed(works) as work:
        work.artifacts.save(later)
    with works.reading(EVERYONE) as work:
        assert work.artifacts.get(artifact.id, reach=EVERYONE) == later


def expired(works: Works, customer: Customer, *, after: Artifact | None = None, limit: int = 10) -> list[ArtifactId]:
    position = None if after is None else Position(after.collected_at, after.id)
    with works.reading(EVERYONE) as work:
        found = work.artifact_upkeep.expired(customer.id, NOW, after=position, limit=limit)
    return [one.id for one in found]


def test_old_evidence_is_found_unless_it_is_held(works: Works, acme: Customer, globex: Customer) -> None:
    old = NOW - timedelta(days=2)
    held_case = a_stored_case(works, acme)
    first = an_artifact(acme, collected_at=old)
    second = an_artifact(acme, collected_at=old + timedelta(hours=1), status=ArtifactStatus.MISSING)
    of_held_case = an_artifact(acme, collected_at=old, case_id=held_case.id)
    held = an_artifact(acme, collected_at=old)
    template = an_artifact(acme, collected_at=old, kind=ArtifactKind.REPORT_TEMPLATE)
    gone = an_artifact(acme, collected_at=old, status=ArtifactStatus.DELETED)
    theirs = an_artifact(globex, collected_at=old)
    add(works, second, first, of_held_case, held, template, gone, theirs, an_artifact(acme, collected_at=NOW))
    lifted = a_hold(acme, lifted_at=NOW, lifted_by="bert", lift_reason="settled")
    place(works, a_hold(acme, artifact_id=held.id), a_hold(acme, case_id=held_case.id), lifted)
    assert expired(works, acme) == [first.id, second.id]
    assert expired(works, acme, limit=1) == [first.id]
    assert expired(works, acme, after=first) == [second.id]
    assert expired(works, globex) == [theirs.id]
    with works.reading(EVERYONE) as work:
        assert work.artifact_upkeep.held(acme.id, NOW) == 2
        assert work.artifact_upkeep.held(globex.id, NOW) == 0
    place(works, a_hold(globex))
    assert expired(works, globex) == []


def test_files_are_kept_for_ever_until_somebody_says_otherwise(works: Works, acme: Customer, globex: Customer) -> None:
    with works.reading(EVERYONE) as work:
        assert work.retention.of(acme.id) == ArtifactRetention(acme.id)
        assert work.retention.bounded(reach=EVERYONE) == ()
    days = ArtifactRetention(acme.id, 30, NOW, "anna", 2)
    for_ever = ArtifactRetention(globex.id, None, NOW, "anna", 2)
    with committed(works) as work:
        work.retention.save(days)
        work.retention.save(for_ever)
    with works.reading(EVERYONE) as work:
        assert (work.retention.of(acme.id), work.retention.of(globex.id)) == (days, for_ever)
        assert list(work.retention.bounded(reach=EVERYONE)) == [days]
    with works.reading(Reach.only([globex.id])) as work:
        assert list(work.retention.bounded(reach=Reach.only([globex.id]))) == []


def test_for_how_long_changes_from_version_to_version(works: Works, acme: Customer) -> None:
    first = ArtifactRetention(acme.id, 30, NOW, "anna", 2)
    with committed(works) as work:
        work.retention.save(first)
    for stale in (evolve(first, keep_days=1), evolve(first, keep_days=1, version=4)):
        with pytest.raises(ConcurrentChangeError), committed(works) as work:
            work.retention.save(stale)
    second = evolve(first, keep_days=None, version=3)
    with committed(works) as work:
        work.retention.save(second)
    with works.reading(EVERYONE) as work:
        assert work.retention.of(acme.id) == second
    with pytest.raises(OtherCustomerError), committed(works) as work:
        work.retention.save(ArtifactRetention(CustomerId(IDS.new()), 30, NOW, "anna", 2))
