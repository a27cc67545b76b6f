"""What the routes of an application work with: its state holds it, so that routes themselves hold nothing."""

from __future__ import annotations

from asyncio import Semaphore
from typing import Any, Final

from attrs import fields, frozen
from litestar import Litestar, Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import Provide

from entrypoints.api.api_settings import ApiSettings
from entrypoints.api.connectors.trials import Trials
from entrypoints.api.cursors import Cursors
from entrypoints.api.incidents.ingest_places import IngestPlaces
from entrypoints.api.places import Places
from entrypoints.api.scheduler.watchers import Watchers
from entrypoints.container import Container

_KEPT_AS: Final = "watchfloor_equipment"


@frozen
class Equipment:
    """What requests share; routes ask for each by its name.

    Attributes:
        container: The use cases.
        settings: What the wiring decides.
        cursors: Makes and reads the places at which lists go on.
        ingests: Room for those who send events.
        uploads: Room for those who send files.
        downloads: Room for those who fetch them.
        checks: Room for those who have them read again.
        sign_ins: The turns of those who sign in with a password.
        trials: The turns of those who try a connector.
        watchers: Those who watch runs.
    """

    container: Container
    settings: ApiSettings
    cursors: Cursors
    ingests: IngestPlaces
    uploads: Places
    downloads: Places
    checks: Places
    sign_ins: Semaphore
    trials: Trials
    watchers: Watchers

    @classmethod
    def make(cls, container: Container, settings: ApiSettings) -> Equipment:
        """Makes what belongs to these use cases; nobody has a turn or a place."""
        return cls(
            container=container,
            settings=settings,
            cursors=Cursors(settings.cursor_key),
            ingests=IngestPlaces(settings.max_ingests, settings.max_writing_ingests),
            uploads=Places(settings.max_uploads, "uploads"),
            downloads=Places(settings.max_downloads, "downloads"),
            checks=Places(settings.max_checks, "checks"),
            # Strangers sign in, and the check of a password takes long: half of the threads are for everybody else.
            sign_ins=Semaphore(max(1, settings.max_threads // 2)),
            # Products may keep a trial waiting; beside those who sign in, one thread in four remains for the others.
            trials=Trials(max(1, settings.max_threads // 4), settings.max_trials),
            watchers=Watchers(settings.max_watchers),
        )

    @property
    def rooms(self) -> tuple[IngestPlaces | Places, ...]:
        """What has threads of its own."""
        return (self.ingests, self.uploads, self.downloads, self.checks)


def equip(app: Litestar, equipment: Equipment) -> None:
    """Gives an application that is not running what its routes work with; it keeps nothing of what it had."""
    app.state = State({_KEPT_AS: equipment})


def equipment_of(of: Litestar | ASGIConnection[Any, Any, Any, Any]) -> Equipment:
    """Returns what an application, or the one that answers a request, works with."""
    app = of if isinstance(of, Litestar) else of.app
    found: Equipment = app.state[_KEPT_AS]
    return found


def provided() -> dict[str, Provide]:
    """Returns what routes may ask for by name."""
    return {one.name: _provided(one.name) for one in fields(Equipment)}


def _provided(name: str) -> Provide:
    def provide(request: Request[Any, Any, Any]) -> Any:
        return getattr(equipment_of(request), name)

    return Provide(provide, sync_to_thread=False)
