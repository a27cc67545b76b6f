"""Pages about jobs: schedules, runs, and what can be done with them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from socdomain.jobs.catalog import CATALOG
from socdomain.jobs.ports import RunFilter
from socdomain.jobs.queries import get_schedule, list_runs
from socdomain.jobs.run import Attempt, Run, RunStatus
from socdomain.jobs.schedule import Schedule
from socdomain.jobs.timing import Cron, Every
from socdomain.pages import PageRequest
from socdomain.principal import Scope
from tests.api.driving import NOW, Api
from tests.builders import EVERYONE, a_principal, a_run, a_schedule
from tests.console.clerks import Clerk, at_browser
from tests.console.page_reader import element, elements, row_texts, text_of

JOBS = "/console/jobs"
PRUNE = f"{JOBS}/schedules/prune_rejected"
ABSENT = "0192d1a1-0b5e-7000-8000-00000000dead"
HOSTILE = "<img src=x onerror=alert(1)>"
KEY = "k" * 22


def schedule(api: Api, name: str = "prune_rejected") -> Schedule:
    """A schedule as it is."""
    return get_schedule(api.container.reading(EVERYONE), name, by=a_principal())


def runs(api: Api) -> tuple[Run, ...]:
    """All runs but for those that are due later."""
    found = list_runs(api.container.reading(EVERYONE), RunFilter(), PageRequest(200), by=a_principal()).items
    return tuple(one.run for one in found if one.run.status is not RunStatus.PLANNED)


def ran(api: Api, name: str, status: RunStatus, minutes_ago: int = 5, **fields: Any) -> Run:
    """A run of a schedule that ended so; it took 90 seconds."""
    at = api.clock.now() - timedelta(minutes=minutes_ago)
    error = "" if status is RunStatus.FINISHED else f"{name} went wrong"
    attempt = Attempt("worker-1", at, at + timedelta(seconds=90), status, error)
    values = {"due_at": at, "status": status, "attempts": (attempt,), "ended_at": attempt.ended_at, **fields}
    run = a_run(schedule(api, name), **values)
    with api.container.work(EVERYONE) as work:
        work.runs.add(run)
        work.commit()
    return run


def going(api: Api) -> Run:
    """A run that goes on, and has said something."""
    at = api.clock.now()
    run = a_run(schedule(api), status=RunStatus.STARTED, due_at=at, attempts=(Attempt("worker-1", at),))
    with api.container.work(EVERYONE) as work:
        work.runs.add(run)
        work.runs.progress(run.id, 40, "Removing the old ones")
        work.runs.add_lines(run.id, [(at, "begun"), (at, HOSTILE)], keep=200)
        work.commit()
    return run


def names_of(html: str) -> list[str]:
    """Which schedules are listed, in their order."""
    return [row.split(" ", 1)[0] for row in row_texts(html) if not row.startswith("Schedule ")]


def test_what_is_in_trouble_stands_first(any_clerk: Clerk) -> None:
    api = any_clerk.api
    ran(api, "verify_connectors", RunStatus.FAILED)
    ran(api, "collect_alerts", RunStatus.FAILED, 10)
    ran(api, "collect_alerts", RunStatus.FINISHED, 5)
    any_clerk.send(f"{JOBS}/schedules/anchor_audit/pause")
    html = any_clerk.look(JOBS)
    names = names_of(html)
    assert (names[0], names[-1]) == ("verify_connectors", "anchor_audit")
    assert "1 schedule wants looking at" in text_of(html)
    first, *_ = [row for row in row_texts(html) if row.startswith("verify_connectors")]
    assert "Failed last time verify_connectors went wrong" in first
    assert "In order" in next(row for row in row_texts(html) if row.startswith("collect_alerts"))


def test_a_schedule_that_nobody_looks_after_is_overdue(clerk: Clerk) -> None:
    clerk.api.clock.advance(timedelta(days=2))
    told = text_of(clerk.look(JOBS))
    assert "Overdue: no scheduler is at work" in told
    assert CATALOG["prune_rejected"].summary in told


def test_runs_are_a_strip_each_mark_a_link_with_words(any_clerk: Clerk) -> None:
    api = any_clerk.api
    ids = [ran(api, "prune_rejected", status, ago).id for ago, status in enumerate([RunStatus.FINISHED] * 34, start=9)]
    lost = ran(api, "prune_rejected", RunStatus.LOST, 5)
    for path in (JOBS, PRUNE):
        html = any_clerk.look(path)
        (strip,) = [one for one in elements(html, "svg") if "lost" in one.attributes["aria-label"]]
        assert strip.attributes["aria-label"] == "Of the last 30 runs: 29 finished, 1 lost"
        (mark,) = [one for one in elements(html, "a", href=f"{JOBS}/runs/{lost.id}") if "aria-label" in one.attributes]
        assert mark.attributes["aria-label"] == "Lost, 2026-08-20 07:55:00 UTC"
        assert elements(html, "a", href=f"{JOBS}/runs/{ids[-1]}") == []
        assert elements(html, "a", href=f"{JOBS}/runs/{ids[28]}") != []


def test_a_run_is_asked_for_once_however_often_the_button_is_pressed(any_clerk: Clerk) -> None:
    form = element(any_clerk.look(PRUNE), "form", action=f"{PRUNE}/run")
    assert form.attributes["method"] == "post"
    sent = any_clerk.send(f"{PRUNE}/run", once=KEY)
    again = any_clerk.send(f"{PRUNE}/run", once=KEY)
    assert sent.headers["location"] == again.headers["location"]
    assert [run.job for run in runs(any_clerk.api)] == ["prune_rejected"]
    any_clerk.api.clock.advance(timedelta(seconds=1))
    any_clerk.send(f"{PRUNE}/run", once="l" * 22)
    assert len(runs(any_clerk.api)) == 2
    said = text_of(any_clerk.follow(sent))
    assert "Waiting for a worker" in said
    assert "Asked for by carl" in said


def test_each_page_has_a_key_of_its_own(clerk: Clerk) -> None:
    keys = [element(clerk.look(PRUNE), "input", name="once").attributes["value"] for _ in range(2)]
    assert keys[0] != keys[1]
    listed = [one.attributes["value"] for one in elements(clerk.look(JOBS), "input", name="once")]
    assert len(set(listed)) == len(listed) > 10
    clerk.send(f"{PRUNE}/run", once=keys[0])
    clerk.send(f"{PRUNE}/run", 400, once="x" * 101)


def test_a_schedule_is_paused_resumed_and_reset(any_clerk: Clerk) -> None:
    page = any_clerk.follow(any_clerk.send(f"{PRUNE}/pause"))
    assert "The schedule is paused." in page
    assert schedule(any_clerk.api).is_paused
    assert "due again" in any_clerk.follow(any_clerk.send(f"{PRUNE}/start"))
    assert not schedule(any_clerk.api).is_paused
    any_clerk.send(f"{PRUNE}/edit", version="3", by="interval", interval="7", **{"arguments.keep_days": "30"})
    assert (schedule(any_clerk.api).timing, schedule(any_clerk.api).arguments) == (Every(7), {"keep_days": 30})
    asks = element(any_clerk.look(PRUNE), "form", action=f"{PRUNE}/reset").attributes["data-asks"]
    assert asks.startswith("Bring prune_rejected back")
    any_clerk.send(f"{PRUNE}/reset")
    assert (schedule(any_clerk.api).timing, schedule(any_clerk.api).arguments) == (Every(1440), {})


def test_the_form_holds_what_is_there_and_changes_it(any_clerk: Clerk) -> None:
    path = f"{PRUNE}/edit"
    html = any_clerk.look(path)
    assert element(html, "input", name="interval").attributes["value"] == "1440"
    assert "checked" in element(html, "input", name="by", value="interval").attributes
    fields = {"by": "cron", "interval": "1440", "cron": "30 3 * * *", "zone": "Europe/Berlin"}
    page = any_clerk.follow(any_clerk.send(path, version="1", **fields))
    assert "30 3 * * * (Europe/Berlin)" in text_of(page)
    assert schedule(any_clerk.api).timing == Cron("30 3 * * *", "Europe/Berlin")
    answer = any_clerk.send(path, 412, version="1", by="interval", interval="5")
    assert "Somebody changed this while you were looking" in answer.text
    assert "stands now: When it is due 30 3 * * * (Europe/Berlin)" in text_of(answer.text)
    assert schedule(any_clerk.api).timing == Cron("30 3 * * *", "Europe/Berlin")
    # What was typed is there still, and whoever was told may save it.
    typed = {name: element(answer.text, "input", name=name).attributes["value"] for name in ("version", "interval")}
    assert typed == {"version": "2", "interval": "5"}
    any_clerk.send(path, **typed, by="interval")
    assert schedule(any_clerk.api).timing == Every(5)


@pytest.mark.parametrize(
    ("fields", "name", "fault"),
    [
        ({"interval": "0"}, "interval", "must be from 1"),
        ({"interval": ""}, "interval", "whole number of minutes"),
        ({"interval": "soon"}, "interval", "whole number of minutes"),
        ({"by": "cron", "cron": "nonsense"}, "cron", ""),
        ({"by": "cron", "cron": ""}, "cron", "must be given"),
        ({"by": "cron", "cron": "* * * * *", "zone": "Middle/Earth"}, "zone", ""),
        ({"arguments.keep_days": "many"}, "arguments.keep_days", "must be of type integer"),
        ({"arguments.keep_days": "-3"}, "arguments.keep_days", "must be at least 1"),
    ],
)
def test_a_form_that_is_refused_is_shown_again_with_the_fault_at_its_field(
    fields: dict[str, str], name: str, fault: str, clerk: Clerk
) -> None:
    before = schedule(clerk.api)
    sent = {"version": "1", "by": "interval", "interval": "5", **fields}
    for path, more in ((f"{PRUNE}/edit", {}), (f"{JOBS}/new/prune_rejected", {"name": "another"})):
        answer = clerk.send(path, 400, **sent, **more)
        refused = element(answer.text, "input", name=name)
        assert (refused.attributes["value"], refused.attributes["aria-invalid"]) == (sent.get(name, ""), "true")
        assert f"{name}-fault" in refused.attributes["aria-describedby"]
        assert fault in element(answer.text, "p", id=f"{name}-fault").text
    assert schedule(clerk.api) == before
    clerk.look(f"{JOBS}/schedules/another", 404)


def test_a_schedule_is_added_and_removed(any_clerk: Clerk) -> None:
    html = any_clerk.look(f"{JOBS}/new")
    assert element(html, "a", href=f"{JOBS}/new/prune_rejected").attributes["aria-label"] == "Schedule prune_rejected"
    path, fields = f"{JOBS}/new/prune_rejected", {"by": "interval", "interval": "5", "arguments.keep_days": "9"}
    html = any_clerk.look(path)
    assert element(html, "input", name="arguments.keep_days").attributes["inputmode"] == "numeric"
    page = any_clerk.follow(any_clerk.send(path, name="shorter", paused="on", **fields))
    assert "The schedule was added." in page
    made = schedule(any_clerk.api, "shorter")
    assert (made.timing, made.arguments, made.is_paused) == (Every(5), {"keep_days": 9}, True)
    for name in ("shorter", "runs"):
        answer = any_clerk.send(path, 409, name=name, **fields)
        assert "There is a schedule of that name" in element(answer.text, "p", id="name-fault").text
    assert "must be 1 to 80" in any_clerk.send(path, 400, name="Not So", **fields).text
    below = f"{JOBS}/schedules/shorter"
    assert element(any_clerk.look(below), "form", action=f"{below}/remove").attributes["data-asks"].startswith("Remove")
    assert "The schedule was removed." in any_clerk.follow(any_clerk.send(f"{below}/remove"))
    any_clerk.look(below, 404)


def test_one_that_came_with_its_job_is_not_removed(clerk: Clerk) -> None:
    assert elements(clerk.look(PRUNE), "form", action=f"{PRUNE}/remove") == []
    clerk.send(f"{PRUNE}/remove", 409)
    assert schedule(clerk.api).is_builtin


def test_a_run_that_goes_on_looks_again_and_one_that_is_over_does_not(any_clerk: Clerk) -> None:
    api, run = any_clerk.api, going(any_clerk.api)
    path = f"{JOBS}/runs/{run.id}"
    live = element(any_clerk.look(path), "div", id="run").attributes
    assert (live["hx-get"], live["hx-trigger"]) == (path, "every 2s")
    part = any_clerk.part("GET", path).text
    assert "<html" not in part
    assert element(part, "div", id="run").attributes["hx-get"] == path
    assert ("Removing the old ones" in part, element(part, "progress").attributes["value"]) == (True, "40")
    assert [one.attributes["value"] for one in elements(part, "li")] == ["1", "2"]
    assert ("<img" in part, "&lt;img" in part) == (False, True)
    with api.container.work(EVERYONE) as work:
        ended = run.finished({"removed": 1_234}, api.clock.now())
        work.runs.save(ended, expected_version=run.version)
        work.commit()
    part = any_clerk.part("GET", path).text
    assert element(part, "div", id="run").attributes == {"id": "run"}
    assert element(part, "div", id="said").text == "The run is over: Finished"
    page = any_clerk.look(path)
    assert "hx-trigger" not in page
    assert "removed: 1,234" in text_of(page)
    assert elements(page, "div", id="said", hx_swap_oob="innerHTML") == []


def test_a_run_that_failed_says_why_and_how_often_it_was_tried(clerk: Clerk) -> None:
    run = ran(clerk.api, "prune_rejected", RunStatus.FAILED)
    html = clerk.look(f"{JOBS}/runs/{run.id}")
    said = text_of(html)
    assert "Failed: prune_rejected went wrong" in said
    assert "1 min 30 s" in said
    (tried,) = [row for row in row_texts(html) if row.startswith("1 ")]
    assert "worker-1 prune_rejected went wrong" in tried
    assert elements(html, "form", action=f"{PRUNE}/run") != []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("job_id=prune_rejected&job=&status=failed", ["prune_rejected"]),
        ("status=failed", ["prune_rejected"]),
        ("status=failed&status=finished", ["collect_alerts", "prune_rejected", "prune_rejected"]),
        ("job_id=&job=collect_alerts&status=finished", ["collect_alerts"]),
        ("job_id=prune_rejected&status=finished", ["prune_rejected"]),
        ("job_id=prune_rejected&status=lost", []),
    ],
)
def test_runs_are_narrowed(query: str, expected: list[str], any_clerk: Clerk) -> None:
    ran(any_clerk.api, "prune_rejected", RunStatus.FAILED, 9)
    ran(any_clerk.api, "prune_rejected", RunStatus.FINISHED, 8)
    ran(any_clerk.api, "collect_alerts", RunStatus.FINISHED, 7)
    html = any_clerk.look(f"{JOBS}/runs?{query}")
    rows = [row for row in row_texts(html) if not row.startswith("Due ")]
    told = {word: f" {word} {CATALOG[word].summary} It" for word in ("collect_alerts", "prune_rejected")}
    assert sorted(word for row in rows for word in told if told[word] in row) == expected
    assert ("No such run" in text_of(html)) is (expected == [])


def test_what_cannot_be_asked_for_is_said(clerk: Clerk) -> None:
    clerk.look(f"{JOBS}/runs?status=sleeping", 400)
    clerk.look(f"{JOBS}/runs?job_id=nothing", 404)


def test_a_schedule_of_a_job_that_is_gone_is_shown_as_it_is(any_clerk: Clerk) -> None:
    """It may be paused or removed; what it is told cannot be said any more."""
    old = a_schedule("an old one", job="gone")
    with any_clerk.api.container.work(EVERYONE) as work:
        work.schedules.add(old)
        work.commit()
    assert names_of(any_clerk.look(JOBS))[0] == "an"
    html = any_clerk.look(f"{JOBS}/schedules/an%20old%20one")
    assert "Cannot be done" in text_of(html)
    assert "there is no job gone any more" in text_of(html)
    assert elements(html, "a", href=f"{JOBS}/schedules/an%20old%20one/edit") == []
    any_clerk.send(f"{JOBS}/schedules/an%20old%20one/remove")
    any_clerk.look(f"{JOBS}/schedules/an%20old%20one", 404)


def test_whoever_may_only_read_is_offered_nothing_else(api: Api) -> None:
    run = ran(api, "prune_rejected", RunStatus.FAILED)
    api.user("rita", scopes={Scope.JOBS_READ})
    rita = at_browser(api, "rita")
    html = "".join(map(rita.look, (JOBS, PRUNE, f"{JOBS}/runs", f"{JOBS}/runs/{run.id}")))
    actions = [one.attributes["action"] for one in elements(html, "form", method="post")]
    assert [path for path in actions if path.startswith(JOBS)] == []
    assert elements(html, "a", href=f"{JOBS}/new") == []
    for act in ("run", "pause", "start", "reset", "remove", "edit"):
        assert "You may not do that" in rita.send(f"{PRUNE}/{act}", 403).text
    for path in (f"{JOBS}/new", f"{JOBS}/new/prune_rejected", f"{PRUNE}/edit"):
        rita.look(path, 403)
    rita.send(f"{JOBS}/new/prune_rejected", 403, name="x")
    assert runs(api) == (run,)


def test_who_sees_one_customer_alone_sees_no_jobs(api: Api) -> None:
    run = ran(api, "prune_rejected", RunStatus.FAILED)
    api.user("bea", customers=["BETA"])
    bea = at_browser(api, "bea")
    for path in ("", "/runs", f"/runs/{run.id}", "/schedules/prune_rejected", "/new", "/new/prune_rejected"):
        html = bea.look(f"{JOBS}{path}", 403)
        assert elements(html, "a", href=JOBS) == []
    for act in ("run", "pause", "start", "reset", "remove"):
        bea.send(f"{PRUNE}/{act}", 403)
    bea.send(f"{PRUNE}/edit", 403, version="1")
    bea.send(f"{JOBS}/new/prune_rejected", 403, name="x", by="interval", interval="5")
    assert runs(api) == (run,)


def test_what_is_not_there_is_a_page_that_says_so(clerk: Clerk) -> None:
    for path in (f"/runs/{ABSENT}", "/schedules/nothing", "/schedules/nothing/edit", "/new/nothing"):
        assert "There is no such thing here" in text_of(clerk.look(f"{JOBS}{path}", 404))
    for act in ("run", "pause", "start", "reset", "remove"):
        clerk.send(f"{JOBS}/schedules/nothing/{act}", 404)
    clerk.send(f"{JOBS}/schedules/nothing/edit", 404, version="1")


def test_where_it_leads_is_below_the_console(clerk: Clerk) -> None:
    sent = clerk.send(f"{PRUNE}/run", once=KEY)
    assert urlsplit(sent.headers["location"])[:3] == ("", "", f"{JOBS}/runs/{runs(clerk.api)[0].id}")
    assert clerk.api.clock.now() == NOW
