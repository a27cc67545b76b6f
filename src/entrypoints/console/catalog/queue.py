"""The queue."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import Factory, frozen

from entrypoints.console.catalog.filling import Counted

_FILTERS = {
    "status": "Status",
    "severity": "Severity",
    "source": "Source",
    "customer": "Customer",
    "assignee": "Assignee",
    "verdict": "Verdict",
    "tag": "Tag",
    "asset": "Asset",
    "observable": "Observable",
    "technique": "Technique",
    "text": "Text",
    "seen_from": "Last seen from",
    "seen_until": "Last seen before",
    "opened_from": "Opened from",
    "opened_until": "Opened before",
    "case": "Case",
}
_DONE = {
    "changed": Counted("{count} alert was changed.", "{count} alerts were changed."),
    "view": Counted("The view was saved.", "The view was saved."),
    "case": Counted("{count} alert is in the case now.", "{count} alerts are in the case now."),
}
_KEYS = (
    ("j", "Next alert"),
    ("k", "Previous alert"),
    ("o", "Open it beside the list"),
    ("x", "Select it; with Shift, all from the last selected"),
    ("a", "Assign to me"),
    ("e", "Close, with a verdict"),
    ("c", "Put into a case"),
    ("/", "Search"),
    ("Esc", "Close what is open"),
    ("?", "These keys"),
)


@frozen
class QueueText:
    """The queue."""

    title: str = "Alerts"
    ways: str = "Quick filters"
    live: str = "To do"
    unassigned: str = "Unassigned"
    mine: str = "Mine"
    worst: str = "High and critical"
    everything: str = "All"
    narrowed: str = "Filtered by"
    without: str = "Remove the filter {label}: {value}"
    narrow: str = "Filter"
    search: str = "Search in titles, descriptions and assets"
    search_now: str = "Search"
    apply: str = "Apply"
    any: str = "any"
    nobody_only: str = "Unassigned only"
    filters: Mapping[str, str] = Factory(lambda: _FILTERS)
    done: Mapping[str, Counted] = Factory(lambda: _DONE)
    list: str = "Alerts, the last seen first"
    select_one: str = "Select {title}"
    severity: str = "Severity"
    alert: str = "Alert"
    customer: str = "Customer"
    status: str = "Status"
    assignee: str = "Assignee"
    events: str = "Events"
    last_seen: str = "Last seen"
    late: Counted = Counted("{count} event came after it was closed", "{count} events came after it was closed")
    new_assets: str = "new assets"
    raised: str = "an event was worse: {severity}"
    empty: str = "No alert fits."
    empty_next: str = "Remove a filter, or show all alerts."
    nothing_to_do: str = "Nothing is left to do here."
    news: Counted = Counted("{count} new", "{count} new")
    news_said: Counted = Counted("{count} new alert", "{count} new alerts")
    selected: str = "{count} selected"
    selected_none: str = "Select alerts to change several at once"
    take: str = "Assign to me"
    start: str = "Start"
    close: str = "Close…"
    into_case: str = "Into a case…"
    tag: str = "Tag…"
    assign: str = "Assign…"
    bulk: str = "What to do with the selected alerts"
    to_case: str = "Go to the case"
    keys_title: str = "Keys"
    keys: tuple[tuple[str, str], ...] = _KEYS
    panel: str = "The alert that is open"
    opening: str = "Opening…"
    refused_late: str = "An alert that is no longer open here was not changed. Open it again to see how it stands."
    panel_close: str = "Close the alert beside the list"
    open_page: str = "Open as a page"
    choose_anew: str = "Go back to the queue, and select them anew."
    choose_none: str = "Select at least one alert."
    close_title: Counted = Counted("Close one alert", "Close {count} alerts")
    case_title: Counted = Counted("Put one alert into a case", "Put {count} alerts into a case")
    case_new: str = "Open a new case from the first of them"
    case_existing: str = "Or into a case that is open"
    case_none: str = "There is no open case of their customers."
    case_do: str = "Put into the case"
    tag_title: Counted = Counted("Tag one alert", "Tag {count} alerts")
    tags_add: str = "Tags to add, separated by spaces"
    tags_remove: str = "Tags to remove, separated by spaces"
    assign_title: Counted = Counted("Assign one alert", "Assign {count} alerts")
    assign_to: str = "Login name; empty for nobody"
    refused_title: Counted = Counted("{count} alert was not changed", "{count} alerts were not changed")
    refused_rest: Counted = Counted("{count} was changed.", "{count} were changed.")
    verdict_needed: str = "Say what they turned out to be."
    back: str = "Back to the queue"
    gone: str = "It is not there any more."
