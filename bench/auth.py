"""Signing in and being recognised, each against what it cannot do without."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from threading import Event, Thread
from typing import Final

import httpx
import psutil
from argon2 import PasswordHasher
from argon2.profiles import RFC_9106_LOW_MEMORY

from bench.platforms import RunningApi, empty_database, running_api
from bench.report import heading, line, verdict
from entrypoints.bootstrap import Platform, build
from socdomain.auth.authenticate import Authenticate
from socdomain.ids import SessionId
from socdomain.principal import Reach

REPEATS: Final = 2_000
SIGN_INS: Final = 60
AT_ONCE: Final = 16
MOST_OWN_CPU_US: Final = 150
LEAST_SHARE_OF_ARGON2: Final = 0.5
MOST_GROWTH_MIB: Final = 200
"""Two hashes of 64 MiB at a time, and what else a process needs for sixteen callers."""


def measure() -> bool:
    """Measures, and tells whether all bars are met."""
    heading("Signing in, and being recognised")
    with empty_database("sqlite") as (folder, url), running_api(folder, url) as api:
        platform = build(api.settings)
        met = [_recognition(platform, api.token), *_sign_ins(api)]
        platform.close()
    return all(met)


def _recognition(platform: Platform, token: str) -> bool:
    """The CPU of recognising a caller, less that of its one statement."""
    authenticate = platform.container.authenticate
    session = authenticate.execute(token).session
    assert session is not None
    whole = _cpu_us(lambda: authenticate.execute(token))
    statement = _cpu_us(lambda: _statement(authenticate, session.id))
    line(f"recognising a caller: {whole:.0f} us of CPU, of which its statement {statement:.0f} us")
    return verdict("own CPU", whole - statement, MOST_OWN_CPU_US, unit="us", at_most=True)


def _statement(authenticate: Authenticate, session_id: SessionId) -> None:
    with authenticate.reading(Reach.nothing()) as work:
        work.sessions.standing(session_id)


def _cpu_us(do: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        began = time.thread_time_ns()
        do()
        times.append((time.thread_time_ns() - began) / 1_000)
    return median(times)


def _sign_ins(api: RunningApi) -> list[bool]:
    """Many people who sign in at once, against bare Argon2 on as many threads as may hash at a time."""
    hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
    hashed = hasher.hash("a password")
    floor = _a_second(lambda _: hasher.verify(hashed, "a password"), threads=2)
    before, peak = api.memory_mib(), _Peak(api.process)
    with httpx.Client(base_url=api.url, trust_env=False, timeout=600) as http:
        rate = _a_second(lambda _: _sign_in(http, api.password), threads=AT_ONCE)
    growth = peak.stop() - before
    line(f"bare Argon2: {floor:.1f} a second; signing in through HTTP, {AT_ONCE} at once: {rate:.1f} a second")
    return [
        verdict("share of bare Argon2", rate / floor, LEAST_SHARE_OF_ARGON2, unit="of it"),
        verdict("growth of the API process meanwhile", growth, MOST_GROWTH_MIB, unit="MiB", at_most=True),
    ]


def _sign_in(http: httpx.Client, password: str) -> None:
    form = {"grant_type": "password", "username": "admin", "password": password}
    http.post("/api/auth/token", data=form).raise_for_status()


def _a_second(do: Callable[[int], object], *, threads: int) -> float:
    began = time.perf_counter()
    with ThreadPoolExecutor(threads) as executor:
        list(executor.map(do, range(SIGN_INS)))
    return SIGN_INS / (time.perf_counter() - began)


class _Peak:
    """Watches how much memory a process holds at most, in MiB."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self._most = 0.0
        self._stop = Event()
        self._thread = Thread(target=self._watch)
        self._thread.start()

    def stop(self) -> float:
        self._stop.set()
        self._thread.join()
        return self._most

    def _watch(self) -> None:
        while not self._stop.wait(0.02):
            self._most = max(self._most, self._process.memory_info().rss / 1024**2)
