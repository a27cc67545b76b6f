"""``watchfloor ingest``: from a file of any shape into alerts."""

from __future__ import annotations

import gzip
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from entrypoints.samples.stream import documents
from tests.flows.floors import Floor, write_lines


def as_lines(parts: list[bytes]) -> bytes:
    return b"\n".join(parts)


def as_array(parts: list[bytes]) -> bytes:
    return b"[" + b",\n".join(parts) + b"]"


def as_concatenated(parts: list[bytes]) -> bytes:
    return b"".join(json.dumps(json.loads(part), indent=2).encode() for part in parts)


def as_gzip(parts: list[bytes]) -> bytes:
    """Two members, as `cat a.gz b.gz` gives."""
    return gzip.compress(as_lines(parts[:3]) + b"\n") + gzip.compress(as_lines(parts[3:]))


def summary(output: str) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(output)
    return parsed


@pytest.mark.parametrize("shape", [as_lines, as_array, as_concatenated, as_gzip])
def test_a_file_of_any_shape_goes_in(floor: Floor, tmp_path: Path, shape: Callable[[list[bytes]], bytes]) -> None:
    path = tmp_path / "documents"
    path.write_bytes(shape(list(documents(7, fingerprints=2))))

    done = floor.run("ingest", str(path), "--source", "wazuh", "--json")

    assert (done.returncode, done.stderr) == (0, "")
    counts = summary(done.stdout)
    assert (counts["created"], counts["joined"], counts["rejected"]) == (2, 5, 0)


def test_standard_input_is_a_file_too(floor: Floor, tmp_path: Path) -> None:
    path = tmp_path / "documents"
    path.write_bytes(as_lines(list(documents(3))))

    process = floor.start("ingest", "-", "--source", "wazuh", stdin=path)
    out, _ = process.communicate(timeout=60)

    assert process.returncode == 0
    assert out.startswith("3 documents: ")


def test_rejected_documents_are_named_and_change_the_exit_code(floor: Floor, tmp_path: Path) -> None:
    path = tmp_path / "documents"
    path.write_bytes(as_lines([*documents(2), b'{"id": "x", "title": "\\u001b[31mred"}', b'{"broken":']))

    done = floor.run("ingest", str(path), "--source", "wazuh")

    assert done.returncode == 3
    assert "document 2: customer_missing" in done.stderr
    assert "document 3: truncated" in done.stderr
    assert "\x1b" not in done.stderr, "what a document says is shown and not obeyed"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_who_stops_it_is_told_how_far_it_came(floor: Floor, tmp_path: Path, number: signal.Signals) -> None:
    """Here while it waits for more on standard input, which never comes."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    parts = list(documents(1_200))
    with pipe.open("r+b", buffering=0) as sender:
        process = floor.start("ingest", "-", "--source", "wazuh", "--json", stdin=pipe)
        sender.write(as_lines(parts))
        wait_for_alerts(floor)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)

    assert process.returncode == 1
    assert 0 < summary(out)["received"] < len(parts)
    assert "send the same again" in err
    assert "Traceback" not in err
    again = floor.run("ingest", str(write_lines(tmp_path / "documents", parts)), "--source", "wazuh", "--json")
    counts = summary(again.stdout)
    assert (again.returncode, counts["replayed"] >= summary(out)["received"]) == (0, True)


def wait_for_alerts(floor: Floor) -> None:
    """Waits until a batch has been stored."""
    for _ in range(100):
        if floor.run("alerts", "--limit", "1", "--json").stdout != "[]\n":
            return
    raise AssertionError("nothing was stored")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--source", "nothing"], 2, "there are ecs, graylog, ocsf, suricata, wazuh, wazuh5"),
        (["--source", "wazuh", "--customer", "NOBODY"], 2, "there are ACME, GLOBEX"),
        ([], 2, "--source"),
    ],
)
def test_what_cannot_be_done_says_why(floor: Floor, tmp_path: Path, arguments: list[str], code: int, says: str) -> None:
    path = tmp_path / "documents"
    path.write_bytes(b"{}")

    done = floor.run("ingest", str(path), *arguments)

    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_gzip_that_breaks_off_keeps_what_came_before(floor: Floor, tmp_path: Path) -> None:
    path = tmp_path / "documents.gz"
    path.write_bytes(gzip.compress(as_lines(list(documents(2_000))))[:-2_000])

    done = floor.run("ingest", str(path), "--source", "wazuh", "--json")

    assert done.returncode == 1
    assert "gzip" in done.stderr
    assert summary(done.stdout)["created"] > 0


def test_a_file_that_is_not_there_is_wrong_use(floor: Floor) -> None:
    assert floor.run("ingest", "no-such-file", "--source", "wazuh").returncode == 2
