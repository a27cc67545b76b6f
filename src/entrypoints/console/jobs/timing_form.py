"""The form of a schedule: when it is due, and what its job is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from entrypoints.console.catalog import TEXT
from entrypoints.console.open_forms import OpenForm
from socdomain.errors import InvalidInputError
from socdomain.jobs.kind import Argument, Arguments, ArgumentType, JobKind
from socdomain.jobs.timing import Cron, Every, Timing

ARGUMENT: Final = "arguments."
BY_INTERVAL: Final = "interval"
BY_CRON: Final = "cron"

_LONGEST_NUMBER: Final = 12
_FLAGS: Final = {"true": True, "false": False}


@frozen
class WrittenTiming:
    """What stands in the form about when.

    Attributes:
        by: ``interval`` or ``cron``, whichever counts.
        interval: Minutes.
        cron: Five fields.
        zone: Time zone of these.
    """

    by: str = BY_INTERVAL
    interval: str = ""
    cron: str = ""
    zone: str = "UTC"


@frozen
class ArgumentField:
    """Something that a job can be told.

    Attributes:
        name: What is sent.
        label: By which it is told.
        help: What it is for.
        type: ``string``, ``integer`` or ``boolean``.
        text: What was written, or is told now.
    """

    name: str
    label: str
    help: str
    type: str
    text: str


def written_timing(timing: Timing) -> WrittenTiming:
    """Returns a timing as it stands in the form."""
    if isinstance(timing, Cron):
        return WrittenTiming(BY_CRON, "", timing.expression, timing.zone)
    return WrittenTiming(BY_INTERVAL, str(timing.minutes))


def sent_timing(sent: OpenForm) -> WrittenTiming:
    """Returns what was written about when."""
    by = BY_CRON if sent.text("by") == BY_CRON else BY_INTERVAL
    return WrittenTiming(by, sent.text("interval"), sent.text("cron"), sent.text("zone"))


def timing_of(written: WrittenTiming) -> Timing:
    """Returns when a schedule is to be due.

    Raises:
        InvalidInputError: What counts of it was left empty, or is no number.
    """
    if written.by == BY_CRON:
        if not written.cron.strip():
            raise InvalidInputError("cron", TEXT.jobs.cron_needed)
        return Cron(written.cron.strip(), written.zone.strip() or "UTC")
    number = _number(written.interval.strip())
    if number is None:
        raise InvalidInputError("interval", TEXT.jobs.minutes_needed)
    return Every(number)


def argument_fields(kind: JobKind, told: Mapping[str, str]) -> tuple[ArgumentField, ...]:
    """Returns what a job can be told.

    Args:
        kind: The job.
        told: What it is told, as text.
    """
    return tuple(
        ArgumentField(
            f"{ARGUMENT}{one.name}",
            one.name,
            one.help,
            one.type.value,
            told.get(one.name, ""),
        )
        for one in kind.parameters
    )


def told_texts(arguments: Arguments) -> dict[str, str]:
    """Returns what a job is told, as it stands in the form."""
    words = {True: "true", False: "false"}
    return {name: words[value] if isinstance(value, bool) else str(value) for name, value in arguments.items()}


def arguments_of(kind: JobKind, sent: OpenForm) -> dict[str, Argument]:
    """Returns what a job is to be told; what was left empty is not told.

    What is no number or truth where one is wanted is handed on as text, which the job's own check names.
    """
    types = {one.name: one.type for one in kind.parameters}
    return {name: _argument(types.get(name), text) for name, text in sent.below(ARGUMENT).items() if text}


def _argument(kind: ArgumentType | None, text: str) -> Argument:
    if kind is ArgumentType.INTEGER:
        number = _number(text.strip())
        return text if number is None else number
    if kind is ArgumentType.BOOLEAN:
        return _FLAGS.get(text, text)
    return text


def _number(text: str) -> int | None:
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    if digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_NUMBER:
        return int(sign + digits)
    return None
