"""Kinds come from the folders of the product, and from packages that are named; no other code is loaded."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from adapters.connector_registry import PLUGIN_GROUP, PluginError, connector_kinds

PACKAGE = """
from adapters.connector_kit.kind import Kind

KIND = Kind({name!r}, "Of somebody else", (), (), build=print, simulator=print, package=__name__)
OTHER = "no kind"
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that packages are installed into."""
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def install(site: Path, package: str, offers: str, code: str) -> None:
    (site / f"{package}.py").write_text(code)
    about = site / f"{package}-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[{PLUGIN_GROUP}]\n{offers}\n")


def test_the_folders_of_the_product_are_found_by_name() -> None:
    kinds = connector_kinds()

    assert list(kinds) == sorted(kinds)
    assert "grafana" in kinds
    assert [kind.name for kind in kinds.values()] == list(kinds)


def test_a_package_that_is_not_named_is_not_loaded(site: Path) -> None:
    install(site, "wf_unnamed", "printer = wf_unnamed:KIND", "raise SystemExit")

    assert "printer" not in connector_kinds()
    assert "wf_unnamed" not in sys.modules


def test_a_package_that_is_named_is_loaded(site: Path) -> None:
    install(site, "wf_printer", "printer = wf_printer:KIND", PACKAGE.format(name="printer"))

    kinds = connector_kinds(("printer",))
    assert kinds["printer"].title == "Of somebody else"
    assert list(kinds) == sorted(kinds)


def test_a_package_that_is_named_and_missing_is_said_to_be() -> None:
    with pytest.raises(PluginError, match="no package that is installed offers connectors by the name printer"):
        connector_kinds(("printer",))


def test_two_packages_of_one_name_are_refused(site: Path) -> None:
    for package in ("wf_one", "wf_two"):
        install(site, package, f"printer = {package}:KIND", PACKAGE.format(name="printer"))
    with pytest.raises(PluginError, match="more than one package"):
        connector_kinds(("printer",))


@pytest.mark.parametrize(("name", "plugins"), [("grafana", ["mine"]), ("printer", ["mine", "mine"])])
def test_two_kinds_of_one_name_are_refused(name: str, plugins: list[str], site: Path) -> None:
    package = f"wf_{name}_again"
    install(site, package, f"mine = {package}:KIND", PACKAGE.format(name=name))
    with pytest.raises(PluginError, match=f"two kinds of connectors are called {name}"):
        connector_kinds(plugins)


@pytest.mark.parametrize(
    ("package", "offers", "code", "words"),
    [
        ("wf_broken", "broken = wf_broken:KIND", "1 / 0", "ZeroDivisionError"),
        ("wf_lacking", "broken = wf_lacking:KIND", "", "AttributeError"),
        ("wf_other", "broken = wf_other:OTHER", PACKAGE.format(name="x"), "no kind"),
    ],
)
def test_a_package_that_cannot_be_used_is_named(package: str, offers: str, code: str, words: str, site: Path) -> None:
    install(site, package, offers, code)
    with pytest.raises(PluginError, match=rf"broken .*{words}"):
        connector_kinds(("broken",))
