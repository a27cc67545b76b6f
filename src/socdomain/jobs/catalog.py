"""The jobs that there are. Others cannot be added while the program runs: a job is code."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from socdomain.artifacts.verify_artifacts import USUAL_DAYS, USUAL_GIB
from socdomain.errors import InvalidInputError
from socdomain.jobs.kind import Arguments, ArgumentType, JobKind, Parameter, Retries
from socdomain.jobs.timing import Every

_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
_SOON: Final = Retries(most=3, first_wait=timedelta(seconds=10))
_TOMORROW_DOES: Final = Retries(most=1, first_wait=timedelta(minutes=5))
_KEEP_DAYS: Final = Parameter(
    "keep_days", ArgumentType.INTEGER, "For how many days they are kept.", least=1, most=36_500
)

_MINIMUM_LEVEL: Final = "minimum_level"
_LEVEL_HELP: Final = "The least level of Wazuh's rules that is collected; of Wazuh 5, the word of that level."

_JOBS: Final = (
    JobKind(
        name="retry_rejected_events",
        summary="Tries again to take the documents that were rejected.",
        timing=Every(60),
        timeout=timedelta(minutes=30),
        retries=_SOON,
        parameters=(Parameter("source", ArgumentType.STRING, "Only those sent for this source."),),
    ),
    JobKind(
        name="prune_events",
        summary="Removes the bytes of old events, but for the first and the last of each alert.",
        timing=Every(_DAY),
        timeout=timedelta(hours=2),
        retries=_TOMORROW_DOES,
    ),
    JobKind(
        name="prune_rejected",
        summary="Removes documents that were rejected long ago.",
        timing=Every(_DAY),
        timeout=timedelta(minutes=30),
        retries=_TOMORROW_DOES,
        parameters=(_KEEP_DAYS,),
    ),
    JobKind(
        name="prune_sessions",
        summary="Removes sessions that ended, spent refresh tokens, old attempts to sign in and idempotency keys.",
        timing=Every(_HOUR),
        timeout=timedelta(minutes=10),
        retries=_SOON,
    ),
    JobKind(
        name="prune_outbox",
        summary="Removes what was asked for and has become a run.",
        timing=Every(_DAY),
        timeout=timedelta(minutes=10),
        retries=_TOMORROW_DOES,
    ),
    JobKind(
        name="prune_job_runs",
        summary="Removes runs that ended long ago, with their logs.",
        timing=Every(_DAY),
        timeout=timedelta(minutes=30),
        retries=_TOMORROW_DOES,
        parameters=(_KEEP_DAYS,),
    ),
    JobKind(
        name="prune_audit",
        summary="Removes old records of the audit log, behind a signed checkpoint.",
        timing=Every(_DAY),
        timeout=timedelta(hours=2),
        retries=_TOMORROW_DOES,
    ),
    JobKind(
        name="anchor_audit",
        summary="Keeps the signed ends of the audit log's chains outside the database.",
        timing=Every(_HOUR),
        timeout=timedelta(minutes=10),
        retries=_SOON,
    ),
    JobKind(
        name="verify_artifacts",
        summary="Reads stored files again, those longest ago first, and says which are not as they were.",
        timing=Every(_DAY),
        timeout=timedelta(hours=2),
        retries=_TOMORROW_DOES,
        parameters=(
            Parameter(
                "most_gib",
                ArgumentType.INTEGER,
                f"How much is read in a run, in GiB; the last file is read whole. Without it, {USUAL_GIB}.",
                least=1,
                most=1_048_576,
            ),
            Parameter(
                "after_days",
                ArgumentType.INTEGER,
                f"How many days ago a file has to have been looked at. Without it, {USUAL_DAYS}.",
                least=0,
                most=36_500,
            ),
        ),
    ),
    JobKind(
        name="purge_orphan_artifacts",
        summary="Removes objects and unfinished uploads that no stored file's record has.",
        timing=Every(_DAY),
        timeout=timedelta(hours=2),
        retries=_TOMORROW_DOES,
        parameters=(
            Parameter(
                "grace_hours",
                ArgumentType.INTEGER,
                "How old they have to be, in hours. Without it, 24.",
                least=24,
                most=8_760,
            ),
        ),
    ),
    JobKind(
        name="expire_artifacts",
        summary="Removes files that are older than their customer's retention, but for those under a legal hold.",
        timing=Every(_DAY),
        timeout=timedelta(hours=2),
        retries=_TOMORROW_DOES,
    ),
    JobKind(
        name="drain_outbox",
        summary="Makes runs of what changes of state have asked for.",
        timing=Every(1),
        timeout=timedelta(minutes=1),
        retries=_SOON,
    ),
    JobKind(
        name="verify_connectors",
        summary="Tries every connector that is enabled, and says which cannot be used.",
        timing=Every(_HOUR),
        timeout=timedelta(minutes=5),
        retries=_SOON,
    ),
    JobKind(
        name="sync_agents",
        summary="Brings the inventory of agents up to what the products that have agents say.",
        timing=Every(15),
        timeout=timedelta(minutes=30),
        retries=_SOON,
    ),
    JobKind(
        name="collect_alerts",
        summary="Takes in what other tools have written into their indices since the last time.",
        timing=Every(5),
        timeout=timedelta(hours=2),
        retries=_SOON,
        parameters=(
            Parameter(_MINIMUM_LEVEL, ArgumentType.INTEGER, f"{_LEVEL_HELP} Without it, 7.", least=0, most=16),
        ),
    ),
    JobKind(
        name="reconcile_alerts",
        summary="Finds what showed in the indices of other tools so late that collecting had passed it.",
        timing=Every(_DAY),
        timeout=timedelta(hours=2),
        retries=_TOMORROW_DOES,
        parameters=(
            Parameter(
                _MINIMUM_LEVEL,
                ArgumentType.INTEGER,
                f"{_LEVEL_HELP} Without it, that of the schedule collect_alerts.",
                least=0,
                most=16,
            ),
        ),
    ),
)

CATALOG: Final = {kind.name: kind for kind in _JOBS}
"""Each job by its name."""


def job_named(name: str) -> JobKind:
    """Returns a job.

    Raises:
        InvalidInputError: There is none of that name.
    """
    if name not in CATALOG:
        raise InvalidInputError("job", f"must be one of: {', '.join(CATALOG)}")
    return CATALOG[name]


def why_not(name: str, arguments: Arguments) -> str:
    """Returns why a job cannot be done as it is told; empty where it can.

    What is stored may be of another version of the product, which knew other jobs, or other arguments.
    """
    if name not in CATALOG:
        return f"there is no job {name} any more"
    try:
        CATALOG[name].check_arguments(arguments)
    except InvalidInputError as error:
        return str(error)
    return ""
