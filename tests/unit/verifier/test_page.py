"""The page that describes bundles is enough to write a verifier: the one that stands on it works."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from socdomain.artifacts.custody import CustodyAct
from socdomain.audit.public_keys import jwk_set
from tests.architecture.tree import ROOT
from tests.unit.artifacts.bundling import KEYS, entries_of, packed
from tests.unit.artifacts.test_pruned_custody import Pruned

PAGE: Final = ROOT / "docs" / "howto" / "verify_evidence.md"
EXAMPLE: Final = ROOT / "packaging" / "watchfloor-verify" / "example"


def run_example(bundle: Path, folder: Path, keys: Path = EXAMPLE / "keys.json") -> subprocess.CompletedProcess[str]:
    (code,) = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    script = folder / "verifier.py"
    script.write_text(code, encoding="utf-8")
    command = [sys.executable, "-I", str(script), str(bundle), str(keys)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_verifier_of_the_page_verifies(tmp_path: Path) -> None:
    done = run_example(EXAMPLE / "evidence.zip", tmp_path)
    assert (done.returncode, done.stdout) == (0, "it holds\n"), done.stderr


def test_the_verifier_of_the_page_finds_a_changed_file(tmp_path: Path) -> None:
    entries = entries_of((EXAMPLE / "evidence.zip").read_bytes())
    name = next(iter(entries))
    changed = tmp_path / "changed.zip"
    changed.write_bytes(packed({**entries, name: entries[name] + b"x"}.items()))
    assert run_example(changed, tmp_path).returncode == 1


@pytest.mark.parametrize(("day_of_event", "code"), [(3, 0), (41, 1)])
def test_the_verifier_of_the_page_names_what_was_pruned(day_of_event: int, code: int, tmp_path: Path) -> None:
    """And refuses what is younger than records that were kept, and has none."""
    pruned = Pruned()
    artifact = pruned.stored(40)
    pruned.prune(1)
    pruned.make_up(artifact.id, day_of_event)
    (tmp_path / "pruned.zip").write_bytes(pruned.bundler.export())
    (tmp_path / "keys.json").write_text(json.dumps(jwk_set(KEYS.public_keys)))
    done = run_example(tmp_path / "pruned.zip", tmp_path, tmp_path / "keys.json")
    assert done.returncode == code, done.stderr
    assert ("it holds" in done.stdout) == (code == 0)
    (event,) = [one for one in pruned.locker.custody(artifact.id) if one.act is CustodyAct.STORED]
    assert f"not proved: {event.id}" in done.stdout or code
