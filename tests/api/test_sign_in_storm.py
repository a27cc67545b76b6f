"""A thousand bad sign-ins at once: few guesses, bounded memory, and analysts are served."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest

from tests.api.driving import ok
from tests.api.running import ME, TOKEN, Running, bearer, failures, running_api
from tests.flows.floors import Floor

ATTEMPTS: Final = 1_000
ELSEWHERE: Final = 20
"""Attempts from an address of their own, which no limit of an address holds back."""
OF_AN_ADDRESS: Final = 50
MOST_LATER: Final = 10
MOST_KIB: Final = 2 * 64 * 1024 + 96 * 1024
"""Two hashes of 64 MiB at a time, and room for a thousand connections; sixteen threads could run a gibibyte of them."""

HAS_PEAK = Path("/proc/self/status").exists()


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Running]:
    """The product with sixteen threads for requests, behind a proxy that it believes."""
    variables = {"WATCHFLOOR_DATABASE_POOL_SIZE": "24", "WATCHFLOOR_TRUSTED_PROXIES": "127.0.0.1"}
    with running_api(Floor("", tmp_path / "data"), tmp_path, **variables) as api:
        yield api


def peak_kib(api: Running) -> int:
    """Returns the most memory that a process has had, in KiB."""
    lines = Path(f"/proc/{api.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


async def attempted(port: int, number: int) -> tuple[int, dict[str, str]]:
    """Fails to sign in, by as little as it takes, and returns the status and the body of the answer."""
    address = f"198.51.100.{number}" if number < ELSEWHERE else "203.0.113.9"
    form = f"grant_type=password&username=user-{number}&password=guess+{number}"
    head = [
        f"POST {TOKEN} HTTP/1.1",
        "Host: x",
        "Connection: close",
        "X-Forwarded-Proto: https",
        f"X-Forwarded-For: {address}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(form)}",
    ]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write("\r\n".join([*head, "", form]).encode())
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return int(answer.split()[1]), json.loads(answer.partition(b"\r\n\r\n")[2])


async def attempted_at_once(port: int) -> list[tuple[int, dict[str, str]]]:
    return await asyncio.gather(*(attempted(port, number) for number in range(ATTEMPTS)))


@pytest.mark.skipif(not HAS_PEAK, reason="only Linux tells the most memory that a process has had")
def test_a_thousand_bad_sign_ins_at_once_take_little_memory_and_keep_nobody_out(real: Running) -> None:
    shown = bearer(real.sign_in())
    # From here on the peak is counted anew; the hash of the sign-in above is in the one so far.
    Path(f"/proc/{real.process.pid}/clear_refs").write_text("5")
    before_kib = peak_kib(real)

    with ThreadPoolExecutor(1) as beside:
        storm = beside.submit(lambda: asyncio.run(attempted_at_once(real.port)))
        meanwhile = [real.http.get(ME, headers=shown) for _ in range(20)]
        answers = storm.result()

    assert peak_kib(real) - before_kib < MOST_KIB
    assert {(status, body["error"]) for status, body in answers} == {(400, "invalid_grant"), (429, "slow_down")}
    assert {frozenset(body) for _, body in answers} == {frozenset({"error", "error_description"})}
    # While the last of them wait for their turn, an address may try once more after a second, two, four and so on.
    guesses = [status for status, _ in answers].count(400)
    assert OF_AN_ADDRESS + ELSEWHERE <= guesses <= OF_AN_ADDRESS + ELSEWHERE + MOST_LATER
    assert {answer.status_code for answer in meanwhile} == {200}
    assert real.is_well()
    assert failures(real.log.read_text()) == []
    ok(real.http.get(ME, headers=bearer(real.sign_in())))
