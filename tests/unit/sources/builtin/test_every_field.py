"""Whatever a document holds where a mapping looks, an event comes out."""

from __future__ import annotations

from typing import Any

import pytest

from socdomain.sources.builtin import BUILTIN_MAPPINGS
from socdomain.sources.mapping import Normaliser
from socdomain.sources.mapping.source_mapping import PATH_LISTS, SourceMapping

WRONG: dict[str, Any] = {
    "null": None,
    "empty text": "",
    "blank": " \n\t",
    "NUL": "a\x00b",
    "half a surrogate pair": "\ud800",
    "long text": "x" * 100_000,
    "placeholder": "-",
    "truth": True,
    "negative": -1,
    "fraction": 1.5,
    "not a number": float("nan"),
    "huge number": 10**5000,
    "empty list": [],
    "empty object": {},
    "object": {"key": "value", "id": 1},
    "list of objects": [{"id": 1}, {"id": {"id": 2}}],
    "list of lists": [[["x"], None], [[[1]]]],
    "mixed list": [None, True, 7, "x", {}, [], {"a": "b"}],
}


def paths(mapping: SourceMapping) -> list[str]:
    """Every path that a mapping names."""
    host = mapping.host
    lists = [getattr(mapping, name) for name in PATH_LISTS]
    lists += [host.agent_ids, host.agent_names, host.names, host.addresses]
    lists += [entry.paths for entry in mapping.context]
    lists += [[entry.path for entry in mapping.severity], [entry.path for entry in mapping.customer]]
    lists += [[entry.path for entry in mapping.observables], [entry.path for entry in mapping.scan]]
    return sorted({path for each in lists for path in each})


def nested(path: str, value: Any) -> dict[str, Any]:
    for key in reversed(path.split(".")):
        value = {key: value}
    assert isinstance(value, dict)
    return value


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize("name", BUILTIN_MAPPINGS)
def test_a_wrong_type_in_any_mapped_field_is_passed_over(name: str, kind: str) -> None:
    mapping = BUILTIN_MAPPINGS[name]
    normaliser = Normaliser(mapping)
    for path in paths(mapping):
        for document in (nested(path, WRONG[kind]), {path: WRONG[kind]}, {path.replace(".", "_"): WRONG[kind]}):
            event = normaliser.normalise(document)
            assert 1 <= len(event.title) <= 300
            assert event.title.isprintable()
            assert len(event.description) <= 4000
            assert "\x00" not in event.description
            assert event.occurred_at is None


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize("name", BUILTIN_MAPPINGS)
def test_a_wrong_type_in_every_top_level_field_at_once_is_passed_over(name: str, kind: str) -> None:
    mapping = BUILTIN_MAPPINGS[name]
    document = {path.partition(".")[0]: WRONG[kind] for path in paths(mapping)}
    event = Normaliser(mapping).normalise(document)
    assert event.title
    assert event.occurred_at is None


@pytest.mark.parametrize("name", BUILTIN_MAPPINGS)
def test_an_empty_document_is_an_event_with_the_mappings_title(name: str) -> None:
    event = Normaliser(BUILTIN_MAPPINGS[name]).normalise({})
    assert event.title == BUILTIN_MAPPINGS[name].fallback_title


def test_mappings_are_kept_by_the_name_of_their_source() -> None:
    assert set(BUILTIN_MAPPINGS) == {"wazuh", "wazuh5", "suricata", "ecs", "ocsf", "graylog"}
    assert all(mapping.name == name for name, mapping in BUILTIN_MAPPINGS.items())
