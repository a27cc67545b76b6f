"""What every ``ArtifactRepository`` does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from socdomain.agents.agent import Agent
from socdomain.artifacts.artifact import Artifact, ArtifactKind, ArtifactSource, ArtifactStatus
from socdomain.artifacts.custody import CustodyAct, CustodyEvent
from socdomain.artifacts.part_upload import PartUpload
from socdomain.artifacts.ports import ArtifactFilter
from socdomain.customers.customer import Customer
from socdomain.errors import ConcurrentChangeError, NotFoundError, OtherCustomerError
from socdomain.ids import ArtifactId, PrincipalId
from socdomain.incidents.case import Case
from socdomain.pages import PageRequest
from socdomain.principal import Reach
from tests.builders import EVERYONE, IDS, NOW, a_case, an_agent, an_alert
from tests.contracts.backends import Works, committed


def an_artifact(customer: Customer, **fields: Any) -> Artifact:
    artifact_id = ArtifactId(IDS.new())
    values: dict[str, Any] = {
        "bucket": "copilot-cases",
        "key": f"here/{artifact_id}/a.bin",
        "file_name": "a.bin",
        "content_type": "application/octet-stream",
        "size_bytes": 4_000,
        "sha256": b"\x07" * 32,
        "collected_at": NOW,
        "collected_by": "anna",
    } | fields
    return Artifact(id=values.pop("id", artifact_id), customer_id=customer.id, **values)


def add(works: Works, *artifacts: Artifact) -> None:
    with committed(works) as work:
        for artifact in artifacts:
            work.artifacts.add(artifact)


def a_stored_case(works: Works, customer: Customer) -> Case:
    with committed(works) as work:
        alert = an_alert(customer)
        case = a_case(alert)
        work.alerts.add(alert)
        work.cases.add(case)
    return case


def a_stored_agent(works: Works, customer: Customer | None) -> Agent:
    agent = an_agent("ws", customer_id=customer.id if customer else None)
    with committed(works) as work:
        work.agents.add_all([agent])
    return agent


def listed(works: Works, reach: Reach = EVERYONE, **wanted: Any) -> list[ArtifactId]:
    with works.reading(reach) as work:
        page = work.artifacts.page(ArtifactFilter(**wanted), PageRequest(200), reach=reach)
    return [one.id for one in page.items]


def test_a_record_comes_back_as_it_was_added(works: Works, acme: Customer) -> None:
    case, agent = a_stored_case(works, acme), a_stored_agent(works, acme)
    whole = an_artifact(
        acme,
        file_name="../r\u202eeport \x00\ud800 \U0001f600.pdf",
        size_bytes=2**40,
        kind=ArtifactKind.SYSMON_CONFIG,
        agent_id=agent.id,
        case_id=case.id,
        source=ArtifactSource("C.1", "Generic.Client.Info", "F.2"),
        notes="nötes",
        status=ArtifactStatus.CORRUPT,
        reason="it has 3 bytes",
        verified_at=NOW + timedelta(microseconds=1),
        version=3,
    )
    plain = an_artifact(acme, sha256=None, status=ArtifactStatus.PENDING)
    add(works, whole, plain)
    with works(EVERYONE) as work:
        for artifact in (whole, plain):
            assert work.artifacts.get(artifact.id, reach=EVERYONE) == artifact
            assert work.artifacts.for_change(artifact.id, reach=EVERYONE) == artifact


def test_what_is_out_of_reach_is_not_there(works: Works, acme: Customer, globex: Customer) -> None:
    artifact = an_artifact(acme)
    add(works, artifact)
    theirs = Reach.only([globex.id])
    with works(theirs) as work:
        for ask in (work.artifacts.get, work.artifacts.for_change):
            with pytest.raises(NotFoundError):
                ask(artifact.id, reach=theirs)
        with pytest.raises(NotFoundError):
            work.artifacts.custody(artifact.id, PageRequest(), reach=theirs)
    assert listed(works, theirs) == []
    assert listed(works, Reach.only([acme.id])) == [artifact.id]


def test_links_lead_to_things_of_the_same_customer(works: Works, acme: Customer, globex: Customer) -> None:
    case, agent, nobodys = a_stored_case(works, globex), a_stored_agent(works, globex), a_stored_agent(works, None)
    for fields in ({"case_id": case.id}, {"agent_id": agent.id}, {"agent_id": nobodys.id}):
        with pytest.raises(OtherCustomerError), committed(works) as work:
            work.artifacts.add(an_artifact(acme, **fields))
    assert listed(works) == []


def test_no_two_have_a_place_or_an_identifier(works: Works, acme: Customer) -> None:
    first = an_artifact(acme)
    add(works, first)
    for other in (an_artifact(acme, id=first.id), an_artifact(acme, key=first.key)):
        with pytest.raises(ConcurrentChangeError):
            add(works, other)
    add(works, an_artifact(acme, key=first.key, bucket="sysmon-configs"))


def test_a_record_changes_from_version_to_version(works: Works, acme: Customer) -> None:
    case, artifact = a_stored_case(works, acme), an_artifact(acme, status=ArtifactStatus.PENDING, sha256=None)
    add(works, artifact)
    changed = evolve(
        artifact,
        notes="n",
        status=ArtifactStatus.DELETED,
        reason="r",
        verified_at=NOW,
        case_id=case.id,
        size_bytes=9,
        sha256=b"\x09" * 32,
        collected_at=NOW + timedelta(1),
        version=2,
    )
    with committed(works) as work:
        work.artifacts.save(evolve(changed, file_name="other", bucket="b", key="k"))
    with works.reading(EVERYONE) as work:
        assert work.artifacts.get(artifact.id, reach=EVERYONE) == changed
    for stale in (changed, evolve(an_artifact(acme), version=2)):
        with pytest.raises(ConcurrentChangeError), committed(works) as work:
            work.artifacts.save(stale)


def test_records_are_found_by_what_they_are_about(works: Works, acme: Customer, globex: Customer) -> None:
    case, agent = a_stored_case(works, acme), a_stored_agent(works, acme)
    of_case = an_artifact(acme, case_id=case.id, collected_at=NOW + timedelta(hours=2))
    of_agent = an_artifact(acme, agent_id=agent.id, sha256=b"\x08" * 32, collected_at=NOW + timedelta(hours=1))
    theirs = an_artifact(globex, status=ArtifactStatus.MISSING)
    add(works, theirs, of_case, of_agent)
    assert listed(works) == [of_case.id, of_agent.id, theirs.id]
    assert listed(works, case_id=case.id) == [of_case.id]
    assert listed(works, agent_id=agent.id) == [of_agent.id]
    assert listed(works, sha256=b"\x07" * 32) == [of_case.id, theirs.id]
    assert listed(works, status=ArtifactStatus.MISSING) == [theirs.id]
    assert listed(works, customer=acme.code.lower()) == [of_case.id, of_agent.id]
    assert listed(works, customer="nobody") == []
    with works.reading(EVERYONE) as work:
        first = work.artifacts.page(ArtifactFilter(), PageRequest(2), reach=EVERYONE)
        rest = work.artifacts.page(ArtifactFilter(), PageRequest(2, first.next), reach=EVERYONE)
    assert [one.id for one in (*first.items, *rest.items)] == [of_case.id, of_agent.id, theirs.id]


def test_what_a_customer_has_stored_is_counted(works: Works, acme: Customer, globex: Customer) -> None:
    assert used(works, acme) == 0
    large, coming = an_artifact(acme, size_bytes=2**40), an_artifact(acme, status=ArtifactStatus.PENDING, size_bytes=1)
    no_more = [an_artifact(acme, status=status) for status in (ArtifactStatus.DELETED, ArtifactStatus.FAILED)]
    add(works, large, coming, *no_more, an_artifact(globex))
    assert used(works, acme) == 2**40 + 1
    with committed(works) as work:
        work.artifacts.save(evolve(coming, status=ArtifactStatus.STORED, size_bytes=5, sha256=b"1" * 32, version=2))
        assert work.artifacts.used_bytes(acme.id) == 2**40 + 5
        work.artifacts.save(evolve(large, status=ArtifactStatus.MISSING, version=2))
    assert used(works, acme) == 2**40 + 5
    with committed(works) as work:
        work.artifacts.save(evolve(large, status=ArtifactStatus.DELETED, version=3))
    assert used(works, acme) == 5
    with works(EVERYONE) as work:
        work.artifacts.add(an_artifact(acme, size_bytes=7))
    assert used(works, acme) == 5


def used(works: Works, customer: Customer) -> int:
    with works.reading(EVERYONE) as work:
        return work.artifacts.used_bytes(customer.id)


def an_upload(artifact: Artifact, **fields: Any) -> PartUpload:
    upload = PartUpload(artifact.id, artifact.customer_id, PrincipalId(IDS.new()), "c/d=.1", NOW + timedelta(days=1))
    return evolve(upload, **fields)


def test_a_file_that_comes_by_parts_is_known_until_it_is_there(works: Works, acme: Customer, globex: Customer) -> None:
    artifact = an_artifact(acme, status=ArtifactStatus.PENDING)
    upload = an_upload(artifact)
    add(works, artifact)
    with committed(works) as work:
        work.artifacts.add_upload(upload)
    theirs = Reach.only([globex.id])
    with works.reading(EVERYONE) as work:
        assert work.artifacts.upload(artifact.id, reach=EVERYONE) == upload
    with works.reading(theirs) as work, pytest.raises(NotFoundError):
        work.artifacts.upload(artifact.id, reach=theirs)
    with committed(works) as work:
        work.artifacts.remove_upload(artifact.id)
        work.artifacts.remove_upload(artifact.id)
    with works.reading(EVERYONE) as work, pytest.raises(NotFoundError):
        work.artifacts.upload(artifact.id, reach=EVERYONE)
    for wrong in (an_upload(artifact, customer_id=globex.id), an_upload(artifact, artifact_id=ArtifactId(IDS.new()))):
        with pytest.raises(OtherCustomerError), committed(works) as work:
            work.artifacts.add_upload(wrong)


def test_uploads_that_took_too_long_are_found(works: Works, acme: Customer, globex: Customer) -> None:
    files = [an_artifact(owner, status=ArtifactStatus.PENDING) for owner in (acme, acme, acme, globex)]
    add(works, *files)
    uploads = [
        an_upload(one, expires_at=NOW + timedelta(hours=hours)) for one, hours in zip(files, (3, 1, 4, 2), strict=True)
    ]
    with committed(works) as work:
        for upload in uploads:
            work.artifacts.add_upload(upload)

    def late(reach: Reach, limit: int = 9) -> list[PartUpload]:
        with works.reading(reach) as work:
            return list(work.artifacts.uploads_until(NOW + timedelta(hours=3), limit=limit, reach=reach))

    assert late(EVERYONE) == [uploads[1], uploads[3], uploads[0]]
    assert late(EVERYONE, limit=1) == [uploads[1]]
    assert late(Reach.only([acme.id])) == [uploads[1], uploads[0]]


def test_a_record_is_there_among_those_that_are_asked_for(works: Works, acme: Customer, globex: Customer) -> None:
    case, agent = a_stored_case(works, acme), a_stored_agent(works, acme)
    artifact = an_artifact(acme, case_id=case.id, kind=ArtifactKind.EVIDENCE)
    template = an_artifact(acme, kind=ArtifactKind.REPORT_TEMPLATE)
    add(works, artifact, template)
    fitting = ArtifactFilter(customer="acme", case_id=case.id, kind=ArtifactKind.EVIDENCE)
    with works.reading(EVERYONE) as work:
        assert work.artifacts.get(artifact.id, reach=EVERYONE, among=fitting) == artifact
        for other in (
            evolve(fitting, customer=globex.code),
            evolve(fitting, agent_id=agent.id),
            evolve(fitting, kind=ArtifactKind.SYSMON_CONFIG),
        ):
            with pytest.raises(NotFoundError):
                work.artifacts.get(artifact.id, reach=EVERYONE, among=other)
    assert listed(works, kind=ArtifactKind.REPORT_TEMPLATE) == [template.id]


def test_what_was_done_comes_back_the_latest_first(works: Works, acme: Customer, globex: Customer) -> None:
    artifact, other = an_artifact(acme), an_artifact(acme)
    add(works, artifact, other)
    events = [
        CustodyEvent(IDS.new(), artifact.id, acme.id, NOW + timedelta(hours=hour), "ännä", act, {"hash": "07", "n": 1})
        for hour, act in enumerate(CustodyAct)
    ]
    with committed(works) as work:
        for event in events:
            work.artifacts.add_custody(event)
    with works.reading(EVERYONE) as work:
        page = work.artifacts.custody(artifact.id, PageRequest(), reach=EVERYONE)
        assert list(page.items) == list(reversed(events))
        assert work.artifacts.custody(other.id, PageRequest(), reach=EVERYONE).items == ()
    for wrong in (evolve(events[0], customer_id=globex.id), evolve(events[0], artifact_id=ArtifactId(IDS.new()))):
        with pytest.raises(OtherCustomerError), committed(works) as work:
            work.artifacts.add_custody(evolve(wrong, id=IDS.new()))
