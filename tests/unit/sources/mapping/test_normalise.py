"""Documents become events by a mapping; what cannot be read is passed over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import evolve

from socdomain.sources.mapping import Normaliser, mapping_from_document, mapping_to_document, normaliser_for
from socdomain.sources.normalised_event import CustomerClaim, CustomerMark, NormalisedEvent
from socdomain.sources.severity import Severity
from tests.unit.sources.mapping.tool import NORMALISER, TOOL, event


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


def test_fingerprint_fields_come_in_the_mappings_order_where_the_document_has_them() -> None:
    assert event(port=443, kind=["a", "b"]).fingerprint_fields == (("kind", "a, b"), ("port", "443"))
    assert event(port=443).fingerprint_fields == (("port", "443"),)
    assert event(kind="k" * 2000).fingerprint_fields == (("kind", "k" * 1000),)


def test_a_number_in_quotation_marks_makes_no_other_finding() -> None:
    """Texts name processes and ports so, and those are others each time."""
    assert event(kind="Process '4321' hidden").fingerprint_fields == (("kind", "Process '#' hidden"),)
    assert event(kind="Rootkit '55808.A' found, 4321").fingerprint_fields == (
        ("kind", "Rootkit '55808.A' found, 4321"),
    )


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


def test_context_is_a_mapping_like_any_other() -> None:
    context = event(port=443, groups=["a", "b"]).context
    assert context == {"Port": 443, "Groups": ["a", "b"]}
    assert (len(context), list(context), dict(context)) == (2, ["Port", "Groups"], {"Port": 443, "Groups": ["a", "b"]})
    assert context["Port"] == 443
    assert "Port" in context
    assert "Flow" not in context
    assert repr(context) == "{'Port': 443, 'Groups': ['a', 'b']}"
    assert context != event(port=444).context


def test_a_normaliser_remembers_nothing_of_a_document() -> None:
    document = {"title": "One", "ip": "203.0.113.9", "groups": ["a", "b"], "attack": ["T1059"]}
    first = NORMALISER.normalise(document)
    event(title="Two", ip="203.0.113.10", groups=["c"])
    assert NORMALISER.normalise(document) == first
    assert Normaliser(evolve(TOOL, version=2)).normalise(document) == first


def test_equal_mappings_share_a_normaliser_and_others_do_not() -> None:
    again = mapping_from_document(mapping_to_document(TOOL))
    assert normaliser_for(again) is normaliser_for(TOOL)
    assert normaliser_for(evolve(TOOL, version=2)) is not normaliser_for(TOOL)


def test_texts_of_a_megabyte_in_every_field_are_cut_or_passed_over() -> None:
    long = "a" * 1_000_000
    found = event(**dict.fromkeys(["title", "text", "at", "tenant", "id", "user", "ip", "log", "rule", "port"], long))
    assert len(found.title) == 300
    assert len(found.customer_marks[0].code) == 200
    assert found.user is not None
    assert len(found.user) == 300
    assert found.observables == ()
