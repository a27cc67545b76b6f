"""``/api/scheduler/runs/{id}/events``: a run as it goes on, as server-sent events (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import http.client as http_client
import json
from contextlib import closing
from threading import Thread
from typing import Any
from uuid import UUID

import httpx
import pytest
from attrs import evolve

from entrypoints.api.equipment import equipment_of
from entrypoints.api.scheduler import runs
from socdomain.ids import RunId
from socdomain.jobs.run import Run
from tests.api.driving import NOW, SETTINGS, Api, memory_api, ok, refused
from tests.api.serving import WAIT_S, served
from tests.builders import EVERYONE
from tests.servers.run_worker import wait_until

SCHEDULER = "/api/scheduler"


def events_of(text: str) -> list[tuple[str, Any]]:
    """Reads a stream of events: the kind and the content of each."""
    found = []
    for block in text.replace("\r\n", "\n").strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        found.append((fields["event"], json.loads(fields["data"])))
    return found


def asked(api: Api, http: Any) -> Run:
    """A run that somebody has asked for, and that has begun."""
    run_id = RunId(UUID(ok(http.post(f"{SCHEDULER}/jobs/run/prune_outbox"), 202)["id"]))
    with api.container.work(EVERYONE) as work:
        run = work.runs.get(run_id)
        assert run is not None
        begun = run.begun("a worker", NOW)
        work.runs.save(begun, expected_version=run.version)
        work.runs.add_lines(run.id, [(NOW, "the first line"), (NOW, "the second line")], keep=200)
        work.commit()
    return begun


def end(api: Api, run: Run) -> None:
    """Ends a run."""
    with api.container.work(EVERYONE) as work:
        work.runs.save(run.finished({"requests": 3}, NOW), expected_version=run.version)
        work.commit()


def test_a_run_that_has_ended_is_told_whole(any_api: Api) -> None:
    run = asked(any_api, any_api.http)
    end(any_api, run)

    answer = any_api.http.get(f"{SCHEDULER}/runs/{run.id}/events")

    assert answer.headers["content-type"].startswith("text/event-stream")
    kinds = [(kind, content.get("text")) for kind, content in events_of(answer.text)]
    assert kinds == [("log", "the first line"), ("log", "the second line"), ("progress", None), ("end", None)]
    assert events_of(answer.text)[-1][1]["counts"] == {"requests": 3}


def test_what_was_seen_is_not_told_again(api: Api) -> None:
    run = asked(api, api.http)
    end(api, run)
    answer = api.http.get(f"{SCHEDULER}/runs/{run.id}/events", headers={"Last-Event-ID": "1"})
    assert [content["number"] for kind, content in events_of(answer.text) if kind == "log"] == [2]


@pytest.mark.parametrize("given", ["-1", "x", "1" * 10, ""])
def test_an_id_that_was_never_sent_is_refused(api: Api, given: str) -> None:
    run = asked(api, api.http)
    answer = api.http.get(f"{SCHEDULER}/runs/{run.id}/events", headers={"Last-Event-ID": given})
    assert refused(answer, 400, "invalid-input")["field"] == "Last-Event-ID"


@pytest.mark.parametrize("is_signed_out", [False, True])
def test_a_run_is_told_as_it_goes_on(is_signed_out: bool) -> None:
    """Until it ends, or until whoever watches may no longer."""
    api = memory_api()
    with served(api) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        http.headers.update(api.user("anna"))
        run = asked(api, http)
        heard: list[str] = []

        def watch() -> None:
            with http.stream("GET", f"{SCHEDULER}/runs/{run.id}/events", timeout=WAIT_S) as answer:
                for line in answer.iter_lines():
                    heard.append(line)
                    if line != "event: progress" or heard.count(line) > 1:
                        continue
                    if is_signed_out:
                        httpx.post(http.base_url.join("/api/auth/logout"), headers=http.headers, trust_env=False)
                    else:
                        end(api, run)

        watching = Thread(target=watch)
        watching.start()
        watching.join(WAIT_S)
        assert not watching.is_alive()
    assert ("event: end" in heard) is not is_signed_out


def listening(http: httpx.Client, run: Run) -> Any:
    """A run that is watched, and has told how far it is; the answer is closed with the last of its lines."""
    answer = http.send(http.build_request("GET", f"{SCHEDULER}/runs/{run.id}/events", timeout=WAIT_S), stream=True)
    lines = answer.iter_lines()
    if answer.is_success:
        assert "event: progress" in lines
    return answer, lines


def test_whoever_watches_hears_that_there_is_nothing_new(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "SAY_EVERY_S", 0)
    api = memory_api()
    with served(api) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        http.headers.update(api.user("anna"))
        run = asked(api, http)
        answer, lines = listening(http, run)
        assert ": nothing new" in lines
        end(api, run)
        assert "event: end" in lines
        answer.close()


def test_only_so_many_watch_at_a_time_and_who_goes_away_makes_room() -> None:
    api = memory_api(evolve(SETTINGS, max_watchers=2))
    watchers = equipment_of(api.app).watchers
    with served(api) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        http.headers.update(api.user("anna"))
        run = asked(api, http)
        watches = [listening(http, run) for _ in range(3)]
        (first, _), _, (third, _) = watches
        third.read()
        assert refused(third, 503, "too-busy")["detail"].startswith("as many runs are watched")
        first.close()
        wait_until(lambda: watchers.count == 1, "a place is free")
        watches.append(listening(http, run))
        for answer, _ in watches:
            answer.close()
        wait_until(lambda: watchers.count == 0, "nobody watches")
        end(api, run)


def test_head_of_a_run_that_goes_on_is_answered_at_once() -> None:
    api = memory_api()
    with served(api) as port, closing(http_client.HTTPConnection("127.0.0.1", port, timeout=WAIT_S)) as client:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, headers=api.user("anna")) as http:
            run = asked(api, http)
            headers = {"Authorization": http.headers["Authorization"]}
        client.request("HEAD", f"{SCHEDULER}/runs/{run.id}/events", headers=headers)
        answer = client.getresponse()
        assert (answer.status, answer.read()) == (200, b"")
        # On the same connection, which is free again.
        client.request("GET", "/health/live")
        assert client.getresponse().read() == b'{"status":"ok"}'
        end(api, run)
