"""Runs are carried once, at their time, and what is the matter with Redis is told in words, soon."""

from __future__ import annotations

import itertools
import os
import re
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Final
from uuid import uuid4

import pytest

from adapters.queue.rq_queue import RqRunQueue
from adapters.queue.server_files import configuration
from socdomain.errors import QueueUnavailableError
from socdomain.ids import RunId
from tests.servers.run_worker import HOLD, wait_until, worker_process
from tests.servers.valkey import ValkeyServer, valkey_server

WAITING = "rq:queue:watchfloor.runs"
LATER = "watchfloor:scheduled"


@pytest.fixture
def queue(server: ValkeyServer) -> Iterator[RqRunQueue]:
    """The queue of the shared server."""
    queue = RqRunQueue(server.address)
    yield queue
    queue.close()


def run_ids(count: int) -> list[RunId]:
    """New runs."""
    return [RunId(uuid4()) for _ in range(count)]


def test_a_run_is_pushed_once_however_often(queue: RqRunQueue, server: ValkeyServer) -> None:
    first, second = run_ids(2)
    queue.push([first, first, second])
    queue.push([second])
    queue.push([])
    with server.client() as client:
        assert client.lrange(WAITING, 0, -1) == [str(first).encode(), str(second).encode()]


def test_a_run_is_done_at_its_time_and_not_before(queue: RqRunQueue, server: ValkeyServer) -> None:
    (run_id,) = run_ids(1)
    due = datetime.now(UTC) + timedelta(seconds=0.7)
    queue.push_at(run_id, due)
    with server.client() as client:
        while not queue.tick():
            assert datetime.now(UTC) < due + timedelta(seconds=10)
        assert datetime.now(UTC) >= due
        assert client.lrange(WAITING, 0, -1) == [str(run_id).encode()]
        assert client.zcard(LATER) == 0
    assert queue.tick() == 0


def test_the_last_word_about_a_run_counts(queue: RqRunQueue, server: ValkeyServer) -> None:
    (run_id,) = run_ids(1)
    later = datetime.now(UTC) + timedelta(hours=1)
    with server.client() as client:
        queue.push([run_id])
        queue.push_at(run_id, later)
        assert (client.llen(WAITING), client.zscore(LATER, str(run_id))) == (0, later.timestamp())
        queue.push_at(run_id, later + timedelta(hours=1))
        assert client.zscore(LATER, str(run_id)) == later.timestamp() + 3_600
        queue.push([run_id])
        assert (client.llen(WAITING), client.zcard(LATER)) == (1, 0)


def test_what_it_lacks_is_what_nobody_would_do(queue: RqRunQueue, server: ValkeyServer) -> None:
    waiting, later, unknown, forgotten, unheard, begun, dead = run_ids(7)
    queue.push([waiting, begun, dead])
    queue.push_at(later, datetime.now(UTC) + timedelta(hours=1))
    with server.client() as client:
        # Waits by name alone: a worker would pass over it.
        client.rpush(WAITING, str(forgotten))
        client.zadd(LATER, {str(unheard): 9_999_999_999})
        now, long_ago = datetime.now(UTC), datetime.now(UTC) - timedelta(minutes=1)
        # Whose worker still says that it is there: what it forked may be asleep.
        for run_id, began in ((begun, now), (dead, long_ago)):
            client.lrem(WAITING, 0, str(run_id))
            times = {"started_at": f"{began:%Y-%m-%dT%H:%M:%S.%fZ}", "last_heartbeat": f"{now:%Y-%m-%dT%H:%M:%S.%fZ}"}
            client.hset(f"rq:job:{run_id}", mapping={"status": "started", **times})
    everything = [waiting, later, unknown, forgotten, unheard, begun, dead]
    assert queue.lacks(everything) == {unknown, forgotten, unheard, dead}
    assert queue.lacks([]) == frozenset()


def test_a_thousand_runs_are_looked_for_in_one_round_trip(queue: RqRunQueue, server: ValkeyServer) -> None:
    ids = run_ids(1_000)
    queue.push(ids[:500])
    with server.client() as client:
        before = client.info("stats")["total_reads_processed"]
        assert queue.lacks(ids) == set(ids[500:])
        # A long request arrives in some dozens of pieces, and a thousand requests in a thousand at least.
        assert client.info("stats")["total_reads_processed"] - before < 200


def test_an_emptied_redis_lacks_everything(queue: RqRunQueue, server: ValkeyServer) -> None:
    ids = run_ids(3)
    queue.push(ids[:2])
    queue.push_at(ids[2], datetime.now(UTC) + timedelta(hours=1))
    assert queue.lacks(ids) == frozenset()
    with server.client() as client:
        client.flushall()
    assert queue.lacks(ids) == set(ids)
    queue.push(ids)
    assert queue.lacks(ids) == frozenset()


def test_a_worker_outlives_redis_and_says_once_that_it_is_away(own_server: ValkeyServer, tmp_path: Path) -> None:
    queue = RqRunQueue(own_server.address)
    with worker_process(own_server.url, tmp_path) as worker:
        (first, second, third) = run_ids(3)
        queue.push([first])
        worker.wait_for(first)
        own_server.stop()
        wait_until(lambda: worker.states[1:] == ["Redis cannot be reached"], "the worker's word")
        own_server.start()
        queue.push([second])
        worker.wait_for(second)
        with own_server.client() as client:
            client.flushall()
        queue.push([third])
        worker.wait_for(third)
        assert worker.states == ["ready", "Redis cannot be reached", "ready"]
        wait_until(lambda: queue.lacks([first, second, third]) == {first, second, third}, "an empty Redis")
    queue.close()


@pytest.mark.parametrize("is_emptied", [True, False], ids=["emptied", "away"])
def test_a_run_whose_end_redis_is_not_told_of_is_not_called_a_failure(
    own_server: ValkeyServer, tmp_path: Path, is_emptied: bool
) -> None:
    queue = RqRunQueue(own_server.address)
    (tmp_path / HOLD).touch()
    with worker_process(own_server.url, tmp_path) as worker:
        first, second = run_ids(2)
        queue.push([first])
        worker.wait_for(first)
        if is_emptied:
            with own_server.client() as client:
                client.flushall()
        else:
            own_server.stop()
        (tmp_path / HOLD).unlink()
        if not is_emptied:
            wait_until(lambda: "Redis cannot be reached" in worker.states, "the worker's word")
            own_server.start()
        queue.push([second])
        worker.wait_for(second)
        assert "exception raised" not in worker.said
    queue.close()


@pytest.mark.parametrize("gone", ["rq:job:*", "rq:execution:*", "rq:executions:*", "rq:*"])
def test_a_run_that_wakes_when_redis_has_forgotten_it_ends_quietly(
    gone: str, own_server: ValkeyServer, tmp_path: Path
) -> None:
    """It slept beyond what RQ gives an execution, or was done elsewhere meanwhile, after which RQ forgets it."""
    queue = RqRunQueue(own_server.address)
    (tmp_path / HOLD).touch()
    with worker_process(own_server.url, tmp_path) as worker, own_server.client() as client:
        first, second = run_ids(2)
        queue.push([first])
        worker.wait_for(first)
        client.delete(*client.keys(gone))
        (tmp_path / HOLD).unlink()
        queue.push([second])
        worker.wait_for(second)
        wait_until(lambda: client.keys("rq:job:*") == [], "nothing left")
        assert worker.said == ""
    queue.close()


def test_a_worker_that_begins_before_redis_does_waits_for_it(own_server: ValkeyServer, tmp_path: Path) -> None:
    own_server.stop()
    with worker_process(own_server.url, tmp_path) as worker:
        wait_until(lambda: worker.states == ["Redis cannot be reached"], "the worker's word")
        own_server.start()
        queue = RqRunQueue(own_server.address)
        (run_id,) = run_ids(1)
        queue.push([run_id])
        worker.wait_for(run_id)
        queue.close()


STOPS: Final = """
import os, signal
fork, mask = os.fork, signal.pthread_sigmask
def stopped_mask(how, numbers):
    if how == signal.SIG_BLOCK:
        {taken}
    return mask(how, numbers)
def stopped_fork():
    {before}
    pid = fork()
    if pid:
        {after}
    return pid
os.fork, signal.pthread_sigmask = stopped_fork, stopped_mask
"""


@pytest.mark.parametrize("moment", ["taken", "before", "after"])
def test_a_worker_that_is_asked_to_stop_as_it_forks_tells_what_it_has_forked(
    moment: str, server: ValkeyServer, tmp_path: Path
) -> None:
    """Otherwise it would wait for the end of the run, which does not know that it is to end."""
    stop = dict.fromkeys(("taken", "before", "after"), "pass") | {moment: "signal.raise_signal(signal.SIGTERM)"}
    (tmp_path / "sitecustomize.py").write_text(STOPS.format(**stop))
    (tmp_path / HOLD).touch()
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    queue = RqRunQueue(server.address)
    with worker_process(server.url, tmp_path, {"PYTHONPATH": path}) as worker:
        queue.push(run_ids(1))
        wait_until(lambda: worker.process.poll() is not None, "its end")
        assert worker.process.returncode == 0
    queue.close()


def asleep(server: ValkeyServer) -> AbstractContextManager[None]:
    return server.asleep()


def stopped(server: ValkeyServer) -> AbstractContextManager[None]:
    server.stop()
    return nullcontext()


def full(server: ValkeyServer) -> AbstractContextManager[None]:
    with server.client() as client:
        client.config_set("maxmemory", "1mb")
    return nullcontext()


def read_only(server: ValkeyServer) -> AbstractContextManager[None]:
    with server.client() as client:
        client.replicaof("127.0.0.1", "9")
        client.config_set("replica-serve-stale-data", "yes")
    return nullcontext()


def other_password(server: ValkeyServer) -> AbstractContextManager[None]:
    with server.client() as client:
        client.config_set("requirepass", "another")
        client.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no")
    return nullcontext()


def fewer_rights(server: ValkeyServer) -> AbstractContextManager[None]:
    with server.client() as client:
        client.execute_command("ACL", "SETUSER", "default", "-@write")
    return nullcontext()


def others_keys(server: ValkeyServer) -> AbstractContextManager[None]:
    with server.client() as client:
        client.execute_command("ACL", "SETUSER", "default", "resetkeys", "~watchfloor:*")
    return nullcontext()


@pytest.mark.parametrize(
    ("disturbed", "words"),
    [
        (asleep, "did not answer in time"),
        (stopped, "cannot be reached"),
        (full, "is full"),
        (read_only, "is read-only"),
        (other_password, "refuses the user or password"),
        (fewer_rights, "does not let its user"),
        (others_keys, "does not let its user"),
    ],
)
def test_what_is_the_matter_with_redis_is_told_in_words(
    disturbed: Callable[[ValkeyServer], AbstractContextManager[None]],
    words: str,
    own_server: ValkeyServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("adapters.queue.connections.ANSWER_TIMEOUT_S", 0.3)
    queue, looks = (RqRunQueue(own_server.address, within_s=within_s) for within_s in (None, 0.4))
    (run_id,) = run_ids(1)
    queue.check()
    looks.check()
    with disturbed(own_server):
        what: tuple[Callable[[], None], ...] = (
            lambda: queue.push([run_id]),
            lambda: queue.push_at(run_id, datetime.now(UTC)),
            queue.check,
            looks.check,
        )
        for does in what:
            with pytest.raises(QueueUnavailableError, match=words) as told:
                does()
            assert "127.0.0.1" not in str(told.value)
            assert own_server.url not in str(told.value)
    queue.close()
    looks.close()


@pytest.mark.parametrize("url", ["http://127.0.0.1", "redis://:hunter2/x@127.0.0.1:1", "nonsense", ""])
def test_what_is_no_url_is_told_without_being_quoted(url: str) -> None:
    with pytest.raises(QueueUnavailableError, match="no URL of a Redis server") as told:
        RqRunQueue(lambda: url).push(run_ids(1))
    assert "hunter2" not in "".join(traceback.format_exception(told.value))


def test_who_only_looks_does_not_wait_as_long_as_who_works(
    own_server: ValkeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks whether a process can work takes it for one that cannot where the answer takes longer."""
    monkeypatch.setattr("adapters.queue.connections.ANSWER_TIMEOUT_S", 3_600.0)
    queue, told = RqRunQueue(own_server.address, within_s=0.4), list[str]()

    def look() -> None:
        try:
            queue.check()
        except QueueUnavailableError as error:
            told.append(str(error))

    with own_server.asleep():
        looks = Thread(target=look, daemon=True)
        looks.start()
        wait_until(lambda: told == ["Redis did not answer in time"], "an answer")
    looks.join()
    queue.close()


def test_a_redis_that_is_too_old_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def as_of_6_0(*arguments: object) -> str:
        return configuration(*arguments) + 'rename-command ZMSCORE ""\n'  # type: ignore[arg-type] # as it gets them

    monkeypatch.setattr("adapters.queue.embedded.configuration", as_of_6_0)
    with valkey_server(tmp_path / "old") as server:
        queue = RqRunQueue(server.address)
        for does in (queue.check, lambda: queue.lacks(run_ids(1))):
            with pytest.raises(QueueUnavailableError, match=r"may be older than 6\.2"):
                does()
        queue.close()


def test_threads_that_share_it_do_not_take_each_other_s_connection(server: ValkeyServer) -> None:
    """As those of the API do, while the server that comes along moves to another port."""
    urls = itertools.cycle([server.url, server.url.replace("/0", "/1")])
    queue, wrong = RqRunQueue(lambda: next(urls)), list[Exception]()

    def ask() -> None:
        try:
            for _ in range(200):
                queue.refused()
        except Exception as error:
            wrong.append(error)

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    queue.close()


def test_a_look_leaves_what_it_carries_as_it_is(queue: RqRunQueue) -> None:
    waiting, later = run_ids(2)
    queue.push([waiting])
    queue.push_at(later, datetime.now(UTC) + timedelta(hours=1))
    queue.check()
    assert queue.lacks([waiting, later]) == frozenset()


def test_how_redis_forgets_is_told_where_it_does(own_server: ValkeyServer) -> None:
    queue = RqRunQueue(own_server.address)
    assert queue.forgets_by() == ""
    with own_server.client() as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
        assert queue.forgets_by() == "allkeys-lru"
        client.execute_command("ACL", "SETUSER", "default", "-info")
    assert queue.forgets_by() == "", "it is hidden"
    queue.close()


def test_one_user_of_redis_needs_no_more_than_its_own_keys(own_server: ValkeyServer, tmp_path: Path) -> None:
    """As docs/howto/deploy.md says what to give it."""
    (rights,) = re.findall(r"ACL SETUSER watchfloor on >\S+ (.+)", Path("docs/howto/deploy.md").read_text("utf-8"))
    with own_server.client() as client:
        client.execute_command("ACL", "SETUSER", "watchfloor", "on", ">p@ss/word", *rights.split())
    where = own_server.url.partition("@")[2].removesuffix("/0")
    url = f"redis://watchfloor:p%40ss%2Fword@{where}/3"
    queue = RqRunQueue(lambda: url)
    queue.check()
    now, due = run_ids(2)
    queue.push_at(due, datetime.now(UTC) - timedelta(seconds=1))
    with worker_process(url, tmp_path) as worker:
        queue.push([now])
        queue.tick()
        worker.wait_for(now)
        worker.wait_for(due)
        wait_until(lambda: queue.lacks([now, due]) == {now, due}, "their ends")
        assert worker.states == ["ready"]
        assert worker.said == ""
    with own_server.client() as client:
        # All of it lies in the database of that number.
        assert client.keys("*") == []
    queue.close()
