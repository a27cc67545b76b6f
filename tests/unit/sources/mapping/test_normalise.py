"""Documents become events by a mapping; what cannot be read is passed over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import evolve

from socdomain.sources.mapping import (
    ContextField,
    CustomerField,
    HostFields,
    Normaliser,
    ObservableField,
    ScanField,
    SourceMapping,
)
from socdomain.sources.mapping.read_observables import MOST_OBSERVABLES
from socdomain.sources.normalised_event import AssetKind, AssetMention, CustomerClaim, CustomerMark, NormalisedEvent
from socdomain.sources.observables import ObservableType
from socdomain.sources.severity import Severity

TOOL = SourceMapping(
    name="tool",
    title=("title", "name"),
    fallback_title="Tool event",
    fallback_title_fields=("kind",),
    description=("text", "more"),
    time=("at", "received"),
    customer=(CustomerField("tenant", CustomerClaim.NAMES), CustomerField("site", CustomerClaim.HINTS)),
    index_name=("_index",),
    document_id=("_id", "id"),
    host=HostFields(
        agent_ids=("agent.id",),
        agent_names=("agent.name",),
        collector_ids=("000",),
        names=("computer", "hostname"),
        addresses=("target", "origin"),
    ),
    user=("user", "login"),
    mailbox=("mailbox",),
    observables=(
        ObservableField("ip", (ObservableType.IPV4, ObservableType.IPV6)),
        ObservableField("hash", (ObservableType.SHA256, ObservableType.MD5)),
        ObservableField("file", (ObservableType.FILENAME,)),
    ),
    scan=(ScanField("log"), ScanField("data", (ObservableType.IPV4, ObservableType.URL))),
    scan_except=("data.advice",),
    scan_unless=("inventory",),
    identifiers=("container",),
    rule_id=("rule", "signature"),
    techniques=("attack", "attack2"),
    fingerprint=("kind", "port"),
    context=(ContextField("Port", ("port", "sport")), ContextField("Groups", ("groups",))),
)
NORMALISER = Normaliser(TOOL)


def event(**document: Any) -> NormalisedEvent:
    return NORMALISER.normalise(document)


def values(found: NormalisedEvent) -> list[str]:
    return [f"{observable.type.value} {observable.value}" for observable in found.observables]


def test_a_document_with_nothing_usable_is_still_an_event() -> None:
    assert event() == NormalisedEvent(
        title="Tool event",
        description="",
        severity=Severity.MEDIUM,
        severity_known=False,
        level=None,
        occurred_at=None,
        rule_id=None,
        techniques=(),
        customer_marks=(),
        index_name="",
        document_id=None,
        asset=None,
        user=None,
        observables=(),
        fingerprint_fields=(),
        context={},
    )


@pytest.mark.parametrize(
    ("document", "title"),
    [
        ({"title": "Logon failed"}, "Logon failed"),
        ({"title": "  Logon \n\t failed  "}, "Logon failed"),
        ({"title": "Logon\x00 failed\ud800"}, "Logon\ufffd failed\ufffd"),
        ({"title": "x" * 301}, "x" * 300),
        ({"title": "word " * 400}, ("word " * 60).strip()),
        ({"title": 404}, "404"),
        ({"title": ["", None, "Logon failed"]}, "Logon failed"),
        ({"title": {"text": "Logon failed"}, "name": "Logon"}, "Logon"),
        ({"title": "", "name": "Logon"}, "Logon"),
        ({"title": " \n ", "rule": 5710}, "Tool event (rule 5710)"),
        ({"rule": "abc", "kind": "logon"}, "Tool event (rule abc)"),
        ({"kind": "logon"}, "Tool event (logon)"),
        ({"kind": "k" * 500}, "Tool event (" + "k" * 288),
    ],
)
def test_the_title_is_one_clean_line_and_never_empty(document: dict[str, Any], title: str) -> None:
    assert event(**document).title == title


def test_the_description_keeps_its_lines_and_is_cut() -> None:
    assert event(text="one\r\n\ttwo\x00\n").description == "one\n\ttwo\ufffd"
    assert event(text="", more="second").description == "second"
    assert event(text="é" * 5000).description == "é" * 4000
    assert event(text=["", 7]).description == "7"


@pytest.mark.parametrize(
    ("value", "text"),
    [(5710, "5710"), (5710.0, "5710"), (0.5, "0.5"), (True, "true"), (False, "false"), (-1, "-1"), (1e300, "1e+300")],
)
def test_numbers_and_truth_values_become_text(value: Any, text: str) -> None:
    assert event(rule=value).rule_id == text


@pytest.mark.parametrize("value", [None, "", [], {}, [None], [[]], {"id": 1}, float("nan"), float("inf"), [10**5000]])
def test_where_a_field_holds_nothing_usable_the_next_one_counts(value: Any) -> None:
    assert event(rule=value, signature="next").rule_id == "next"


def test_a_time_that_cannot_be_read_gives_way_to_the_next() -> None:
    moment = datetime(2026, 8, 20, 8, tzinfo=UTC)
    assert event(at="soon", received="2026-08-20T08:00:00Z").occurred_at == moment
    assert event(at=["soon", 1787212800]).occurred_at == moment
    assert event(at={"t": 1}, received=None).occurred_at is None


def test_all_customers_that_a_document_names_are_kept_in_the_mappings_order() -> None:
    assert event(site=[" north ", "", 7], tenant="acme").customer_marks == (
        CustomerMark("acme", CustomerClaim.NAMES, "tenant"),
        CustomerMark("north", CustomerClaim.HINTS, "site"),
        CustomerMark("7", CustomerClaim.HINTS, "site"),
    )


def test_a_search_hit_is_taken_for_the_document_in_it() -> None:
    hit = {"_index": "alerts-1", "_id": "abc", "_score": 1.0, "_source": {"title": "Inside", "id": "inner"}}
    found = NORMALISER.normalise(hit)
    assert (found.title, found.index_name, found.document_id) == ("Inside", "alerts-1", "abc")
    assert NORMALISER.normalise({"_source": "text", "title": "Outside"}).title == "Outside"


def test_an_identifier_that_is_too_long_to_be_one_is_none() -> None:
    assert event(id="x" * 512).document_id == "x" * 512
    assert event(id="x" * 513).document_id is None


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


@pytest.mark.parametrize(
    ("value", "techniques"),
    [
        ("T1059", ("T1059",)),
        (["T1059.001", "T1105", "T1059.001"], ("T1059.001", "T1105")),
        ("T1059, t1105", ("T1059", "T1105")),
        ("TA0002:T1059.001", ("T1059.001",)),
        (["TA0002", "T105", "T10590", "T1059.01", "T1059.0011", "XT1059", "T1059x"], ()),
        (1059, ()),
        ({"id": "T1059"}, ()),
        ([["T1059"], None, 5], ("T1059",)),
    ],
)
def test_only_technique_ids_are_techniques(value: Any, techniques: tuple[str, ...]) -> None:
    assert event(attack=value).techniques == techniques


def test_techniques_of_all_fields_are_kept_and_bounded() -> None:
    assert event(attack="T1002", attack2=["T1001", "T1002"]).techniques == ("T1002", "T1001")
    assert len(event(attack=[f"T{number}" for number in range(1000, 1500)]).techniques) == 50


def test_mapped_fields_give_the_first_type_that_fits() -> None:
    found = event(ip=["203.0.113.9", "2001:db8::1"], hash="0CC175B9C0F1B6A831C399E269772661", file=r"C:\a\b.exe")
    assert values(found) == [
        "ipv4 203.0.113.9",
        "ipv6 2001:db8::1",
        "md5 0cc175b9c0f1b6a831c399e269772661",
        "filename b.exe",
    ]


def test_a_mapped_field_that_is_none_of_its_types_is_scanned() -> None:
    assert values(event(ip="203.0.113.9:443")) == ["ipv4 203.0.113.9"]
    assert values(event(ip="203.0.113.9, 203.0.113.10")) == ["ipv4 203.0.113.9", "ipv4 203.0.113.10"]
    assert values(event(ip="nobody")) == []


def test_scanned_objects_give_the_wanted_types_only() -> None:
    found = event(data={"x": "from 203.0.113.9 by a@corp.example", "y": [{"z": "http://203.0.113.10/"}]})
    assert sorted(values(found)) == ["ipv4 203.0.113.10", "ipv4 203.0.113.9", "url http://203.0.113.10/"]


def test_what_is_left_out_of_scanning_gives_nothing() -> None:
    assert values(event(data={"advice": {"see": "203.0.113.9"}, "x": "203.0.113.10"})) == ["ipv4 203.0.113.10"]
    assert values(event(log="203.0.113.9", inventory=0, ip="203.0.113.10")) == ["ipv4 203.0.113.10"]


def test_identifiers_are_no_observables() -> None:
    container = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    assert values(event(log=f"started {container} for 203.0.113.9", container=container.upper())) == [
        "ipv4 203.0.113.9"
    ]


def test_each_observable_comes_once_however_often_it_is_there() -> None:
    assert values(event(ip=["203.0.113.9"] * 3, log="203.0.113.9", data={"a": "203.0.113.9"})) == ["ipv4 203.0.113.9"]


def test_the_number_of_observables_is_bounded() -> None:
    many = " ".join(f"203.{number // 250}.113.{number % 250}" for number in range(2000))
    assert len(event(log=many).observables) == MOST_OBSERVABLES


def test_fingerprint_fields_come_in_the_mappings_order_where_the_document_has_them() -> None:
    assert event(port=443, kind=["a", "b"]).fingerprint_fields == (("kind", "a, b"), ("port", "443"))
    assert event(port=443).fingerprint_fields == (("port", "443"),)
    assert event(kind="k" * 2000).fingerprint_fields == (("kind", "k" * 1000),)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (443, 443),
        (0, 0),
        (False, False),
        (0.5, 0.5),
        (" https ", "https"),
        ("x" * 2000, "x" * 1000),
        ("a\x00b\r\nc", "a\ufffdb\nc"),
        ([443], 443),
        ([443, "https", None, {}], [443, "https"]),
        (list(range(50)), list(range(20))),
        (2**60, str(2**60)),
        (["", 443], 443),
    ],
)
def test_context_is_bounded_and_keeps_numbers(value: Any, shown: Any) -> None:
    assert event(port=value, sport=1).context == {"Port": shown}


@pytest.mark.parametrize("value", [None, "", " ", [], {}, float("nan"), [10**5000]])
def test_context_that_holds_nothing_gives_way_to_the_next(value: Any) -> None:
    assert event(port=value, sport=1).context == {"Port": 1}


def test_a_normaliser_remembers_nothing_of_a_document() -> None:
    document = {"title": "One", "ip": "203.0.113.9", "groups": ["a", "b"], "attack": ["T1059"]}
    first = NORMALISER.normalise(document)
    event(title="Two", ip="203.0.113.10", groups=["c"])
    assert NORMALISER.normalise(document) == first
    assert Normaliser(evolve(TOOL, version=2)).normalise(document) == first


def test_texts_of_a_megabyte_in_every_field_are_cut_or_passed_over() -> None:
    long = "a" * 1_000_000
    found = event(**dict.fromkeys(["title", "text", "at", "tenant", "id", "user", "ip", "log", "rule", "port"], long))
    assert len(found.title) == 300
    assert len(found.customer_marks[0].code) == 200
    assert found.user is not None
    assert len(found.user) == 300
    assert found.observables == ()
