"""The page that describes bundles is enough to write a verifier: the one that stands on it works."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.architecture.tree import ROOT
from tests.unit.artifacts.bundling import entries_of, packed

PAGE: Final = ROOT / "docs" / "howto" / "verify_evidence.md"
EXAMPLE: Final = ROOT / "packaging" / "watchfloor-verify" / "example"


def run_example(bundle: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    (code,) = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    script = folder / "verifier.py"
    script.write_text(code, encoding="utf-8")
    command = [sys.executable, "-I", str(script), str(bundle), str(EXAMPLE / "keys.json")]
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
