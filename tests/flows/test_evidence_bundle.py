"""A large bundle out of a real API: sent as it is made, proved elsewhere, and held by neither."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import psutil

from adapters.database.works import SqlWorks
from entrypoints.bootstrap import build
from entrypoints.settings import Settings
from socdomain.artifacts.new_artifact import NewArtifact
from socdomain.auth.local_principal import local_principal
from socdomain.ids import CaseId
from tests.api.driving import CASES
from tests.api.running import Running, bearer, running_api
from tests.architecture.tree import ROOT
from tests.builders import EVERYONE, a_case, a_customer, an_alert
from tests.flows.floors import Floor

MIB: Final = 1024 * 1024
LARGE: Final = 400
"""Mebibytes; whoever held the file, or half of it, would grow by more than is allowed."""
MOST_GROWTH: Final = 32
VERIFY: Final = """
import resource, sys
from watchfloor_verify.command import run
code = run(sys.argv[1:])
print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
sys.exit(code)
"""


def case_with(works: SqlWorks) -> CaseId:
    """Opens a case, with the identifiers of no other test's."""
    with works(EVERYONE) as work:
        customer = a_customer("ZEBRA")
        alert = an_alert(customer)
        case = a_case(alert)
        work.customers.add(customer)
        work.alerts.add(alert)
        work.cases.add(case)
        work.commit()
    return case.id


def fetched(api: Running, url: str, path: Path) -> int:
    """Downloads a bundle, and returns the most that the API had in memory meanwhile, in MiB."""
    process, most, headers = psutil.Process(api.process.pid), 0, bearer(api.sign_in())
    # What listens to answers would read all of this one.
    api.http.event_hooks = {}
    with api.http.stream("GET", url, headers=headers) as answer, path.open("wb") as file:
        assert answer.status_code == 200
        for chunk in answer.iter_raw(MIB):
            file.write(chunk)
            most = max(most, process.memory_info().rss)
    return most // MIB


def peak_of_verifying(path: Path, keys: Path) -> int:
    """Verifies a bundle in a process of its own, and returns the most that it had in memory, in MiB."""
    done = subprocess.run(
        [sys.executable, "-c", VERIFY, str(path), "--key", str(keys)],
        env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'packaging' / 'watchfloor-verify'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return int(done.stdout.split()[-1])


def test_neither_the_api_nor_the_verifier_holds_a_file(tmp_path: Path) -> None:
    floor = Floor("", tmp_path / "data")
    with running_api(floor, tmp_path) as api, closing(build(Settings(data_dir=floor.folder))) as platform:
        store, by, case_id = platform.container.artifacts.store, local_principal("test"), case_with(platform.works)
        url, small, large = f"{CASES}/{case_id}/evidence-bundle", tmp_path / "small.zip", tmp_path / "large.zip"
        keys = tmp_path / "keys.json"
        keys.write_bytes(api.http.get("/.well-known/watchfloor-keys").content)
        store.execute(NewArtifact("small.txt", case_id=case_id), [b"small"], by=by)
        before = fetched(api, url, small)
        store.execute(NewArtifact("disk.img", case_id=case_id), zeros(), by=by)
        assert fetched(api, url, large) - before < MOST_GROWTH
        assert large.stat().st_size > LARGE * MIB
        assert peak_of_verifying(large, keys) - peak_of_verifying(small, keys) < MOST_GROWTH


def zeros() -> Iterator[bytes]:
    """A large file."""
    return (bytes(MIB) for _ in range(LARGE))
