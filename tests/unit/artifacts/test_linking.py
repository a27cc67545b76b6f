"""Files about an agent that become part of a case."""

from __future__ import annotations

import pytest
from attrs import evolve

from socdomain.artifacts.artifact import Artifact, ArtifactKind
from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.link_artifact import OfAnotherCaseError
from socdomain.artifacts.new_artifact import NewArtifact
from socdomain.errors import InvalidInputError, NotAllowedError, NotFoundError, OtherCustomerError
from socdomain.ids import CaseId
from socdomain.principal import Reach, Scope
from tests.unit.artifacts.locker import CONTENT, Locker


def of_agent(locker: Locker) -> Artifact:
    return locker.keep(NewArtifact("memory.raw", agent_id=locker.agents["ACME"]))


def test_a_file_becomes_part_of_a_case(locker: Locker) -> None:
    artifact, case_id = of_agent(locker), locker.cases["ACME"]
    linked = locker.link(artifact, case_id)
    assert linked == evolve(artifact, case_id=case_id, version=2)
    assert locker.artifacts() == [linked]
    assert locker.read(linked) == CONTENT
    event = locker.custody(artifact.id)[1]
    assert (event.act, event.detail) == (CustodyAct.LINKED, {"case_id": str(case_id)})
    assert locker.link(artifact, case_id) == linked
    assert len(locker.custody(artifact.id)) == 3


def test_it_is_part_of_one_case_of_its_customer(locker: Locker) -> None:
    artifact = of_agent(locker)
    with pytest.raises(OtherCustomerError):
        locker.link(artifact, locker.cases["GLOBEX"])
    with pytest.raises(NotFoundError):
        locker.link(artifact, CaseId(locker.ids.new()))
    with pytest.raises(OfAnotherCaseError):
        locker.link(locker.keep(NewArtifact("a", case_id=locker.cases["GLOBEX"])), locker.cases["ACME"])
    assert locker.link(artifact, locker.cases["ACME"]).version == 2


def test_only_evidence_is_part_of_a_case(locker: Locker) -> None:
    config = locker.keep(NewArtifact("sysmon.xml", ArtifactKind.SYSMON_CONFIG, customer="ACME"))
    assert (config.bucket, config.key) == ("sysmon-configs", f"{config.customer_id}/{config.id}/sysmon.xml")
    template = locker.keep(NewArtifact("case.docx", ArtifactKind.REPORT_TEMPLATE, customer="ACME"))
    assert template.bucket == "copilot-case-report-templates"
    for other in (config, template):
        with pytest.raises(NotFoundError):
            locker.link(other, locker.cases["ACME"])


def test_what_is_no_evidence_is_about_nothing(locker: Locker) -> None:
    for customer, case_id in ((None, None), ("ACME", locker.cases["ACME"])):
        with pytest.raises(InvalidInputError, match="customer"):
            NewArtifact("a", ArtifactKind.SYSMON_CONFIG, customer, case_id=case_id)


def test_what_is_out_of_reach_is_not_there(locker: Locker) -> None:
    artifact = of_agent(locker)
    of_globex = evolve(locker.me, reach=Reach.only([locker.customers["GLOBEX"].id]))
    with pytest.raises(NotFoundError):
        locker.link(artifact, locker.cases["ACME"], of_globex)
    with pytest.raises(NotAllowedError):
        locker.link(artifact, locker.cases["ACME"], evolve(locker.me, scopes=frozenset({Scope.ARTIFACTS_READ})))
