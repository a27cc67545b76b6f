"""A hold placed while somebody removes the file: one of the two comes first, and the hold is never passed by."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from attrs import frozen
from sqlalchemy import text

from adapters.database import SqlWorks
from socdomain.artifacts.artifact import Artifact, ArtifactStatus
from socdomain.artifacts.custody import CustodyAct
from socdomain.artifacts.delete_artifact import DeleteArtifact
from socdomain.artifacts.legal_hold import LegalHoldError
from socdomain.artifacts.link_artifact import LinkArtifact
from socdomain.artifacts.place_hold import NewHold, PlaceHold
from socdomain.artifacts.set_retention import SetArtifactRetention
from socdomain.auth.local_principal import local_principal
from socdomain.customers.customer import Customer
from socdomain.memory import CountingIds, FixedClock, MemoryObjectStore
from socdomain.pages import PageRequest
from tests.builders import EVERYONE, a_case, a_customer, an_alert
from tests.contracts.backends import committed
from tests.contracts.test_artifacts import add, an_artifact
from tests.contracts.test_legal_holds import a_hold

WAIT_S = 60.0
LOCKS_ASKED_FOR = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")


@frozen
class Scene:
    """A file, and somebody who wants it gone."""

    works: SqlWorks
    customer: Customer
    artifact: Artifact

    def delete(self) -> Artifact:
        objects = MemoryObjectStore()
        objects.ensure_bucket(self.artifact.bucket)
        use_case = DeleteArtifact(self.works, objects, FixedClock(), CountingIds(series=7))
        return use_case.execute(self.artifact.id, "asked for", by=local_principal("anna"))

    def wait_until_it_waits(self, other: Future[Any]) -> None:
        """Returns once a transaction waits for a lock of another, or the other thread has ended without waiting."""
        ticks = Event()
        with self.works.engine.connect() as connection:
            for _ in range(int(WAIT_S * 100)):
                if other.done() or connection.scalar(LOCKS_ASKED_FOR):
                    return
                connection.rollback()
                ticks.wait(0.01)
        raise AssertionError("nobody waited, and nobody ended")


@pytest.fixture
def scene(postgres_works: SqlWorks) -> Scene:
    acme = a_customer()
    artifact = an_artifact(acme)
    with committed(postgres_works) as work:
        work.customers.add(acme)
    add(postgres_works, artifact)
    return Scene(postgres_works, acme, artifact)


def test_a_file_that_is_being_held_is_not_removed(scene: Scene) -> None:
    hold = a_hold(a_customer(), customer_id=scene.artifact.customer_id, artifact_id=scene.artifact.id)
    with ThreadPoolExecutor(1) as threads:
        with scene.works(EVERYONE) as work:
            work.holds.lock(scene.artifact.customer_id)
            work.holds.add(hold)
            deleting = threads.submit(scene.delete)
            scene.wait_until_it_waits(deleting)
            work.commit()
        with pytest.raises(LegalHoldError):
            deleting.result(WAIT_S)
    with scene.works.reading(EVERYONE) as work:
        assert work.artifacts.get(scene.artifact.id, reach=EVERYONE).status is ArtifactStatus.STORED


def test_a_hold_waits_for_a_removal_that_is_under_way(scene: Scene) -> None:
    wanted = NewHold("SEC v. ACME", artifact_id=scene.artifact.id)
    use_case = PlaceHold(scene.works, FixedClock(), CountingIds(series=8))
    with ThreadPoolExecutor(1) as threads:
        with scene.works(EVERYONE) as work:
            work.holds.lock(scene.artifact.customer_id)
            placing = threads.submit(use_case.execute, wanted, by=local_principal("anna"))
            scene.wait_until_it_waits(placing)
            assert not placing.done()
        assert placing.result(WAIT_S).artifact_id == scene.artifact.id


def test_a_longer_retention_waits_for_a_removal_that_is_under_way(scene: Scene) -> None:
    use_case = SetArtifactRetention(scene.works, FixedClock(), CountingIds(series=8))
    code = scene.customer.code
    with ThreadPoolExecutor(1) as threads:
        with scene.works(EVERYONE) as work:
            work.holds.lock(scene.artifact.customer_id)
            setting = threads.submit(use_case.execute, code, 30, expected_version=None, by=local_principal("anna"))
            scene.wait_until_it_waits(setting)
            assert not setting.done()
        assert setting.result(WAIT_S).keep_days == 30


def test_a_file_that_becomes_part_of_a_case_waits_for_a_hold_that_is_placed_there(scene: Scene) -> None:
    """So the hold is written into its custody, and once."""
    customer, alert = scene.customer, an_alert(scene.customer)
    case = a_case(alert)
    with scene.works(EVERYONE) as work:
        work.alerts.add(alert)
        work.cases.add(case)
        work.commit()
    hold = a_hold(customer, case_id=case.id)
    use_case = LinkArtifact(scene.works, FixedClock(), CountingIds(series=8))
    with ThreadPoolExecutor(1) as threads:
        with scene.works(EVERYONE) as work:
            work.holds.lock(customer.id)
            work.holds.add(hold)
            linking = threads.submit(use_case.execute, scene.artifact.id, case.id, by=local_principal("anna"))
            scene.wait_until_it_waits(linking)
            work.commit()
        assert linking.result(WAIT_S).case_id == case.id
    with scene.works.reading(EVERYONE) as work:
        custody = work.artifacts.custody(scene.artifact.id, PageRequest(), reach=EVERYONE).items
    assert [event.act for event in custody] == [CustodyAct.HELD, CustodyAct.LINKED]
