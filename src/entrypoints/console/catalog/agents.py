"""Agents: what watches hosts."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import Factory, frozen

from entrypoints.console.catalog.filling import Counted

_STATUSES = {
    "active": "Active",
    "disconnected": "Disconnected",
    "pending": "Pending",
    "never_connected": "Never connected",
}
_FAMILIES = {"windows": "Windows", "linux": "Linux", "macos": "macOS", "other": "Other"}
_CRITICALITIES = {"low": "Low", "medium": "Medium", "high": "High", "critical": "Critical"}

_FILE_STATUSES = {
    "pending": "Being sent",
    "stored": "Stored",
    "failed": "Failed",
    "deleted": "Deleted",
    "missing": "Missing",
    "corrupt": "Corrupt",
}


@frozen
class AgentsText:
    """Agents."""

    title: str = "Agents"
    intro: str = "What watches hosts for the products that are connected, as these products say."
    statuses: Mapping[str, str] = Factory(lambda: _STATUSES)
    families: Mapping[str, str] = Factory(lambda: _FAMILIES)
    criticalities: Mapping[str, str] = Factory(lambda: _CRITICALITIES)
    file_statuses: Mapping[str, str] = Factory(lambda: _FILE_STATUSES)
    status_unknown: str = "Not said"
    vanished: str = "Vanished"
    filters: str = "Filter"
    text: str = "Host, address or system"
    customer: str = "Customer"
    status: str = "Status"
    family: str = "Family of systems"
    connector: str = "Connector"
    all: str = "all"
    named: str = "Named by its product"
    named_still: str = "still named"
    named_no_more: str = "vanished"
    hosts: str = "Its host"
    hosts_ambiguous: str = "cannot be told from others"
    hosts_clear: str = "clear"
    whose: str = "Whose"
    whose_nobody: str = "nobody's"
    whose_somebody: str = "somebody's"
    show: str = "Apply"
    clear: str = "Show all"
    empty_title: str = "No agents yet"
    empty: str = "They come from connectors that list agents, each quarter of an hour, once one is added."
    empty_filtered_title: str = "No agent is like that"
    empty_filtered: str = "Remove a filter, or show all agents."
    to_connectors: str = "Go to the connectors"
    host: str = "Host"
    product: str = "Product"
    system: str = "System"
    address: str = "Address"
    last_seen: str = "Last seen"
    never: str = "never"
    criticality: str = "Criticality"
    nobodys: str = "nobody's"
    ambiguous: str = "ambiguous host"
    back_to_list: str = "All agents"
    vendor_id: str = "Identifier there"
    agent_version: str = "Version of the agent"
    groups: str = "Groups"
    labels: str = "Labels"
    org: str = "Organisation"
    first_synced: str = "First named"
    last_synced: str = "Last named"
    vanished_at: str = "Found vanished"
    said: str = "What its product says"
    same_host: str = "Others on its host"
    same_host_none: str = "No other agent is on its host."
    same_host_ambiguous: str = "Others have its name, and it cannot be told which of them are on its host."
    find_same: str = "Find those of its name"
    alerts: str = "Alerts of its host"
    whose_title: str = "Whose it is"
    whose_set: str = "Somebody decided this; what the product says does not change it."
    whose_said: str = "This is as the product, its connector or its groups say."
    customer_code: str = "Code of the customer"
    give: str = "Set customer"
    give_asks: str = "Give {host} to another customer? Who may see it changes with that."
    code_needed: str = "must be the code of a customer"
    leave: str = "Go by the product again"
    leave_asks: str = "Go by what the product says of {host} again? It may then be another customer's, or nobody's."
    marks_title: str = "What people say of it"
    criticality_none: str = "(not said)"
    note: str = "Note"
    note_help: str = "What should be known of it, at most {count} characters."
    no_note: str = "Nobody has noted anything."
    changed: str = "What you said of the agent was saved."
    customer_changed: str = "The agent is that customer's from now on."
    left: str = "Whose the agent is follows from what its product says again."
    files: str = "Stored files"
    no_files: str = "Nothing is stored about it."
    file_name: str = "File"
    file_size: str = "Size"
    file_size_bytes: Counted = Counted("{count} byte", "{count} bytes")
    file_status: str = "Status"
    file_at: str = "Since"
    file_case: str = "Case"
    file_open_case: str = "Open its case"
