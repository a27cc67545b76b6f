"""Runs that are watched: until they end, or until the API does."""

from __future__ import annotations

import json
from pathlib import Path

from socdomain.jobs.catalog import CATALOG
from tests.api.driving import ok
from tests.api.running import WAIT_S, bearer, failures, running_api
from tests.flows.floors import Floor
from tests.flows.jobs_floor import JobsFloor

SCHEDULER = "/api/scheduler"


def test_who_watches_a_run_keeps_no_api_from_stopping(tmp_path: Path) -> None:
    """Their answer ends as an answer does, not as a connection that breaks off after the grace period."""
    with running_api(Floor("", tmp_path / "data"), tmp_path) as api:
        headers = bearer(api.sign_in())
        run = ok(api.http.post(f"{SCHEDULER}/jobs/run/prune_outbox", headers=headers), 202)
        api.http.event_hooks = {}
        with api.http.stream("GET", f"{SCHEDULER}/runs/{run['id']}/events", headers=headers) as answer:
            lines = answer.iter_lines()
            assert "event: progress" in lines
            api.process.terminate()
            assert "event: end" not in lines
        assert api.process.wait(WAIT_S) == 0
        assert failures(api.log.read_text()) == []


def test_a_run_that_a_worker_does_is_watched_from_when_it_waits_to_its_end(jobs: JobsFloor, tmp_path: Path) -> None:
    with running_api(jobs.floor, tmp_path) as api:
        headers = bearer(api.sign_in())
        run = ok(api.http.post(f"{SCHEDULER}/jobs/run/prune_outbox", headers=headers), 202)
        api.http.event_hooks = {}
        with api.http.stream("GET", f"{SCHEDULER}/runs/{run['id']}/events", headers=headers) as answer:
            lines = answer.iter_lines()
            assert "event: progress" in lines
            assert json.loads(next(lines).removeprefix("data: "))["status"] == "queued"
            for command in ("worker", "scheduler"):
                jobs.start(command)
            told = list(lines)
        ends = [json.loads(told[at + 1].removeprefix("data: ")) for at, line in enumerate(told) if line == "event: end"]
        assert [(end["status"], end["percent"], end["phrase"]) for end in ends] == [
            ("finished", 100, CATALOG["prune_outbox"].summary)
        ]
        assert any('"text":"finished"' in line for line in told)
