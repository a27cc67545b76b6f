"""What is under a legal hold stays, whoever wants it gone; and who held it, and who let go, is known."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from socdomain.artifacts.artifact import ArtifactStatus
from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.delete_artifact import DeleteArtifact
from socdomain.artifacts.expire_artifacts import ExpireArtifacts, Expired
from socdomain.artifacts.hold_queries import get_hold, get_retention, list_holds
from socdomain.artifacts.legal_hold import LegalHold, LegalHoldError
from socdomain.artifacts.new_artifact import NewArtifact
from socdomain.artifacts.set_retention import SetArtifactRetention
from socdomain.artifacts.upkeep_ports import HoldFilter
from socdomain.errors import (
    IdempotencyKeyReusedError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    StaleVersionError,
)
from socdomain.memory import MemoryObjectStore
from socdomain.pages import PageRequest
from socdomain.principal import Principal, Reach, Scope
from tests.builders import NOW, a_once_key
from tests.unit.artifacts.locker import CONTENT, Locker


def keep(locker: Locker, keep_days: int | None, customer: str = "ACME") -> None:
    use_case = SetArtifactRetention(locker.works, locker.clock, locker.ids)
    use_case.execute(customer, keep_days, expected_version=None, by=locker.me)


def expire(locker: Locker, by: Principal | None = None) -> Expired:
    delete = DeleteArtifact(locker.works, locker.objects, locker.clock, locker.ids)
    return ExpireArtifacts(locker.works, delete).execute(by=by or locker.me)


def acts(locker: Locker, artifact_id: Any) -> list[CustodyAct]:
    return [event.act for event in locker.custody(artifact_id)]


@pytest.mark.parametrize("on", ["file", "case", "customer"])
def test_what_is_held_cannot_be_removed_until_it_is_let_go(locker: Locker, on: str) -> None:
    artifact = locker.store()
    targets: dict[str, dict[str, Any]] = {
        "file": {"artifact_id": artifact.id},
        "case": {"case_id": locker.cases["ACME"]},
        "customer": {"customer": "acme"},
    }
    hold = locker.hold(**targets[on])
    with pytest.raises(LegalHoldError, match=r"SEC v\. ACME") as told:
        locker.delete(artifact)
    assert told.value.holds == (hold,)
    assert locker.artifacts() == [artifact]
    assert locker.read(artifact) == CONTENT
    locker.lift(hold)
    assert locker.delete(artifact).status is ArtifactStatus.DELETED


def test_a_hold_is_on_what_comes_later_and_on_nothing_else(locker: Locker) -> None:
    locker.hold(case_id=locker.cases["ACME"])
    later = locker.store()
    beside = locker.keep(NewArtifact("memory.raw", agent_id=locker.agents["ACME"]))
    theirs = locker.keep(NewArtifact("a", case_id=locker.cases["GLOBEX"]))
    with pytest.raises(LegalHoldError):
        locker.delete(later)
    for artifact in (beside, theirs):
        assert locker.delete(artifact).status is ArtifactStatus.DELETED


@pytest.mark.parametrize("comes", ["in one piece", "by parts", "from the agent"])
def test_what_comes_under_a_hold_of_a_case_is_said_to_be_held(locker: Locker, comes: str) -> None:
    of_agent = locker.keep(NewArtifact("memory.raw", agent_id=locker.agents["ACME"]))
    own = locker.hold(artifact_id=of_agent.id)
    locker.hold(customer="ACME", reason="in the audit log alone")
    begun = locker.begin(len(CONTENT))
    hold = locker.hold(case_id=locker.cases["ACME"])
    before = acts(locker, of_agent.id)
    assert before == [CustodyAct.STORED, CustodyAct.HELD]
    if comes == "in one piece":
        artifact, expected = locker.store(), [CustodyAct.STORED]
    elif comes == "by parts":
        assert acts(locker, begun) == [CustodyAct.BEGUN], "it is no evidence yet"
        locker.put(begun, 1, CONTENT)
        artifact, expected = locker.complete(begun), [CustodyAct.BEGUN, CustodyAct.STORED]
    else:
        artifact, expected = locker.link(of_agent, locker.cases["ACME"]), [*before, CustodyAct.LINKED]
    assert acts(locker, artifact.id) == [*expected, CustodyAct.HELD]
    assert locker.custody(artifact.id)[-1].detail == {"hold_id": str(hold.id), "reason": "SEC v. ACME"}
    locker.lift(hold)
    assert acts(locker, artifact.id) == [*expected, CustodyAct.HELD, CustodyAct.RELEASED]
    locker.lift(own)
    assert acts(locker, of_agent.id)[-1] is CustodyAct.RELEASED


def test_a_file_that_is_held_by_itself_while_it_comes_is_held_from_when_it_has_come(locker: Locker) -> None:
    begun = locker.begin(len(CONTENT))
    hold, lifted = locker.hold(artifact_id=begun), locker.hold(artifact_id=begun)
    locker.lift(lifted)
    assert acts(locker, begun) == [CustodyAct.BEGUN]
    locker.put(begun, 1, CONTENT)
    locker.complete(begun)
    assert acts(locker, begun) == [CustodyAct.BEGUN, CustodyAct.STORED, CustodyAct.HELD]
    assert locker.custody(begun)[-1].detail["hold_id"] == str(hold.id)


def test_what_is_still_coming_may_be_given_up_under_a_hold(locker: Locker) -> None:
    first, second = locker.begin(1), locker.begin(2)
    locker.hold(case_id=locker.cases["ACME"])
    assert locker.ending.execute(first, "no longer wanted", by=locker.me).status is ArtifactStatus.FAILED
    locker.clock.advance(timedelta(days=1))
    assert locker.ending.expired(by=locker.me) == 1
    for artifact_id in (first, second):
        assert acts(locker, artifact_id) == [CustodyAct.BEGUN, CustodyAct.FAILED]


def test_each_of_several_holds_has_to_be_lifted(locker: Locker) -> None:
    artifact = locker.store()
    first, second = locker.hold(artifact_id=artifact.id), locker.hold(customer="ACME", reason="audit")
    locker.lift(first)
    with pytest.raises(LegalHoldError) as told:
        locker.delete(artifact)
    assert [hold.reason for hold in told.value.holds] == ["audit"]
    locker.lift(second)
    locker.delete(artifact)


def test_who_held_it_and_who_let_go_is_written_down(locker: Locker) -> None:
    artifact, gone = locker.store(), locker.store()
    locker.delete(gone)
    hold = locker.hold(case_id=locker.cases["ACME"])
    locker.clock.advance(timedelta(days=3))
    lifted = locker.lift(hold, " settled ", by=evolve(locker.me, name="bert"))
    assert (lifted.placed_by, lifted.placed_at) == ("local:analyst", NOW)
    assert (lifted.lifted_by, lifted.lift_reason, lifted.lifted_at) == ("bert", "settled", NOW + timedelta(days=3))
    assert acts(locker, artifact.id) == [CustodyAct.STORED, CustodyAct.HELD, CustodyAct.RELEASED]
    assert locker.custody(artifact.id)[1].detail == {"hold_id": str(hold.id), "reason": "SEC v. ACME"}
    assert acts(locker, gone.id) == [CustodyAct.STORED, CustodyAct.DELETED]
    placed, done = [one for one in locker.platform.audit_records if one.object_type == "legal_hold"]
    assert (placed.action, placed.customer_id, placed.object_id) == (
        "legal_hold.placed",
        artifact.customer_id,
        str(hold.id),
    )
    assert (done.action, done.by_name, done.after) == ("legal_hold.lifted", "bert", {"reason": "settled"})


def test_one_that_was_lifted_stays_so(locker: Locker) -> None:
    hold = locker.hold(customer="ACME")
    lifted = locker.lift(hold)
    assert locker.lift(hold, "again") == lifted
    assert len([one for one in locker.platform.audit_records if one.action == "legal_hold.lifted"]) == 1


def test_the_same_request_places_one_hold(locker: Locker) -> None:
    from socdomain.artifacts.place_hold import NewHold, PlaceHold

    use_case, once = PlaceHold(locker.works, locker.clock, locker.ids), a_once_key(principal_id=locker.me.id)
    first = use_case.execute(NewHold("a", customer="ACME"), by=locker.me, once=once)
    assert use_case.execute(NewHold("a", customer="ACME"), by=locker.me, once=once) == first
    with pytest.raises(IdempotencyKeyReusedError):
        use_case.execute(NewHold("a", customer="ACME"), by=locker.me, once=evolve(once, request_digest=b"other"))


def test_holding_takes_less_than_letting_go(locker: Locker) -> None:
    analyst = evolve(locker.me, scopes=frozenset({Scope.ARTIFACTS_WRITE, Scope.ARTIFACTS_READ}))
    hold = locker.hold(customer="ACME", by=analyst)
    with pytest.raises(NotAllowedError):
        locker.lift(hold, by=analyst)
    with pytest.raises(NotAllowedError):
        locker.hold(customer="ACME", by=evolve(locker.me, scopes=frozenset({Scope.ARTIFACTS_READ})))
    of_globex = evolve(locker.me, reach=Reach.only([locker.customers["GLOBEX"].id]))
    with pytest.raises(NotFoundError):
        locker.lift(hold, by=of_globex)
    for on in ({"customer": "ACME"}, {"case_id": locker.cases["ACME"]}, {"artifact_id": locker.store().id}):
        with pytest.raises(NotFoundError):
            locker.hold(by=of_globex, **on)


@pytest.mark.parametrize("on", [{}, {"customer": "ACME", "case_id": True}])
def test_a_hold_is_on_one_thing(locker: Locker, on: dict[str, Any]) -> None:
    if "case_id" in on:
        on = on | {"case_id": locker.cases["ACME"]}
    with pytest.raises(InvalidInputError, match="customer"):
        locker.hold(**on)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1_001])
def test_a_hold_has_a_reason_and_so_has_its_end(locker: Locker, reason: str) -> None:
    with pytest.raises(InvalidInputError, match="reason"):
        locker.hold(customer="ACME", reason=reason)
    hold = locker.hold(customer="ACME", reason="x" * 1_000)
    with pytest.raises(InvalidInputError, match="reason"):
        locker.lift(hold, reason)


def test_holds_are_listed_with_whose_they_are(locker: Locker) -> None:
    hold = locker.hold(case_id=locker.cases["GLOBEX"])
    reading = locker.works.reading(locker.me.reach)
    (listing,) = list_holds(reading, HoldFilter(), PageRequest(), by=locker.me).items
    assert (listing.hold, listing.customer_code) == (hold, "GLOBEX")
    assert get_hold(reading, hold.id, by=locker.me) == listing
    with pytest.raises(NotAllowedError):
        list_holds(reading, HoldFilter(), PageRequest(), by=evolve(locker.me, scopes=frozenset()))


def test_files_are_kept_for_ever_unless_somebody_says_otherwise(locker: Locker) -> None:
    locker.store()
    locker.clock.advance(timedelta(days=10_000))
    assert expire(locker) == Expired()
    assert get_retention(locker.works.reading(locker.me.reach), "acme", by=locker.me).keep_days is None


def test_what_is_older_than_its_customer_keeps_is_removed(locker: Locker) -> None:
    old, theirs = locker.store(), locker.keep(NewArtifact("a", case_id=locker.cases["GLOBEX"]))
    keep(locker, 30)
    locker.clock.advance(timedelta(days=30))
    recent = locker.store()
    assert expire(locker) == Expired()
    locker.clock.advance(timedelta(seconds=1))
    assert expire(locker) == Expired(removed=1, bytes=len(CONTENT))
    by_id = {one.id: one for one in locker.artifacts()}
    assert by_id[old.id].status is ArtifactStatus.DELETED
    assert by_id[old.id].reason == "retention: files are kept for 30 days"
    assert (by_id[recent.id], by_id[theirs.id]) == (recent, theirs)
    assert locker.custody(old.id)[-1].act is CustodyAct.DELETED
    assert sorted(locker.stored()) == sorted(f"{one.bucket}/{one.key}" for one in (recent, theirs))
    assert expire(locker) == Expired()


def test_a_hold_outranks_retention(locker: Locker) -> None:
    held, free = locker.store(), locker.keep(NewArtifact("memory.raw", agent_id=locker.agents["ACME"]))
    keep(locker, 1)
    hold = locker.hold(case_id=locker.cases["ACME"])
    locker.clock.advance(timedelta(days=2))
    assert expire(locker) == Expired(removed=1, bytes=len(CONTENT), held=1)
    assert {one.id: one.status for one in locker.artifacts()} == {
        held.id: ArtifactStatus.STORED,
        free.id: ArtifactStatus.DELETED,
    }
    locker.lift(hold)
    assert expire(locker).removed == 1


def test_one_that_is_held_at_the_last_moment_stays(locker: Locker) -> None:
    """It was on the list, and is looked at once more where it would be removed."""
    artifacts = [locker.store() for _ in range(3)]
    keep(locker, 1)
    locker.clock.advance(timedelta(days=2))
    holds: list[LegalHold] = []

    class HeldMeanwhile(DeleteArtifact):
        def expire(self, *arguments: Any, **named: Any) -> Any:
            if not holds:
                holds.append(locker.hold(artifact_id=artifacts[1].id))
            return super().expire(*arguments, **named)

    delete = HeldMeanwhile(locker.works, locker.objects, locker.clock, locker.ids)
    assert ExpireArtifacts(locker.works, delete).execute(by=locker.me) == Expired(2, 2 * len(CONTENT), 1)
    assert [one.status for one in locker.artifacts()].count(ArtifactStatus.STORED) == 1


@pytest.mark.parametrize("keep_days", [3, None])
def test_what_is_kept_longer_since_a_moment_ago_stays(locker: Locker, keep_days: int | None) -> None:
    for _ in range(3):
        locker.store()
    keep(locker, 1)
    locker.clock.advance(timedelta(days=2))

    class Behind(MemoryObjectStore):
        def delete(self, bucket: str, key: str) -> bool:
            keep(locker, keep_days)
            return locker.objects.delete(bucket, key)

    objects = Behind(locker.clock)
    objects.ensure_bucket("copilot-cases")
    delete = DeleteArtifact(locker.works, objects, locker.clock, locker.ids)
    assert ExpireArtifacts(locker.works, delete).execute(by=locker.me) == Expired(1, len(CONTENT), 0)
    assert [one.status for one in locker.artifacts()].count(ArtifactStatus.STORED) == 2


def test_retention_is_changed_by_who_may_and_who_saw_it(locker: Locker) -> None:
    use_case = SetArtifactRetention(locker.works, locker.clock, locker.ids)
    first = use_case.execute("acme", 30, expected_version=1, by=locker.me)
    assert (first.keep_days, first.version, first.changed_by) == (30, 2, "local:analyst")
    with pytest.raises(StaleVersionError):
        use_case.execute("ACME", 1, expected_version=1, by=locker.me)
    assert use_case.execute("ACME", None, expected_version=2, by=locker.me).version == 3
    (_, last) = [one for one in locker.platform.audit_records if one.action == "artifact_retention.changed"]
    assert (last.before, last.after) == ({"keep_days": 30}, {"keep_days": None})
    for keep_days in (0, 36_501):
        with pytest.raises(InvalidInputError, match="keep_days"):
            use_case.execute("ACME", keep_days, expected_version=None, by=locker.me)
    with pytest.raises(NotAllowedError):
        use_case.execute(
            "ACME", 1, expected_version=None, by=evolve(locker.me, scopes=frozenset({Scope.ARTIFACTS_WRITE}))
        )
    with pytest.raises(NotFoundError):
        use_case.execute("ACME", 1, expected_version=None, by=evolve(locker.me, reach=Reach.nothing()))
