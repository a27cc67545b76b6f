"""Anchors in a folder are for their owner alone, and whole."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from adapters.audit_anchors import FolderAnchors


def test_only_the_owner_can_read_them(tmp_path: Path) -> None:
    FolderAnchors(tmp_path / "anchors").put("audit/a.json", b"one")

    for path, mode in (("anchors", 0o700), ("anchors/audit", 0o700), ("anchors/audit/a.json", 0o600)):
        assert stat.S_IMODE((tmp_path / path).stat().st_mode) == mode


def test_nothing_is_left_of_one_that_could_not_be_kept(tmp_path: Path) -> None:
    (tmp_path / "anchors" / "a.json").mkdir(parents=True)
    (tmp_path / "anchors" / "a.json" / "in the way").touch()
    anchors = FolderAnchors(tmp_path / "anchors")

    with pytest.raises(OSError, match=r"a\.json"):
        anchors.put("a.json", b"one")

    assert [one.name for one in (tmp_path / "anchors").iterdir()] == ["a.json"]


@pytest.mark.parametrize("key", ["../a", "a/../../b", "/a", "", "a//b", "."])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="out of its folder"):
        FolderAnchors(tmp_path / "anchors").put(key, b"one")
    assert not any(tmp_path.iterdir())
