"""What filters compare: stored forms on one side, what people write on the other."""

import pytest

from socdomain.incidents.alert_search import (
    LONGEST_SEARCH_TEXT,
    folded_text,
    has_technique,
    search_text,
    wanted_aliases,
    wanted_tag,
    wanted_technique,
    wanted_values,
)
from tests.builders import a_customer, an_alert

ACME = a_customer()


def test_a_search_looks_into_title_asset_name_and_description() -> None:
    alert = an_alert(ACME, title="Login Failure", asset_name="WS01", description="From STRASSE")
    assert search_text(alert) == "login failure\nws01\nfrom strasse"
    assert search_text(an_alert(ACME, title="A", asset_name=None, description="")) == "a\n\n"


def test_what_a_search_looks_into_is_cut_after_folding() -> None:
    """Folding can make text longer: a sharp s becomes two letters."""
    text = search_text(an_alert(ACME, title="ß" * 300, description="ß" * 4_000))
    assert len(text) == LONGEST_SEARCH_TEXT
    assert text.startswith("s" * 600 + "\n")


def test_text_is_folded_and_trimmed() -> None:
    assert folded_text("  Große STRAẞE ") == "grosse strasse"


def test_tags_and_techniques_take_their_stored_form() -> None:
    assert wanted_tag(" VIP ") == "vip"
    assert wanted_technique(" t1059.001 ") == "T1059.001"


@pytest.mark.parametrize(
    ("techniques", "wanted", "has_it"),
    [
        (("T1059",), "T1059", True),
        (("T1003", "T1059.001"), "T1059", True),
        (("T1059.001",), "T1059.001", True),
        (("T1059.001",), "T1059.00", False),
        (("T1059",), "T1059.001", False),
        (("T10590",), "T1059", False),
        ((), "T1059", False),
    ],
)
def test_a_technique_includes_its_sub_techniques(techniques: tuple[str, ...], wanted: str, has_it: bool) -> None:
    assert has_technique(techniques, wanted) is has_it


def test_a_name_may_be_a_hosts_a_users_or_a_mailboxs() -> None:
    assert wanted_aliases("WS01.corp.local") >= {
        "host:ws01",
        "user:ws01.corp.local",
        "mailbox:ws01.corp.local",
    }


def test_an_alias_is_wanted_as_it_is() -> None:
    assert "agent:wazuh:A7" in wanted_aliases(" agent:wazuh:A7 ")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("198[.]51[.]100[.]7", "198.51.100.7"),
        ("EVIL.example", "evil.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("hxxps://Evil[.]example", "https://evil.example/"),
        ("00-1A-2B-3C-4D-5E", "00:1a:2b:3c:4d:5e"),
        (r"HKLM\Software\X", r"HKEY_LOCAL_MACHINE\software\x"),
        (r"CORP\Anna", r"corp\anna"),
        ("Invoice(1).exe", "Invoice(1).exe"),
    ],
)
def test_an_observable_is_wanted_in_its_normal_form(text: str, value: str) -> None:
    assert value in wanted_values(text)


@pytest.mark.parametrize("text", ["", " ", "\ud800", "a\x00b", "[" * 10_000])
def test_text_that_is_no_observable_is_no_error(text: str) -> None:
    assert wanted_values(text)
