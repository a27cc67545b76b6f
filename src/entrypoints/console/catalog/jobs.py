"""Jobs: what is due when, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import Factory, frozen

from entrypoints.console.catalog.filling import Counted

_STATUSES = {
    "planned": "Planned",
    "queued": "Waiting",
    "started": "Running",
    "finished": "Finished",
    "failed": "Failed",
    "lost": "Lost",
    "skipped": "Skipped",
}
_CAUSES = {"schedule": "It was due", "request": "Asked for", "change": "A change made it necessary"}
_MISSED = {"one": "One run makes up for all of them", "each": "Each is made up for"}
_FLAGS = {"true": "Yes", "false": "No"}


@frozen
class JobsText:
    """Jobs."""

    title: str = "Jobs"
    in_trouble: Counted = Counted(
        "{count} schedule wants looking at. It stands first.", "{count} schedules want looking at. They stand first."
    )
    all_well: str = "Every schedule that is not paused is in order."
    add: str = "Add a schedule"
    all_runs: str = "All runs"
    back_to_list: str = "All schedules"
    statuses: Mapping[str, str] = Factory(lambda: _STATUSES)
    causes: Mapping[str, str] = Factory(lambda: _CAUSES)
    missed: Mapping[str, str] = Factory(lambda: _MISSED)
    flags: Mapping[str, str] = Factory(lambda: _FLAGS)
    again: str = "Will be tried again"
    cause_by: str = "{cause} by {name}"
    every: str = "every {length}"
    by_cron: str = "{cron} ({zone})"
    schedule: str = "Schedule"
    job: str = "Job"
    due: str = "Due"
    last_run: str = "Last run"
    next_run: str = "Next run"
    last_runs: Counted = Counted("the last run", "the last {count} runs")
    bars: str = "Of {runs}: {each}"
    no_runs: str = "It has not run yet"
    mark: str = "{status}, {at}"
    legend: str = "Each bar is a run, the latest at the right: low ones finished, tall ones failed or were lost."
    state: str = "State"
    in_order: str = "In order"
    failed: str = "Failed last time"
    paused: str = "Paused"
    paused_failed: str = "Paused; failed last time"
    late: str = "Overdue: no scheduler is at work"
    running: str = "Running"
    never_ran: str = "Not run yet"
    cannot: str = "Cannot be done"
    never: str = "never"
    while_paused: str = "paused"
    run_now: str = "Run now"
    run_named: str = "Run {name} now"
    run_again: str = "Run again"
    pause: str = "Pause"
    pause_named: str = "Pause {name}"
    start: str = "Resume"
    start_named: str = "Resume {name}"
    edit: str = "Edit"
    reset: str = "Reset"
    reset_asks: str = "Bring {name} back to how its job comes: its usual times, told nothing, and running?"
    remove_asks: str = "Remove the schedule {name}? Its runs stay in the list."
    acts: str = "What can be done"
    run_asked: str = "The run was asked for. It begins as soon as a worker is free."
    now_paused: str = "The schedule is paused. What runs already goes on."
    now_started: str = "The schedule is due again from now on."
    now_reset: str = "The schedule is as its job comes."
    removed: str = "The schedule was removed."
    added: str = "The schedule was added."
    changed: str = "The schedule was changed."
    about: str = "About it"
    told: str = "The job is told"
    told_nothing: str = "nothing"
    timeout: str = "An attempt may take"
    retries: str = "Tried again at most"
    times: Counted = Counted("{count} time", "{count} times")
    overlap: str = "Two at a time"
    yes: str = "Yes"
    no: str = "No"
    when_missed: str = "Times that passed while nothing ran"
    last_success: str = "Finished last"
    last_error: str = "Failed last"
    history: str = "Its last runs"
    more_runs: str = "All its runs"
    no_kind: str = "There is no such job in this version. The schedule plans nothing; it can be paused or removed."
    runs_title: str = "Runs"
    filters: str = "Filter"
    all: str = "all"
    show: str = "Apply"
    clear: str = "Show all"
    empty_runs_title: str = "No such run"
    empty_runs: str = "Remove a filter, or show all runs. Old runs are removed after a while."
    run_titled: str = "Run of {job}"
    status: str = "Status"
    cause: str = "Why"
    took: str = "Took"
    attempts: str = "Attempts"
    error: str = "What was wrong"
    queued_at: str = "Put in the queue"
    started_at: str = "Begun"
    ended_at: str = "Ended"
    note: str = "Note"
    counts: str = "It has done"
    progress: str = "Progress"
    percent: str = "{percent} %"
    waiting: str = "Waiting for a worker"
    looks_again: str = "This looks again every 2 seconds, until the run is over."
    looks_not: str = "Without JavaScript, reload this page to see how far it is."
    ended_said: str = "The run is over: {status}"
    attempt: str = "Attempt"
    worker: str = "Worker"
    outcome: str = "Outcome"
    goes_on: str = "Goes on"
    given_back: str = "Given back, since the worker had to stop"
    log: str = "Log"
    no_log: str = "It has said nothing."
    log_last: str = "The last 200 lines are kept."
    kinds_title: str = "A schedule of which job?"
    kinds_intro: str = "Each job has a schedule already. Another one has it done at other times, or tells it more."
    usual: str = "Usually {timing}"
    choose: str = "Schedule"
    choose_named: str = "Schedule {job}"
    add_titled: str = "New schedule of {job}"
    change_titled: str = "Edit {name}"
    name: str = "Name"
    name_help: str = "1 to 80 of a-z, 0-9, _, . and -, a letter or digit first."
    taken: str = "There is a schedule of that name, or the name is used otherwise."
    when: str = "When it is due"
    by_interval: str = "Every so many minutes"
    by_expression: str = "By a cron expression"
    interval: str = "Minutes"
    interval_help: str = "From one time to the next, 1 to 527,040."
    cron: str = "Cron"
    cron_help: str = "Minute, hour, day of the month, month, day of the week; such as 30 3 * * *"
    zone: str = "Time zone"
    zone_help: str = "Of the IANA database, such as Europe/Berlin."
    minutes_needed: str = "must be a whole number of minutes"
    cron_needed: str = "must be given"
    arguments: str = "What the job is told"
    optional: str = "{label} (optional)"
    not_told: str = "(not told)"
    add_paused: str = "Add it paused"
    save_new: str = "Add the schedule"
    other_job: str = "Another job"
