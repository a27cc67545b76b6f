"""How hard passwords are to guess."""

import pytest

from adapters.secrets.zxcvbn_rating import ZxcvbnRating


@pytest.mark.parametrize("password", ["password1234", "qwertyuiop12", "aaaaaaaaaaaaaaaa", "watchfloor12"])
def test_what_is_guessed_first_scores_low(password: str) -> None:
    assert ZxcvbnRating().score(password, ["anna", "watchfloor"]) < 3


@pytest.mark.parametrize(
    "password", ["correct horse battery staple", "Größe und Weite 1", "漢字かな交じり文の長い合言葉"]
)
def test_what_is_long_and_unrelated_scores_high(password: str) -> None:
    assert ZxcvbnRating().score(password, ["anna"]) >= 3


def test_what_is_known_is_no_help() -> None:
    assert ZxcvbnRating().score("annabella-smith", ["annabella-smith", ""]) < 3


def test_a_long_password_is_rated_at_once() -> None:
    assert ZxcvbnRating().score("abcdefgh1234!?" * 18, []) in range(5)
