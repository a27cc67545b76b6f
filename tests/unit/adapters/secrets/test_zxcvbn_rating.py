"""How hard passwords are to guess."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from zxcvbn import matching

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


def test_what_is_known_of_one_user_is_not_taken_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those who choose at the same time; the library has one dictionary for all."""
    match: Callable[..., Any] = matching.omnimatch

    def match_late(*arguments: Any) -> Any:
        time.sleep(0.02)
        return match(*arguments)

    monkeypatch.setattr(matching, "omnimatch", match_late)
    names = [f"{letter * 3}-quokka-{letter * 3}-numbat" for letter in "bcdfghjk"]
    with ThreadPoolExecutor(len(names)) as threads:
        scores = list(threads.map(lambda name: ZxcvbnRating().score(name, [name]), names))
    assert max(scores) < 3


def test_a_password_that_can_be_read_in_many_ways_is_rated_in_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands for letters multiplies: 72 characters of these took six seconds of one processor."""
    look_up: Callable[..., Any] = matching.dictionary_match
    looked_up = 0

    def counted(password: str, *arguments: Any, **named: Any) -> Any:
        nonlocal looked_up
        looked_up += len(password) ** 2
        return look_up(password, *arguments, **named)

    monkeypatch.setattr(matching, "dictionary_match", counted)
    assert ZxcvbnRating().score("4@8({[<3692!1|05$7+%" * 4, ["anna"]) >= 3
    assert looked_up < 1_000_000
