"""An alert, and what is done to it."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import Factory, frozen

from entrypoints.console.catalog.filling import Counted

_JOINED = {
    "opened": "It began this alert: no live alert took events like it.",
    "joined": "It joined: this alert was live and takes events like it.",
    "continued": "It began this alert as the next one: the one before had not seen such an event for too long.",
    "late": "It came late: it happened before this alert was closed.",
}
_FIELDS = {
    "status": "Status",
    "verdict": "Verdict",
    "verdict_reason": "Reason",
    "duplicate_of": "Duplicate of",
    "assignee": "Assignee",
    "severity": "Severity",
    "tags": "Tags",
    "reason": "Reason",
    "case": "Case",
    "text": "Comment",
}
_ACTIONS = {
    "changed": "changed",
    "commented": "commented",
    "linked": "put into a case",
    "unlinked": "taken out of a case",
    "opened": "opened",
}
_DONE = {
    "changed": "The alert was changed.",
    "unchanged": "Nothing had to be changed.",
    "commented": "The comment was added.",
}


@frozen
class AlertText:
    """An alert."""

    done: Mapping[str, str] = Factory(lambda: _DONE)
    customer: str = "Customer"
    source: str = "Source"
    rule: str = "Rule"
    first_seen: str = "First seen"
    last_seen: str = "Last seen"
    opened: str = "Opened"
    closed: str = "Closed"
    verdict: str = "Verdict"
    assignee: str = "Assignee"
    severity: str = "Severity"
    severity_set: str = "set by an analyst"
    severity_unknown: str = "its source's own severity was not understood"
    severity_raised: str = "An event that came later is worse: {severity}."
    events: Counted = Counted("{count} event", "{count} events")
    events_label: str = "Events"
    late: Counted = Counted("{count} came after it was closed.", "{count} came after they were closed.")
    continues: str = "It continues an earlier alert"
    duplicate_of: str = "It repeats another alert"
    techniques: str = "ATT&CK techniques"
    tags: str = "Tags"
    context: str = "Of its first event"
    actions: str = "What to do"
    take: str = "Assign to me"
    release: str = "Assign to nobody"
    start: str = "Start"
    reopen: str = "Reopen"
    reopen_reason: str = "Why it is reopened"
    close: str = "Close"
    close_title: str = "Close with a verdict"
    reason: str = "Reason"
    reason_hint: str = "Required for a false positive."
    duplicate_field: str = "The alert that it repeats (its identifier), for a duplicate"
    assign: str = "Assign to"
    assign_do: str = "Assign"
    set_severity: str = "Set severity"
    set_tags: str = "Tags, separated by spaces"
    set_do: str = "Set"
    into_case: str = "Open a case"
    more: str = "More to change"
    assets: str = "Assets"
    asset_new: str = "new since you last looked"
    asset_kinds: Mapping[str, str] = Factory(lambda: {"host": "host", "user": "user", "mailbox": "mailbox"})
    asset: str = "Asset"
    share: str = "Events"
    more_assets: str = "The {shown} last seen of {count} are shown."
    no_assets: str = "Its events name no host, user or mailbox."
    agent: str = "Agent"
    observables: str = "Observables"
    observable: str = "Observable"
    kind: str = "Kind"
    internal: str = "internal"
    copy: str = "Copy"
    identifier: str = "Identifier"
    copy_identifier: str = "Copy the identifier"
    copy_named: str = "Copy {value} as it is, not defanged"
    pivot: str = "Other alerts"
    pivot_named: str = "Alerts with {value}"
    more_observables: str = "The first {shown} of {count} are shown."
    no_observables: str = "Nothing in its events looks like an address, a name or a hash."
    grouped: str = "Why its events are one alert"
    grouped_by: str = "Events are the same where these are:"
    raw: str = "Documents, as they came"
    raw_search: str = "Find in the documents"
    raw_found: str = "{count} found"
    raw_received: str = "received"
    raw_gone: str = "Its bytes are not kept any more."
    raw_cut: str = "There is more of it than a page shows. The API gives all of it:"
    raw_route: str = "GET /api/incident_management/alerts/{alert_id}/events"
    raw_binary: str = "It is not JSON; its bytes in base64:"
    raw_more: str = "All its events"
    raw_items: Counted = Counted("{count} entry", "{count} entries")
    comments: str = "Comments"
    no_comments: str = "Nobody has said anything yet."
    comments_latest: str = "The latest {count} of them."
    comment: str = "Comment"
    comment_add: str = "Add comment"
    history: str = "History"
    history_all: str = "All of its history"
    history_of: str = "History of {title}"
    no_history: str = "Nobody has changed it yet."
    joined: Mapping[str, str] = Factory(lambda: _JOINED)
    fields: Mapping[str, str] = Factory(lambda: _FIELDS)
    did: Mapping[str, str] = Factory(lambda: _ACTIONS)
    cases: str = "Cases"
    case: str = "Case {number}: {name}"
    no_cases: str = "It belongs to no case."
    activity: str = "{events}, from {begin} to {end}"
    looked: str = "You looked last"
    never_looked: str = "not before"
    events_new: str = "events since then"
