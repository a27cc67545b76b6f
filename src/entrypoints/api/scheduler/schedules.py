"""``/api/scheduler``: schedules."""

from __future__ import annotations

from typing import Annotated, Any, Final

from attrs import field, frozen
from litestar import Response, delete, get, post, put
from litestar.di import Provide
from litestar.params import BodyKwarg, FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT

from entrypoints.api.again import settled
from entrypoints.api.answers import ETAG_HEADER, LOCATION_HEADER, created, versioned
from entrypoints.api.bodies import JsonBody
from entrypoints.api.caller import needs
from entrypoints.api.etags import Presented, etag_of, expected_versions, matching, presenting
from entrypoints.api.problem_docs import CHANGES_VERSION, TAKES_BODY, refusals
from entrypoints.api.scheduler.shapes import NextRunOut, ScheduleList, ScheduleOut, schedule_out
from entrypoints.api.wired import By, Expected, UseCases
from socdomain.errors import ConcurrentChangeError, InvalidInputError, NotFoundError
from socdomain.jobs.add_schedule import NewSchedule
from socdomain.jobs.change_schedule import ScheduleChange
from socdomain.jobs.queries import get_schedule, list_schedules
from socdomain.jobs.schedule import BuiltinScheduleError, EnoughSchedulesError, Schedule, ScheduleTakenError
from socdomain.jobs.switch_schedule import To
from socdomain.jobs.timing import Cron, Every, Timing
from socdomain.principal import Scope
from socdomain.unset import UNSET

TAKEN_BY_ROUTES: Final = frozenset({"add", "jobs", "next_run", "pause", "reset", "runs", "start", "update"})
"""Words that stand where names of schedules do."""

Interval = Annotated[int | None, BodyKwarg(description="Minutes from one time to the next, 1 to 527,040.")]
CronField = Annotated[
    str | None,
    BodyKwarg(description="Instead of `interval`: minute, hour, day of the month, month, day of the week."),
]
Zone = Annotated[str | None, BodyKwarg(description="Time zone of `cron`, of the IANA database; UTC if left out.")]


@frozen
class ScheduleBody:
    """A new schedule of a job of the catalog."""

    job: Annotated[str, BodyKwarg(description="Which job.")]
    job_id: Annotated[
        str, BodyKwarg(description="Its name: 1 to 80 of a-z, 0-9, `_`, `.` and `-`, a letter or digit first.")
    ]
    interval: Interval = None
    cron: CronField = None
    zone: Zone = None
    arguments: Annotated[dict[str, Any], BodyKwarg(description="What the job is told.")] = field(factory=dict)
    enabled: Annotated[bool, BodyKwarg(description="Whether it is due before somebody starts it.")] = True


@frozen
class SchedulePatch:
    """What to change; what is left out or null stays."""

    interval: Interval = None
    cron: CronField = None
    zone: Zone = None
    arguments: Annotated[dict[str, Any] | None, BodyKwarg(description="All that the job is told.")] = None


@get("/", summary="List schedules", **needs(Scope.JOBS_READ), responses=refusals(), sync_to_thread=True)
def list_all(by: By, container: UseCases) -> ScheduleList:
    """Lists all schedules by name; for callers who see every customer."""
    return ScheduleList(list(map(schedule_out, list_schedules(container.reading(by.reach), by=by))))


@get(
    "/{job_id:str}",
    summary="Show a schedule",
    **needs(Scope.JOBS_READ),
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError),
    sync_to_thread=True,
)
def show(job_id: FromPath[str], by: By, container: UseCases) -> Response[ScheduleOut]:
    """Shows a schedule."""
    return _answer(get_schedule(container.reading(by.reach), job_id, by=by))


@get(
    "/next_run/{job_id:str}",
    summary="Show when a schedule is due next",
    **needs(Scope.JOBS_READ),
    responses=refusals(NotFoundError),
    sync_to_thread=True,
)
def show_next_run(job_id: FromPath[str], by: By, container: UseCases) -> NextRunOut:
    """Shows when a schedule is due next."""
    found = get_schedule(container.reading(by.reach), job_id, by=by)
    return NextRunOut(found.name, found.next_due_at)


@post(
    "/add",
    summary="Add a schedule",
    **needs(Scope.JOBS_WRITE),
    dto=JsonBody[ScheduleBody],
    response_headers=[ETAG_HEADER, LOCATION_HEADER],
    responses=refusals(ScheduleTakenError, EnoughSchedulesError, ConcurrentChangeError, *TAKES_BODY),
    sync_to_thread=True,
)
def add(data: JSONBody[ScheduleBody], by: By, container: UseCases) -> Response[ScheduleOut]:
    """Adds a schedule of a job, at other times or told something else."""
    if data.job_id in TAKEN_BY_ROUTES:
        raise InvalidInputError("job_id", f"must be none of: {', '.join(sorted(TAKEN_BY_ROUTES))}")
    wanted = NewSchedule(data.job, data.job_id, timing_of(data), data.arguments, is_paused=not data.enabled)
    try:
        added = settled(container.jobs.add_schedule.execute, wanted, by=by)
    except InvalidInputError as error:
        # What a schedule is called the API calls `job_id`.
        raise InvalidInputError("job_id" if error.field == "name" else error.field, error.reason) from error
    return created(schedule_out(added), f"/api/scheduler/{added.name}", added.version)


@put(
    "/update/{job_id:str}",
    summary="Change a schedule",
    **needs(Scope.JOBS_WRITE),
    dto=JsonBody[SchedulePatch],
    dependencies={"versions": Provide(expected_versions, sync_to_thread=False)},
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError, *CHANGES_VERSION),
    sync_to_thread=True,
)
def update(
    job_id: FromPath[str], data: JSONBody[SchedulePatch], versions: Expected, by: By, container: UseCases
) -> Response[ScheduleOut]:
    """Changes when a schedule is due, or what its job is told; that outlives every restart."""
    change = ScheduleChange(timing_of(data) or UNSET, UNSET if data.arguments is None else data.arguments)

    def change_as(version: int) -> Schedule:
        return settled(container.jobs.change_schedule.execute, job_id, change, expected_version=version, by=by)

    with presenting(_presented):
        return _answer(matching(versions, change_as))


@post(
    "/start/{job_id:str}",
    summary="Start a schedule",
    **needs(Scope.JOBS_WRITE),
    status_code=HTTP_200_OK,
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError, ConcurrentChangeError),
    sync_to_thread=True,
)
def start(job_id: FromPath[str], by: By, container: UseCases) -> Response[ScheduleOut]:
    """Has a paused schedule be due again, from now on."""
    return _answer(settled(container.jobs.switch_schedule.execute, job_id, To.STARTED, by=by))


@post(
    "/pause/{job_id:str}",
    summary="Pause a schedule",
    **needs(Scope.JOBS_WRITE),
    status_code=HTTP_200_OK,
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError, ConcurrentChangeError),
    sync_to_thread=True,
)
def pause(job_id: FromPath[str], by: By, container: UseCases) -> Response[ScheduleOut]:
    """Has a schedule never be due until it is started; what runs already goes on."""
    return _answer(settled(container.jobs.switch_schedule.execute, job_id, To.PAUSED, by=by))


@post(
    "/reset/{job_id:str}",
    summary="Reset a schedule",
    **needs(Scope.JOBS_WRITE),
    status_code=HTTP_200_OK,
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError, ConcurrentChangeError),
    sync_to_thread=True,
)
def reset(job_id: FromPath[str], by: By, container: UseCases) -> Response[ScheduleOut]:
    """Brings a schedule back to how its job comes: its timing, told nothing, started."""
    return _answer(settled(container.jobs.switch_schedule.execute, job_id, To.RESET, by=by))


@delete(
    "/{job_id:str}",
    summary="Delete a schedule",
    **needs(Scope.JOBS_WRITE),
    status_code=HTTP_204_NO_CONTENT,
    responses=refusals(NotFoundError, BuiltinScheduleError, ConcurrentChangeError),
    sync_to_thread=True,
)
def remove(job_id: FromPath[str], by: By, container: UseCases) -> None:
    """Deletes a schedule that somebody has added; the one that came with its job can be paused instead."""
    settled(container.jobs.remove_schedule.execute, job_id, by=by)


def timing_of(data: ScheduleBody | SchedulePatch) -> Timing | None:
    """Returns when a schedule is to be due; None where the body does not say.

    Raises:
        InvalidInputError: It says it in two ways, or half of one.
    """
    if data.interval is not None and data.cron is not None:
        raise InvalidInputError("cron", "must be left out where there is an interval")
    if data.cron is not None:
        return Cron(data.cron) if data.zone is None else Cron(data.cron, data.zone)
    if data.zone is not None:
        raise InvalidInputError("zone", "must be left out where there is no cron")
    return None if data.interval is None else Every(data.interval)


def _answer(schedule: Schedule) -> Response[ScheduleOut]:
    return versioned(schedule_out(schedule), schedule.version)


def _presented(schedule: Any) -> Presented:
    return Presented(schedule_out(schedule), etag_of(schedule.version))
