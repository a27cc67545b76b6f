"""Cases: their list, and one of them."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import Factory, frozen

from entrypoints.console.catalog.filling import Counted

_TOLD = {
    "opened": "The case was opened.",
    "joined": "The alert is in this case, which was open already.",
    "exists": "This case is open from that alert already, so no other was opened.",
    "linked": "The alerts are in the case.",
    "unlinked": "The alert was taken out of the case.",
    "commented": "The comment was added.",
    "assigned": "The assignee of the case was changed.",
    "changed": "The case was changed.",
    "OPEN": "The case is open again.",
    "IN_PROGRESS": "The case is in progress.",
    "CLOSED": "The case was closed.",
    "stored": "The files were stored.",
    "held": "The files of this case are under a legal hold from now on.",
    "lifted": "The legal hold was lifted.",
}
_ACTIONS = {
    "opened": "opened the case",
    "changed": "changed it",
    "linked": "put alerts into it",
    "unlinked": "took an alert out of it",
    "commented": "commented on it",
}
_FIELDS = {
    "name": "Name",
    "description": "Description",
    "severity": "Severity",
    "status": "Status",
    "assignee": "Assignee",
}
_ASSETS = {"host": "Host", "user": "User", "mailbox": "Mailbox"}


@frozen
class CasesText:
    """Cases."""

    title: str = "Cases"
    table: str = "Cases, the latest opened first"
    number: str = "No."
    name: str = "Name"
    customer: str = "Customer"
    severity: str = "Severity"
    status: str = "Status"
    assignee: str = "Assignee"
    alerts: str = "Alerts"
    opened: str = "Opened"
    closed: str = "Closed"
    changed: str = "Last changed"
    looks: str = "Quick filters"
    look_all: str = "All"
    look_live: str = "Not closed"
    look_mine: str = "Mine"
    look_unassigned: str = "Unassigned"
    narrow: str = "Filter"
    narrowed: str = "Filtered by"
    chip: str = "{name}: {value}"
    chip_remove: str = "Remove the filter {name}: {value}"
    any_one: str = "anybody"
    unassigned: str = "Unassigned only"
    apply: str = "Apply"
    clear: str = "Show all"
    none: str = "No case is open yet."
    none_hint: str = "A case is opened from an alert: choose one in the queue."
    none_left: str = "No case fits."
    none_left_hint: str = "Remove a filter, or show all cases."
    to_queue: str = "Go to the queue"

    heading: str = "#{number} {name}"
    page_title: str = "Case {number}"
    told: Mapping[str, str] = Factory(lambda: _TOLD)
    actions: Mapping[str, str] = Factory(lambda: _ACTIONS)
    fields: Mapping[str, str] = Factory(lambda: _FIELDS)
    asset_kinds: Mapping[str, str] = Factory(lambda: _ASSETS)
    opened_at: str = "Opened"
    opened_by: str = "by {name}"
    from_alert: str = "Opened from"
    its_alert: str = "an alert"
    description: str = "Description"
    no_description: str = "Nothing is written about it yet."
    acts: str = "What to do"

    start: str = "Start"
    put_back: str = "Set back to open"
    take_up: str = "Reopen"
    close: str = "Close the case"
    close_title: str = "Close the case…"
    close_alerts: Counted = Counted("Close its {count} live alert too", "Close its {count} live alerts too")
    no_live: str = "None of its alerts is live."
    verdict: str = "Verdict on the alerts"
    choose: str = "Choose one"
    verdict_reason: str = "Reason"
    verdict_reason_hint: str = "Required for a false positive; at most 2,000 characters."
    take: str = "Assign to me"
    mine: str = "Assigned to you."
    assign_to: str = "Login name"
    assign_hint: str = "Empty for nobody."
    assign: str = "Assign"
    assign_title: str = "Assign to somebody else…"
    edit: str = "Rename or describe…"

    alerts_table: str = "Alerts of this case, the last seen first"
    alerts_count: Counted = Counted("{count} alert", "{count} alerts")
    alerts_shown: str = "The {count} last seen are shown."
    alerts_none: str = "There is no alert in this case any more."
    alerts_hint: str = "Choose alerts of {customer} in the queue, and put them into case {number}."
    alert: str = "Alert"
    last_seen: str = "Last seen"
    unlink: str = "Take out"
    unlink_named: str = "Take the alert {title} out of the case"
    unlink_asks: str = "Take the alert “{title}” out of case {number}?"
    assets: str = "Assets"
    no_assets: str = "Its alerts name none."
    alerts_of: str = "Alerts of {name}"
    observables: str = "Observables"
    no_observables: str = "Its alerts show none."
    internal: str = "internal"
    copy_value: str = "Copy the real value of {value}"
    pivot: str = "Alerts"
    pivot_named: str = "Alerts that show {value}"

    comments: str = "Comments"
    no_comments: str = "Nobody has said anything yet."
    comments_shown: str = (
        "The latest {shown} of {count} comments are shown; the history tells who made the others, and when."
    )
    comment: str = "Your comment"
    comment_hint: str = "Plain text; everybody who sees the case reads it, and it stays."
    add_comment: str = "Add comment"
    history: str = "History"
    history_of: str = "History of case {number}"
    history_all: str = "All of its history"
    became: str = "became"
    nothing: str = "nothing"
    whole: str = "{name}, before and after"
    before: str = "Before"
    after: str = "After"
