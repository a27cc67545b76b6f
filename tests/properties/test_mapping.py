"""Properties of mappings and of normalising, whatever the document."""

from __future__ import annotations

import json
from datetime import UTC, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings, strategies as st

from socdomain.errors import InvalidInputError
from socdomain.ids import CustomerId, derived_id
from socdomain.sources.builtin import BUILTIN_MAPPINGS, recognise
from socdomain.sources.fingerprint import fingerprint
from socdomain.sources.mapping import (
    ContextField,
    CustomerField,
    HostFields,
    Normaliser,
    ObservableField,
    ScanField,
    SeverityField,
    SeverityTable,
    SourceMapping,
    event_time,
    mapping_from_document,
    mapping_to_document,
)
from socdomain.sources.normalised_event import CustomerClaim, NormalisedEvent
from socdomain.sources.observables import ObservableType
from socdomain.sources.severity import Severity

NORMALISERS = {name: Normaliser(mapping) for name, mapping in BUILTIN_MAPPINGS.items()}
CUSTOMER = CustomerId(derived_id("a customer"))
ANY_TEXT = st.text(st.characters())

# The keys that mappings look at, each whole path and each part of one, so that a document often has them.
KNOWN_KEYS = sorted(
    {
        key
        for mapping in BUILTIN_MAPPINGS.values()
        for path in [entry.path for entry in mapping.observables] + [*mapping.title, *mapping.time, *mapping.rule_id]
        for key in (*path.split("."), path, path.replace(".", "_"))
    }
)
KEYS = st.sampled_from(KNOWN_KEYS) | ANY_TEXT
TELLING = st.sampled_from(["203.0.113.9", "http://a.example/", "2026-08-20T08:00:00Z", "T1059.001", "high", "000", "-"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT | TELLING
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5))
DOCUMENTS = st.dictionaries(KEYS, JSON, max_size=8)


def check(event: NormalisedEvent) -> None:
    """What every reader of an event counts on."""
    assert 1 <= len(event.title) <= 300
    assert event.title == event.title.strip()
    assert len(event.description) <= 4000
    texts = [event.title, event.description, event.index_name, event.rule_id or "", event.user or ""]
    texts += [mark.code for mark in event.customer_marks] + [event.document_id or ""]
    texts += [event.asset.name] if event.asset else []
    for text in texts:
        assert "\x00" not in text
        text.encode()
    assert event.occurred_at is None or event.occurred_at.tzinfo is UTC
    assert event.severity_known or event.severity is Severity.MEDIUM
    assert len(set(event.observables)) == len(event.observables)
    json.dumps(dict(event.context), allow_nan=False).encode()


@pytest.mark.parametrize("name", BUILTIN_MAPPINGS)
@given(document=DOCUMENTS)
def test_normalising_never_raises_and_keeps_to_its_bounds(name: str, document: dict[str, Any]) -> None:
    event = NORMALISERS[name].normalise(document)
    check(event)
    assert NORMALISERS[name].normalise(document) == event
    recognise(document)


@given(document=st.dictionaries(ANY_TEXT, JSON, max_size=5))
def test_a_search_hit_is_read_as_the_document_in_it(document: dict[str, Any]) -> None:
    hit = {"_index": "i", "_id": "1", "_source": document}
    found = NORMALISERS["wazuh"].normalise(hit)
    alone = NORMALISERS["wazuh"].normalise({"_index": "i", "_id": "1", **document})
    assert found == alone


def flattened(document: dict[str, Any], joint: str, prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in document.items():
        if isinstance(value, dict):
            flat.update(flattened(value, joint, f"{prefix}{key}{joint}"))
        else:
            flat[prefix + key] = value
    return flat


WAZUH_PATHS = [entry.path for entry in BUILTIN_MAPPINGS["wazuh"].observables if not entry.path.startswith("rule")]


@given(
    values=st.dictionaries(st.sampled_from(WAZUH_PATHS), st.sampled_from(["203.0.113.9", "alice", "x.exe", "-"])),
    joint=st.sampled_from("._"),
)
def test_a_flattened_document_gives_the_event_of_the_nested_one(values: dict[str, str], joint: str) -> None:
    document: dict[str, Any] = {"rule": {"level": 7, "description": "Same"}}
    for path, value in values.items():
        node = document
        *parents, last = path.split(".")
        for key in parents:
            node = node.setdefault(key, {})
        node[last] = value
    nested, flat = (NORMALISERS["wazuh"].normalise(each) for each in (document, flattened(document, joint)))
    assert set(nested.observables) == set(flat.observables)
    assert evolve(nested, observables=()) == evolve(flat, observables=())


@given(value=JSON)
def test_a_time_is_none_or_between_1970_and_2261(value: Any) -> None:
    moment = event_time(value)
    assert moment is None or (1970 <= moment.year <= 2261 and moment.tzinfo is UTC)


@given(moment=st.datetimes(timezones=st.just(UTC)).filter(lambda moment: 1974 <= moment.year <= 2261))
def test_a_time_is_read_back_from_each_way_of_writing_it(moment: Any) -> None:
    assert event_time(moment.isoformat()) == moment
    assert event_time(moment.strftime("%Y-%m-%d %H:%M:%S.%f")) == moment
    assert event_time(moment.strftime("%a, %d %b %Y %H:%M:%S.%f +0000")) == moment
    microseconds = (moment - moment.replace(1970, 1, 1, 0, 0, 0, 0)) // timedelta(microseconds=1)
    assert event_time(microseconds) == moment
    assert event_time(f"{microseconds}000") == moment
    assert event_time(f"{microseconds // 1_000_000}.{microseconds % 1_000_000:06}") == moment


@given(
    title=ANY_TEXT,
    rule=st.none() | ANY_TEXT | st.integers(),
    fields=st.lists(ANY_TEXT, max_size=3),
    document=DOCUMENTS,
)
def test_a_fingerprint_does_not_depend_on_what_does_not_decide(
    title: str, rule: Any, fields: list[str], document: dict[str, Any]
) -> None:
    names = tuple(f"field{number}" for number in range(len(fields)))
    mapping = SourceMapping(
        name="tool", title=("my_title",), rule_id=("my_rule",), fingerprint=names, host=HostFields(names=("my_host",))
    )
    deciding = {"my_title": title, "my_rule": rule, **dict(zip(names, fields, strict=True))}
    more = {key: value for key, value in document.items() if key == "_source" or not key.startswith(("my", "field"))}
    more.pop("_source", None)
    one = Normaliser(mapping).normalise(deciding)
    other = Normaliser(evolve(mapping, version=2)).normalise({**more, "my_host": "h", **deciding})
    digest = fingerprint(CUSTOMER, "tool", one)
    assert len(digest) == 16
    assert fingerprint(CUSTOMER, "tool", other) == digest


PATHS = st.lists(st.text("abcdefgh_@-", min_size=1, max_size=6), min_size=1, max_size=4).map(".".join)
PATH_LISTS = st.lists(PATHS, max_size=4, unique=True).map(tuple)
TYPES = st.lists(st.sampled_from(ObservableType), max_size=3, unique=True).map(tuple)
SEVERITIES = st.sampled_from(Severity)
LABELS = st.text(st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1, max_size=20)
NUMBERS = st.integers(-1000, 1000) | st.floats(-1e6, 1e6)
TABLES = st.sampled_from(["words", "wazuh_level", "log_level"]) | st.builds(
    SeverityTable,
    words=st.lists(st.tuples(LABELS, SEVERITIES), max_size=3, unique_by=lambda pair: pair[0].casefold()).map(tuple),
    steps=st.lists(st.tuples(NUMBERS, SEVERITIES), max_size=3, unique_by=lambda pair: pair[0]).map(
        lambda steps: tuple(sorted(steps, key=lambda step: step[0]))
    ),
)


def unique_by_path(entries: Any) -> Any:
    return st.lists(entries, max_size=3, unique_by=lambda entry: entry.path).map(tuple)


MAPPINGS = st.builds(
    SourceMapping,
    name=st.from_regex(r"[a-z0-9][a-z0-9_-]{0,20}", fullmatch=True),
    version=st.integers(1, 1000),
    title=PATH_LISTS,
    fallback_title=LABELS,
    severity=unique_by_path(st.builds(SeverityField, PATHS, TABLES)),
    customer=unique_by_path(st.builds(CustomerField, PATHS, st.sampled_from(CustomerClaim))),
    host=st.builds(HostFields, PATH_LISTS, PATH_LISTS, st.lists(LABELS, max_size=2).map(tuple), PATH_LISTS, PATH_LISTS),
    observables=unique_by_path(st.builds(ObservableField, PATHS, TYPES.filter(bool))),
    scan=unique_by_path(st.builds(ScanField, PATHS, TYPES)),
    scan_except=PATH_LISTS,
    rule_id=PATH_LISTS,
    techniques=PATH_LISTS,
    fingerprint=PATH_LISTS,
    context=st.lists(st.builds(ContextField, LABELS, PATH_LISTS), max_size=3, unique_by=lambda e: e.name).map(tuple),
    window=st.integers(300, 2_592_000).map(lambda seconds: timedelta(seconds=seconds)),
    shape=PATH_LISTS,
)


@settings(max_examples=50)
@given(mapping=MAPPINGS)
def test_a_mapping_survives_being_written_as_json_and_read(mapping: SourceMapping) -> None:
    assert mapping_from_document(json.loads(json.dumps(mapping_to_document(mapping)))) == mapping


@settings(max_examples=50)
@given(mapping=MAPPINGS, document=DOCUMENTS)
def test_any_mapping_reads_any_document(mapping: SourceMapping, document: dict[str, Any]) -> None:
    check(Normaliser(mapping).normalise(document))


@given(value=JSON)
def test_any_json_is_a_mapping_or_is_refused_by_field(value: Any) -> None:
    document = {"name": "tool", "title": value, "severity": value, "host": value, "context": value}
    try:
        mapping = mapping_from_document(document)
    except InvalidInputError:
        return
    assert mapping_from_document(mapping_to_document(mapping)) == mapping
