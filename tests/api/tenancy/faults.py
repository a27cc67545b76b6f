"""What is wrong with what somebody is answered, who must not learn of another customer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import Final

from tests.api.tenancy.endpoints import Endpoint
from tests.api.tenancy.questions import Asking
from tests.api.tenancy.walking import Answer, Walker, World, about

_SHOWN: Final = 200
_BESIDE: Final = 60
"""So many characters are shown before and after the place where two answers begin to differ."""


def faults_of(
    world: World,
    walker: Walker,
    endpoint: Endpoint,
    *,
    fault_of_first: Callable[[Answer], str | None],
    is_refusal: Callable[[Answer], bool],
) -> Iterator[str]:
    """Yields what is wrong with the answers of one endpoint.

    Args:
        world: Who there is.
        walker: Who asks.
        endpoint: What is asked.
        fault_of_first: What is wrong with the answer about their own things, where they may ask for any.
        is_refusal: Whether an answer is the one for those who lack the scope.
    """
    lacks = not (endpoint.is_public or endpoint.is_own) and walker.scopes.isdisjoint(endpoint.scopes)
    first = walker.ask(endpoint, Asking(endpoint, walker.own()).base())
    answers = [first, *(walker.ask(endpoint, one) for one in Asking(endpoint, walker.own()).plain())]
    if not lacks and (fault := fault_of_first(first)):
        yield fault
    for _, of_other, of_nobody in about(world, walker, endpoint):
        others, nobodys = walker.ask(endpoint, of_other), walker.ask(endpoint, of_nobody)
        if others.told != nobodys.told:
            yield f"{of_other.about}: {difference(others, nobodys)}"
        answers += (others, nobodys)
    for answer in answers:
        if found := answer.canaries(world.other):
            yield f"{answer.question.about}: holds {found}"
        if answer.status >= 500:
            yield f"{answer.question.about}: {answer.response.text}"
        if lacks and not is_refusal(answer):
            yield f"{answer.question.about}: not refused, but {outcome(answer)}"


def no_fault(first: Answer) -> None:
    """For those who have nothing of their own, of whom anything may be refused."""


def outcome(answer: Answer) -> str:
    """What an answer comes to, in a few words: pages are long."""
    title = re.search("<title>(.*?)</title>", answer.response.text)
    if title is not None:
        return f"{answer.status} {title[1]!r}"
    return (
        f"{answer.status} {answer.response.headers.get('location') or ' '.join(answer.response.text.split())[:_SHOWN]}"
    )


def difference(one: Answer, other: Answer) -> str:
    """Where the answer about another's begins to differ from that about nobody's."""
    first, second = repr(one.told), repr(other.told)
    place = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))))
    shown = slice(max(0, place - _BESIDE), place + _BESIDE)
    return f"{outcome(one)}: {first[shown]}, and what is not there is {outcome(other)}: {second[shown]}"
