"""An API that is to stop does not wait for those who watch a run."""

from __future__ import annotations

from pathlib import Path

from tests.api.driving import ok
from tests.api.running import WAIT_S, bearer, failures, running_api
from tests.flows.floors import Floor

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
