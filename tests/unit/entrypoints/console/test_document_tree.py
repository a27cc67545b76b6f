"""Documents as trees: nothing is rounded, lost or trusted, and nothing grows beyond a page."""

from __future__ import annotations

import json
from base64 import b64encode

from entrypoints.console.incidents.document_tree import Node, Tree, tree_of


def test_names_and_values_stay_as_they_are_written() -> None:
    body = b'{"a": 1.50, "b": 123456789012345678901234567890, "a": [true, null, "x"], "": {}}'
    assert tree_of(body) == Tree(
        (
            Node("a", "1.50"),
            Node("b", "123456789012345678901234567890"),
            Node("a", None, (Node("0", "true"), Node("1", "null"), Node("2", "x"))),
            Node("", None, ()),
        )
    )


def test_what_is_no_json_is_shown_by_its_bytes() -> None:
    body = b"\xff\x00<script>"
    assert tree_of(body) == Tree((), other=b64encode(body).decode())
    assert tree_of(b"\xff" * 5_000).is_cut


def test_a_scalar_is_a_tree_of_one() -> None:
    assert tree_of(b'"text"').nodes == (Node("", "text"),)


def test_a_large_document_is_cut() -> None:
    many = tree_of(json.dumps({str(number): number for number in range(5_000)}).encode())
    assert (len(many.nodes), many.is_cut) == (2_000, True)
    long = tree_of(json.dumps({"a": "x" * 5_000}).encode())
    assert (len(long.nodes[0].text or ""), long.is_cut) == (2_001, True)


def test_a_deep_document_is_shown_or_refused_but_never_fails() -> None:
    assert tree_of(b"[" * 90 + b"]" * 90).nodes
    assert tree_of(b"[" * 100_000 + b"]" * 100_000).other
