"""What everything does that is a ``SealsSecrets``."""

from collections.abc import Callable

import pytest

from adapters.secrets.secret_box import AesGcmSecretBox
from socdomain.errors import SealBrokenError, UnknownKeyError
from socdomain.memory import MemorySecretBox
from socdomain.sealed import Sealed, SealsSecrets

PLACE = {"table": "connectors", "row": "01990000", "field": "password"}
SECRET = b"hunter2 and more"


@pytest.fixture(params=[MemorySecretBox, lambda: AesGcmSecretBox(bytes(range(32)))], ids=["memory", "aes_gcm"])
def box(request: pytest.FixtureRequest) -> SealsSecrets:
    make: Callable[[], SealsSecrets] = request.param
    return make()


@pytest.mark.parametrize("secret", [SECRET, b"", bytes(range(256)) * 40])
def test_a_secret_opens_where_it_was_sealed(box: SealsSecrets, secret: bytes) -> None:
    assert box.open(box.seal(secret, **PLACE), **PLACE) == secret


def test_what_is_stored_is_plain_text_without_the_secret(box: SealsSecrets) -> None:
    sealed = box.seal(SECRET, **PLACE)
    assert sealed.startswith("wf1.")
    assert sealed.isascii()
    assert sealed.isprintable()
    assert " " not in sealed
    assert SECRET.decode() not in sealed


def test_the_same_secret_is_never_sealed_alike(box: SealsSecrets) -> None:
    assert len({box.seal(SECRET, **PLACE) for _ in range(50)}) == 50


@pytest.mark.parametrize("moved", [{"table": "users"}, {"row": "01990001"}, {"field": "api_key"}], ids=str)
def test_what_was_moved_elsewhere_does_not_open(box: SealsSecrets, moved: dict[str, str]) -> None:
    """Or whoever writes to the database could have one customer's password sent to another's server."""
    sealed = box.seal(SECRET, **PLACE)
    with pytest.raises(SealBrokenError):
        box.open(sealed, **(PLACE | moved))


def test_the_border_between_names_counts(box: SealsSecrets) -> None:
    sealed = box.seal(SECRET, table="a", row="bc", field="d")
    with pytest.raises(SealBrokenError):
        box.open(sealed, table="ab", row="c", field="d")


@pytest.mark.parametrize("text", ["", "hunter2", "wf1", "wf1.", "wf2.memory.1", "wf1.a.b.c", "wf1..AAAA", "wf1.ä.AAAA"])
def test_what_was_never_sealed_does_not_open(box: SealsSecrets, text: str) -> None:
    with pytest.raises((SealBrokenError, UnknownKeyError)):
        box.open(Sealed(text), **PLACE)


def test_an_unknown_key_is_named(box: SealsSecrets) -> None:
    with pytest.raises(UnknownKeyError, match="0123456789abcdef") as unknown:
        box.open(Sealed("wf1.0123456789abcdef." + "A" * 64), **PLACE)
    assert unknown.value.key_id == "0123456789abcdef"
