"""Documents come back byte for byte."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given, strategies as st

from adapters.database.bodies import compressed, restored


@given(st.binary())
def test_a_document_comes_back_byte_for_byte(body: bytes) -> None:
    assert restored(compressed(body)) == body


def test_a_document_of_repetitions_takes_less_room() -> None:
    assert len(compressed(b'{"a": 1}' * 1_000)) < 100


def test_threads_do_not_mix_documents() -> None:
    bodies = [bytes([number]) * 10_000 for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda body: restored(compressed(body)), bodies)) == bodies
