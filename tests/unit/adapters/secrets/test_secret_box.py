"""AES-256-GCM and its keys."""

import traceback

import pytest

from adapters.secrets.key_id import key_id
from adapters.secrets.secret_box import AesGcmSecretBox
from socdomain.errors import SealBrokenError, UnknownKeyError, WatchfloorError
from socdomain.sealed import Sealed

OLD, NEW = bytes(range(32)), bytes(range(32, 64))
PLACE = {"table": "connectors", "row": "1", "field": "password"}
SECRET = b"hunter2-canary"


def test_the_text_names_its_format_and_its_key() -> None:
    sealed = AesGcmSecretBox(NEW, OLD).seal(SECRET, **PLACE)
    assert sealed.split(".")[:2] == ["wf1", key_id(NEW)]
    assert len(sealed.split(".")) == 3


def test_the_newest_key_seals_and_all_open() -> None:
    before = AesGcmSecretBox(OLD).seal(SECRET, **PLACE)
    box = AesGcmSecretBox(NEW, OLD)
    assert box.open(before, **PLACE) == SECRET
    assert key_id(NEW) in box.seal(SECRET, **PLACE)


def test_without_the_key_it_is_said_which_one_is_missing() -> None:
    sealed = AesGcmSecretBox(OLD).seal(SECRET, **PLACE)
    with pytest.raises(UnknownKeyError, match=key_id(OLD)):
        AesGcmSecretBox(NEW).open(sealed, **PLACE)


def test_a_key_that_is_passed_off_as_another_does_not_open() -> None:
    sealed = AesGcmSecretBox(OLD).seal(SECRET, **PLACE).replace(key_id(OLD), key_id(NEW))
    with pytest.raises(SealBrokenError):
        AesGcmSecretBox(NEW, OLD).open(Sealed(sealed), **PLACE)


def test_every_flipped_bit_is_refused() -> None:
    """Also those that base64 passes over at the end of a text."""
    box = AesGcmSecretBox(NEW)
    for length in range(3):
        sealed = box.seal(SECRET + b"x" * length, **PLACE)
        for position in range(len(sealed)):
            for bit in range(7):
                changed = sealed[:position] + chr(ord(sealed[position]) ^ 1 << bit) + sealed[position + 1 :]
                with pytest.raises((SealBrokenError, UnknownKeyError)):
                    box.open(Sealed(changed), **PLACE)


def test_what_was_cut_or_grew_is_refused() -> None:
    box = AesGcmSecretBox(NEW)
    sealed = box.seal(SECRET, **PLACE)
    for changed in (sealed[:-1], sealed + "A", sealed + "=", sealed + "\n"):
        with pytest.raises(SealBrokenError):
            box.open(Sealed(changed), **PLACE)


@pytest.mark.parametrize("place", [PLACE | {"row": "2"}, PLACE | {"table": "hunter"}])
def test_no_error_shows_the_secret_or_the_sealed_text(place: dict[str, str]) -> None:
    box = AesGcmSecretBox(NEW)
    sealed = box.seal(SECRET, **PLACE)
    for opener in (box, AesGcmSecretBox(OLD)):
        with pytest.raises(WatchfloorError) as refused:
            opener.open(sealed, **place)
        shown = "".join(traceback.format_exception(refused.value)) + repr(refused.value)
        assert SECRET.decode() not in shown
        assert sealed not in shown


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        AesGcmSecretBox(b"k" * length)
