"""Two who save or share views at the same moment: there are never more than may be, and never two of a name."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from attrs import frozen

from adapters.database import SqlWorks
from socdomain.auth.user import User
from socdomain.errors import WatchfloorError
from socdomain.memory import CountingIds, FixedClock
from socdomain.views.save_view import NewView, SaveView
from socdomain.views.share_view import ShareView, Sharing
from socdomain.views.view import MOST_OWN, EnoughViewsError, View, ViewTakenError
from tests.builders import EVERYONE, a_principal, a_role, a_user, a_view
from tests.contracts.backends import committed
from tests.unit.adapters.database.test_holds_at_once import LOCKS_ASKED_FOR, WAIT_S


@frozen
class Scene:
    """A user, with one view less than may be."""

    works: SqlWorks
    anna: User
    views: tuple[View, ...]

    def save(self, name: str) -> View:
        use_case = SaveView(self.works, FixedClock(), CountingIds(series=7))
        return use_case.execute(NewView(name, ""), by=a_principal("anna", id=self.anna.id))

    def share(self) -> View:
        use_case = ShareView(self.works, FixedClock(), CountingIds(series=7))
        return use_case.execute(self.views[0].id, Sharing(), by=a_principal("anna", id=self.anna.id))

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
    anna = a_user("anna")
    views = tuple(a_view(anna, name=f"View {number}") for number in range(MOST_OWN - 1))
    with committed(postgres_works) as work:
        work.roles.add(a_role())
        work.users.add(anna)
        for view in views:
            work.views.add(view)
    return Scene(postgres_works, anna, views)


@pytest.mark.parametrize(("name", "error"), [("Other", EnoughViewsError), ("NEW", ViewTakenError)])
def test_who_saves_a_view_waits_for_another_who_does(scene: Scene, name: str, error: type[WatchfloorError]) -> None:
    added = a_view(scene.anna, name="New")
    with ThreadPoolExecutor(1) as threads:
        with scene.works(EVERYONE) as work:
            work.views.lock(added)
            work.views.add(added)
            saving = threads.submit(scene.save, name)
            scene.wait_until_it_waits(saving)
            work.commit()
        with pytest.raises(error):
            saving.result(WAIT_S)


def test_who_shares_a_view_with_the_same_people_waits_too_and_nobody_else(scene: Scene) -> None:
    shared = a_view(scene.anna, name="View 0", is_shared=True)
    with ThreadPoolExecutor(1) as threads:
        with scene.works(EVERYONE) as work:
            work.views.lock(shared)
            work.views.add(shared)
            # Another list of views, and so another lock.
            assert threads.submit(scene.save, "New").result(WAIT_S).name == "New"
            sharing = threads.submit(scene.share)
            scene.wait_until_it_waits(sharing)
            work.commit()
        with pytest.raises(ViewTakenError):
            sharing.result(WAIT_S)
