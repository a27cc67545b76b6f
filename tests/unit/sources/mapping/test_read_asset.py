"""What an event happened to."""

from __future__ import annotations

from typing import Any

import pytest

from socdomain.sources.normalised_event import AssetKind, AssetMention
from tests.unit.sources.mapping.tool import NORMALISER, event

HOST, USER, MAILBOX = AssetKind.HOST, AssetKind.USER, AssetKind.MAILBOX


@pytest.mark.parametrize(
    ("document", "asset"),
    [
        ({"agent": {"id": "004", "name": "WS01"}}, AssetMention(HOST, "WS01", "004")),
        ({"agent": {"id": 4, "name": " WS01 "}}, AssetMention(HOST, "WS01", "4")),
        ({"agent": {"id": "004"}}, AssetMention(HOST, "", "004")),
        ({"agent": {"id": "004"}, "hostname": "web"}, AssetMention(HOST, "web", "004")),
        ({"agent": {"name": "WS01"}}, AssetMention(HOST, "WS01")),
        ({"agent": {"id": "000", "name": "manager"}}, None),
        ({"agent": {"id": "000", "name": "manager"}, "hostname": "fw"}, AssetMention(HOST, "fw")),
        ({"agent": {"id": "000", "name": "manager"}, "computer": "-", "hostname": "fw"}, AssetMention(HOST, "fw")),
        ({"hostname": "localhost"}, None),
        ({"computer": "LocalHost", "hostname": "web"}, AssetMention(HOST, "web")),
        ({"origin": "10.0.0.5", "target": "203.0.113.9"}, AssetMention(HOST, "10.0.0.5")),
        ({"origin": "10.0.0.5", "target": "192.168.1.1"}, AssetMention(HOST, "192.168.1.1")),
        ({"origin": "fd00::5", "target": "2001:db8::1"}, AssetMention(HOST, "fd00::5")),
        ({"origin": " 100.64.0.5", "target": ["8.8.8.8", "x"]}, AssetMention(HOST, "100.64.0.5")),
        ({"origin": "10.0.0.5", "target": "239.255.255.250"}, AssetMention(HOST, "10.0.0.5")),
        ({"origin": "127.0.0.1", "target": "169.254.1.1"}, None),
        ({"origin": "::", "target": "255.255.255.255"}, None),
        ({"origin": "not an address", "target": 5}, None),
        ({"mailbox": "info@corp.example", "user": "alice"}, AssetMention(MAILBOX, "info@corp.example")),
        ({"user": "alice"}, AssetMention(USER, "alice")),
        ({"user": "-", "login": "N/A"}, None),
        ({"hostname": "web", "user": "alice", "mailbox": "m"}, AssetMention(HOST, "web")),
    ],
)
def test_the_asset_is_the_host_else_the_mailbox_else_the_user(
    document: dict[str, Any], asset: AssetMention | None
) -> None:
    assert NORMALISER.normalise(document).asset == asset


def test_placeholders_are_no_users() -> None:
    assert event(user=["-", "(null)", "ALICE"]).user == "ALICE"
    assert event(user="unknown", login="root").user == "root"
