"""What jobs there are, and what they can be told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from socdomain.errors import InvalidInputError
from socdomain.jobs.catalog import CATALOG, job_named
from socdomain.jobs.kind import LONGEST_ARGUMENT, Argument, ArgumentType, JobKind, Parameter, Retries
from socdomain.jobs.timing import Every

KIND = JobKind(
    name="try_out",
    summary="Is tried out.",
    timing=Every(60),
    timeout=timedelta(minutes=1),
    retries=Retries(most=3, first_wait=timedelta(seconds=10)),
    parameters=(
        Parameter("days", ArgumentType.INTEGER, "How many.", least=1, most=30),
        Parameter("source", ArgumentType.STRING, "Which."),
        Parameter("all", ArgumentType.BOOLEAN, "Whether all."),
    ),
)


def test_every_promised_job_is_there_by_its_name() -> None:
    assert set(CATALOG) >= {
        "retry_rejected_events",
        "prune_events",
        "prune_rejected",
        "prune_sessions",
        "prune_outbox",
        "prune_job_runs",
        "prune_audit",
        "anchor_audit",
        "drain_outbox",
    }
    assert all(job_named(name).name == name for name in CATALOG)
    assert CATALOG["prune_audit"].timing == Every(1440)


@pytest.mark.parametrize("kind", CATALOG.values(), ids=lambda kind: kind.name)
def test_a_job_says_what_it_does_and_how_long_it_may_take(kind: JobKind) -> None:
    assert re.fullmatch(r"[A-Z].*\.", kind.summary)
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", kind.name)
    assert timedelta(0) < kind.timeout <= timedelta(hours=2)
    assert all(re.fullmatch(r"[A-Z].*\.", parameter.help) for parameter in kind.parameters)


def test_a_job_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(InvalidInputError, match="prune_audit") as refused:
        job_named("rm_rf")
    assert refused.value.field == "job"


def test_what_a_job_takes_it_can_be_told() -> None:
    KIND.check_arguments({})
    KIND.check_arguments({"days": 1, "source": "x" * LONGEST_ARGUMENT, "all": False})
    KIND.check_arguments({"days": 30})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("other", 1),
        ("days", 0),
        ("days", 31),
        ("days", "7"),
        ("days", True),
        ("days", None),
        ("source", 7),
        ("source", "a\x00b"),
        ("source", "x" * (LONGEST_ARGUMENT + 1)),
        ("all", 1),
        ("all", "true"),
    ],
)
def test_what_a_job_does_not_take_is_refused_by_its_name(name: str, value: Argument) -> None:
    with pytest.raises(InvalidInputError) as refused:
        KIND.check_arguments({"source": "wazuh", name: value})
    assert refused.value.field == f"arguments.{name}"


def test_each_wait_is_twice_as_long_and_the_last_try_has_none() -> None:
    waits = [KIND.retries.wait(attempt) for attempt in range(1, 6)]
    assert waits == [timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=40), None, None]
    assert Retries(most=0, first_wait=timedelta(seconds=1)).wait(1) is None
