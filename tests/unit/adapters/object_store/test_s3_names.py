"""Names of objects in S3: one for each key, none in another one's way."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, strategies as st

from adapters.object_store.s3_names import TOO_LONG, beginning_of, key_of, name_of
from socdomain.errors import InvalidInputError
from socdomain.object_store import check_key

KEYS = st.text(min_size=1, max_size=120) | st.text(alphabet="aB/.=~+-ü 2e", min_size=1, max_size=40)


def is_key(text: str) -> bool:
    try:
        check_key(text)
    except InvalidInputError:
        return False
    return True


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("01a-b/02_c/report.PDF", "01a-b/02_c/report.PDF"),
        ("a", "a.~"),
        ("a/b", "a/b.~"),
        ("a.b/c.d", "a=2eb/c.d"),
        (".hidden", "=2ehidden.~"),
        ("two words.txt", "two=20words.txt"),
        ("ü/=", "=c3=bc/=3d.~"),
        ("~keys/x.y", "=7ekeys/x.y"),
    ],
)
def test_a_key_as_we_make_them_is_its_own_name_and_others_nearly(key: str, name: str) -> None:
    assert name_of(key) == name
    assert key_of(name) == key


@pytest.mark.parametrize("key", ["x" * 201, "x" * 255 + "/" + "y" * 700, "🙂" * 256, "a/" * 450 + "b"])
def test_a_key_that_is_too_long_is_named_after_its_hash(key: str) -> None:
    name = name_of(key)
    assert name.startswith(TOO_LONG)
    assert len(name) == len(TOO_LONG) + 64
    assert key_of(name) is None


@pytest.mark.parametrize(
    "name", ["", "a", "~digests/x.y", "a=2Eb/c.d", "a=62/c.d", "=ff.x", "a.b/c.d", "a/b.c.~", "é.x"]
)
def test_a_name_that_is_none_of_ours_has_no_key(name: str) -> None:
    assert key_of(name) is None


@given(KEYS.filter(is_key))
def test_a_name_means_one_key_and_every_server_can_keep_it(key: str) -> None:
    name = name_of(key)
    assert key_of(name) == (None if name.startswith(TOO_LONG) else key)
    assert name.isascii()
    assert len(name) <= 900
    assert all(0 < len(part) <= 200 for part in name.split("/"))


@given(KEYS.filter(is_key), KEYS.filter(is_key))
def test_no_name_is_the_folder_of_another_one(one: str, other: str) -> None:
    assume(one != other)
    assert name_of(one) != name_of(other)
    assert not name_of(other).startswith(f"{name_of(one)}/")


@given(KEYS.filter(is_key), st.integers(0, 120))
def test_a_beginning_leads_to_every_key_that_begins_so(key: str, length: int) -> None:
    name = name_of(key)
    assume(not name.startswith(TOO_LONG))
    beginning = beginning_of(key[:length])
    assert beginning is not None
    assert name.startswith(beginning)


@pytest.mark.parametrize("prefix", ["/", "a//b", "\ud800/", "x/" * 2_000], ids=ascii)
def test_there_is_no_beginning_for_what_no_key_begins_with(prefix: str) -> None:
    assert beginning_of(prefix) is None
