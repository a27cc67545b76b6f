"""The first page."""

from __future__ import annotations

from attrs import frozen

from entrypoints.console.catalog.filling import Counted


@frozen
class OverviewText:
    """The first page."""

    title: str = "Overview"
    open_title: str = "To do, by severity and age"
    open_total: Counted = Counted("{count} alert is not closed", "{count} alerts are not closed")
    severity: str = "Severity"
    all: str = "All"
    ages: tuple[str, ...] = ("under 1 h", "1 to 4 h", "4 to 24 h", "1 to 7 days", "older")
    cell: Counted = Counted("{count} alert", "{count} alerts")
    mine: str = "Mine"
    mine_none: str = "You are not working on any alert."
    mine_next: str = "See unassigned alerts"
    mine_more: str = "All of mine"
    trouble: str = "In trouble"
    connectors: str = "Connectors"
    connectors_none: str = "All connectors that are enabled work."
    jobs: str = "Jobs"
    jobs_none: str = "No job failed last time."
    volume: str = "Opened in the last 24 hours, by source"
    volume_none: str = "Nothing was opened in the last 24 hours."
    volume_table: str = "The same as a table"
    volume_bar: str = "{hour}: {count}"
    hour: str = "Hour"
    other_sources: str = "other sources"
    heat: str = "ATT&CK techniques seen in the last 24 hours"
    heat_none: str = "No alert of the last 24 hours names a technique."
    heat_note: str = "A technique is counted with its sub-techniques, up to 1,000 alerts."
    heat_rarer: str = "The 50 most frequent are counted; a technique's list also holds those of rarer sub-techniques."
    heat_cell: str = "{technique}: {count}"
    no_tactic: str = "Not in the matrix"
    nothing: str = "Nothing here is for your role. Whoever administers users can change that."
