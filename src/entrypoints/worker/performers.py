"""What the jobs of the catalog do, each by its use case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from attrs import evolve, frozen

from entrypoints.container import Container
from entrypoints.platform_work import WorkFactory
from entrypoints.worker.artifact_performers import expire_artifacts, purge_orphan_artifacts, verify_artifacts
from entrypoints.worker.memory import lift_limit
from socdomain.agents.sync_agents import SyncAgents, Synced
from socdomain.auth.prune_sessions import PruneSessions
from socdomain.connectors.connector import Connector
from socdomain.incidents.collection.feed import USUAL_LEVEL
from socdomain.incidents.collection.summary import CollectionFailedError, CollectionSummary
from socdomain.incidents.replay_rejected_events import MOST_REPLAYED
from socdomain.jobs.kind import Arguments
from socdomain.jobs.lease import Lease
from socdomain.jobs.prune_job_runs import RUNS_KEPT_FOR, PruneJobRuns
from socdomain.jobs.prune_outbox import PruneOutbox
from socdomain.jobs.running import Running
from socdomain.sources.ports import RejectedFilter
from socdomain.sources.prune_rejected import PruneRejected

Performer = Callable[[Container, Running], Mapping[str, int]]
"""Does a job by use cases whose work is refused once its lease has ended, and returns what it has done."""


def _retry_rejected_events(container: Container, running: Running) -> Mapping[str, int]:
    source = running.run.arguments.get("source")
    wanted = RejectedFilter(source=None if source is None else str(source))

    def tell(tried: int) -> None:
        running.progress(tried * 100 // MOST_REPLAYED, f"tried {tried:,} documents")

    done = container.replay_rejected_events.execute(wanted, by=running.by, tell=tell)
    return {
        "received": done.received,
        "created": done.created,
        "joined": done.joined,
        "replayed": done.replayed,
        "rejected": done.rejected,
    }


def _prune_events(container: Container, running: Running) -> Mapping[str, int]:
    return {"events": container.prune_events.execute(by=running.by)}


def _prune_rejected(container: Container, running: Running) -> Mapping[str, int]:
    keep_for = _kept(running, container.event_retention)
    use_case = PruneRejected(container.work, container.clock, container.ids, keep_for)
    return {"documents": use_case.execute(by=running.by)}


def _prune_sessions(container: Container, running: Running) -> Mapping[str, int]:
    return PruneSessions(container.work, container.clock).execute(by=running.by)


def _prune_outbox(container: Container, running: Running) -> Mapping[str, int]:
    return {"requests": PruneOutbox(container.work, container.clock).execute(by=running.by)}


def _prune_job_runs(container: Container, running: Running) -> Mapping[str, int]:
    use_case = PruneJobRuns(container.work, container.clock, _kept(running, RUNS_KEPT_FOR))
    return {"runs": use_case.execute(by=running.by)}


def _prune_audit(container: Container, running: Running) -> Mapping[str, int]:
    chains = container.audit.prune.execute(by=running.by)
    running.log(*(f"{one.chain}: nothing was removed, because {one.refused}" for one in chains if one.refused))
    return {"records": sum(one.records for one in chains), "refused_chains": sum(bool(one.refused) for one in chains)}


def _anchor_audit(container: Container, running: Running) -> Mapping[str, int]:
    return {"heads": container.audit.anchor.execute(by=running.by).heads}


def _drain_outbox(container: Container, running: Running) -> Mapping[str, int]:
    return {"runs": container.jobs.lead.drain_outbox()}


def _collect_alerts(container: Container, running: Running) -> Mapping[str, int]:
    return _collected(running, container.collection.collect.execute, running.run.arguments)


def _reconcile_alerts(container: Container, running: Running) -> Mapping[str, int]:
    arguments = running.run.arguments
    if arguments.get("minimum_level") is None:
        # What was not wanted when it was collected is not missing.
        with running.work(running.by.reach) as work:
            collecting = work.schedules.by_name("collect_alerts")
        arguments = {} if collecting is None else collecting.arguments
    return _collected(running, container.collection.reconcile.execute, arguments)


def _collected(running: Running, collect: Callable[..., CollectionSummary], arguments: Arguments) -> Mapping[str, int]:
    level = arguments.get("minimum_level")
    done = collect(by=running.by, minimum_level=USUAL_LEVEL if level is None else int(level), tell=running.progress)
    if done.passed_over:
        running.log(*done.passed_over)
    if done.failures:
        running.log(*done.failures, ", ".join(f"{name} {number:,}" for name, number in done.counts().items()))
        raise CollectionFailedError(done.failures)
    return done.counts()


def _verify_connectors(container: Container, running: Running) -> Mapping[str, int]:
    count, tried = container.connectors.verify.all(by=running.by)
    working = 0
    for number, (connector, found) in enumerate(tried, 1):
        running.progress(100 * number // count, f"{connector.name}: {found.outcome}")
        if found.outcome.works:
            working += 1
        else:
            running.log(f"{connector.name}: {found.outcome}. {found.advice}")
    history = container.connectors.prune_history.execute(by=running.by)
    return {"connectors": count, "working": working, "failing": count - working, "old_entries_removed": history}


def _sync_agents(container: Container, running: Running) -> Mapping[str, int]:
    use_case = SyncAgents(container.work, container.connectors.use, container.clock, container.ids)
    done: list[Synced] = []

    def tell(connector: Connector, agents: int) -> None:
        running.progress(100 * len(done) // count, f"{connector.name}: {agents:,} agents")

    count, synced = use_case.execute(by=running.by, tell=tell)
    for one in synced:
        done.append(one)
        running.progress(100 * len(done) // count, f"{one.connector}: {one.agents:,} agents")
        if one.trouble:
            running.log(f"{one.connector}: {one.trouble}")
        if one.unusable:
            running.log(f"{one.connector}: {one.unusable:,} agents have no identifier that can be kept.")
    vanished = sum(one.vanished for one in done) + use_case.of_removed_connectors(by=running.by)
    return {
        "connectors": count,
        "failing": sum(bool(one.trouble) for one in done),
        "agents": sum(one.agents for one in done),
        "added": sum(one.added for one in done),
        "vanished": vanished,
    }


PERFORMERS: Final[Mapping[str, Performer]] = {
    "retry_rejected_events": _retry_rejected_events,
    "prune_events": _prune_events,
    "prune_rejected": _prune_rejected,
    "prune_sessions": _prune_sessions,
    "prune_outbox": _prune_outbox,
    "prune_job_runs": _prune_job_runs,
    "prune_audit": _prune_audit,
    "anchor_audit": _anchor_audit,
    "drain_outbox": _drain_outbox,
    "verify_connectors": _verify_connectors,
    "sync_agents": _sync_agents,
    "collect_alerts": _collect_alerts,
    "reconcile_alerts": _reconcile_alerts,
    "verify_artifacts": verify_artifacts,
    "purge_orphan_artifacts": purge_orphan_artifacts,
    "expire_artifacts": expire_artifacts,
}
"""What does each job of the catalog."""


@frozen
class PerformsCatalog:
    """Does the jobs of the catalog, as ``PerformsJobs``.

    Attributes:
        container: The use cases of this process.
        under: Makes what makes units of work that are refused once a lease has ended.
        performers: What does which job.
    """

    container: Container
    under: Callable[[Lease], WorkFactory]
    performers: Mapping[str, Performer] = PERFORMERS

    def __call__(self, running: Running) -> Mapping[str, int]:
        """Does a job, and returns what it has done, by name."""
        try:
            return self.performers[running.run.job](self._fenced(running.lease), running)
        except MemoryError:
            # What took it all is held by the frames that the error comes through, and to say so takes some too.
            lift_limit()
            raise

    def _fenced(self, lease: Lease) -> Container:
        work, container = self.under(lease), self.container
        audit, jobs = evolve(container.audit, work=work), evolve(container.jobs, work=work)
        connectors, artifacts = evolve(container.connectors, work=work), evolve(container.artifacts, work=work)
        return evolve(container, work=work, audit=audit, jobs=jobs, connectors=connectors, artifacts=artifacts)


def _kept(running: Running, usually: timedelta) -> timedelta:
    days = running.run.arguments.get("keep_days")
    return usually if days is None else timedelta(days=int(days))
