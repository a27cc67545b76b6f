"""What a verifier makes of custody events of which no record is there any more, made up or not."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import pytest
from attrs import define, evolve, field

from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.bundle.unproved import MOST_NAMED, Unproved
from socdomain.artifacts.custody import CustodyAct, CustodyEvent
from socdomain.audit.chain import ChainId
from socdomain.ids import ArtifactId
from tests.builders import EVERYONE, NOW, an_audit_record, hours
from tests.unit.artifacts.bundling import Bundler, manifest_of, named, prune, verify
from tests.unit.artifacts.locker import Locker

MADE_UP: Final = UUID(int=2**100)
CUSTODY: Final = "custody/0001.jsonl"


def day(number: int) -> datetime:
    return NOW + hours(24 * number)


@define
class Pruned:
    """A locker whose audit log of the first 35 days was pruned on the 400th."""

    locker: Locker = field(factory=lambda: Locker().open())

    @property
    def bundler(self) -> Bundler:
        return Bundler(self.locker)

    @property
    def chain(self) -> ChainId:
        return ChainId(self.locker.customers["ACME"].id)

    def go_to(self, number: int) -> None:
        """The clock is anybody's, and can also be put back."""
        self.locker.clock.advance(day(number) - self.locker.clock.now())

    def others_do(self, number: int) -> None:
        with self.locker.works(EVERYONE) as work:
            work.audit.add(an_audit_record(customer_id=self.locker.customers["ACME"].id, at=day(number)))
            work.commit()

    def prune(self, records: int) -> None:
        self.bundler.sign()
        self.go_to(400)
        prune(self.bundler, records)

    def make_up(self, artifact_id: ArtifactId, number: int, act: CustodyAct = CustodyAct.VERIFIED) -> None:
        """As whoever can write the database does: an event, and no record."""
        customer_id = self.locker.customers["ACME"].id
        event = CustodyEvent(MADE_UP, artifact_id, customer_id, day(number), "system", act, {})
        with self.locker.works(EVERYONE) as work:
            work.artifacts.add_custody(event)
            work.commit()

    def stored(self, *days_of_others: int) -> Artifact:
        """A file of which everything was pruned, while others did more."""
        artifact = self.locker.store()
        for number in days_of_others:
            self.others_do(number)
        return artifact

    def said(self) -> str:
        return "\n".join(f"{one.about}: {one.detail}" for one in verify(self.bundler.export()).findings)


def test_events_of_before_the_first_record_that_was_kept_are_named_as_not_proved() -> None:
    pruned = Pruned()
    artifact = pruned.stored(40)
    pruned.prune(1)
    (event,) = pruned.locker.custody(artifact.id)
    body = pruned.bundler.export()
    report = verify(body)
    assert report.is_proved, report.findings
    (remark,) = report.remarks
    assert str(event.id) in remark
    assert manifest_of(body)["chain"]["pruned_before"] == day(40).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert manifest_of(body)["chain"]["after"] == manifest_of(body)["chain"]["pruned_until"] == 1


@pytest.mark.parametrize("number", [40, 41, 399])
def test_an_event_that_was_made_up_after_the_first_record_that_was_kept(number: int) -> None:
    """Also long before pruning ran."""
    pruned = Pruned()
    artifact = pruned.stored(40)
    pruned.prune(1)
    pruned.make_up(artifact.id, number)
    assert pruned.said() == f"{CUSTODY}: no record of the audit log tells of event {MADE_UP}"


def test_an_event_that_was_made_up_after_one_that_is_proved() -> None:
    pruned = Pruned()
    artifact = pruned.stored(40)
    pruned.go_to(10)
    pruned.locker.read(artifact)
    event = pruned.locker.custody(artifact.id)[-1]
    pruned.prune(1)
    assert named(pruned.bundler.export()) == []
    pruned.make_up(artifact.id, 20)
    assert pruned.said() == f"{CUSTODY}: event {MADE_UP} has no record, and the older event {event.id} has"


def test_an_event_that_was_made_up_before_there_was_a_file() -> None:
    pruned = Pruned()
    pruned.others_do(1)
    pruned.others_do(40)
    pruned.go_to(10)
    stored = pruned.locker.store()
    pruned.prune(1)
    assert named(pruned.bundler.export()) == []
    pruned.make_up(stored.id, 5)
    assert f"event {MADE_UP} stands before the file was stored" in pruned.said()
    other = Pruned()
    other.others_do(1)
    other.others_do(40)
    other.go_to(10)
    begun = other.locker.begin(9)
    other.prune(1)
    other.make_up(begun, 5, CustodyAct.BEGUN)
    assert other.said() == f"{CUSTODY}: event {MADE_UP} has no record, and stands before the file was begun"


def test_a_file_that_was_begun_before_the_pruning_and_stored_after_it() -> None:
    pruned = Pruned()
    begun = pruned.locker.begin(5)
    pruned.locker.put(begun, 1, b"later")
    pruned.others_do(40)
    pruned.go_to(0)
    pruned.locker.complete(begun)
    pruned.prune(1)
    assert pruned.said() == ""


def test_whoever_makes_the_first_record_younger_breaks_the_chain() -> None:
    """So that more events would count as pruned; the record is about something else, and only its hash is shown."""
    pruned = Pruned()
    artifact = pruned.stored(40)
    pruned.prune(1)
    state = pruned.locker.platform.begin()
    one = state.audit_records[pruned.chain, 2]
    state.audit_records[pruned.chain, 2] = evolve(one, record=evolve(one.record, at=day(300)))
    pruned.locker.platform.commit(state)
    pruned.locker.platform.end()
    pruned.make_up(artifact.id, 200)
    assert "do not lead to what was signed" in pruned.said()


def test_whoever_takes_the_first_record_out_breaks_the_chain() -> None:
    pruned = Pruned()
    artifact = pruned.stored(40, 300)
    pruned.prune(1)
    with pruned.locker.works(EVERYONE) as work:
        work.audit_trail.remove_records(pruned.chain, until=2, limit=1)
        work.commit()
    pruned.make_up(artifact.id, 200)
    assert "it begins after record 2, and pruning ended with 1" in pruned.said()


def test_no_more_than_some_are_named() -> None:
    unproved, all_files = Unproved(), Unproved()
    for number in range(MOST_NAMED + 2):
        unproved.add(str(number), "verified")
    all_files.take(unproved)
    all_files.take(unproved)
    assert (len(all_files.ids), all_files.count) == (MOST_NAMED, 2 * MOST_NAMED + 4)
    assert str(all_files).startswith("0, 1, 2")
    assert str(all_files).endswith(f"99 and {MOST_NAMED + 4} more")
