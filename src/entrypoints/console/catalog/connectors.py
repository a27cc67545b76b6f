"""Connectors: how they are, what they are given, and what has happened to them."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import Factory, frozen

from entrypoints.console.catalog.filling import Counted

_OUTCOMES = {
    "ok": "Works",
    "slow": "Works, but slowly",
    "unreachable": "Nothing answers",
    "tls_failed": "Certificate not trusted",
    "refused_credentials": "Credentials refused",
    "forbidden": "May do too little",
    "wrong_product": "Something else answers",
    "unsupported_version": "Too old a version",
    "error": "Answers as it should not",
}
_HAPPENINGS = {
    "added": "Added",
    "changed": "Changed",
    "enabled": "Enabled",
    "disabled": "Disabled",
    "made_default": "Made the default",
    "verified": "Verified",
    "state_changed": "State changed",
}
_CAPABILITIES = {
    "searches_events": "Searches events",
    "fetches_documents": "Fetches single documents",
    "fetches_many_documents": "Fetches many documents at once",
    "marks_documents": "Marks documents with the alerts that were made of them",
    "keeps_events": "Keeps events that alerts are collected from",
    "lists_indices": "Lists indices and their fields",
    "lists_agents": "Lists agents",
    "lists_rules": "Lists rules",
    "lists_dashboards": "Lists dashboards",
    "lists_streams": "Lists streams, inputs and event definitions",
    "lists_artifacts": "Lists artifacts that can be collected",
    "ships_events": "Sends events on",
}
_FLAGS = {"true": "Yes", "false": "No"}


@frozen
class ConnectorsText:
    """Connectors."""

    title: str = "Connectors"
    in_trouble: Counted = Counted(
        "{count} connector cannot be used as it should. It stands first.",
        "{count} connectors cannot be used as they should. They stand first.",
    )
    all_well: str = "Every connector that is enabled works, or waits to be verified."
    add: str = "Add a connector"
    verify_all: str = "Verify all"
    all_asked: str = "All connectors that are enabled are being verified. Reload this page in a moment."
    empty_title: str = "No product is connected yet"
    empty: str = "A connector lets Watchfloor ask one of your products: for alerts, for agents, or whether it is well."
    empty_ask: str = "Somebody who administers Watchfloor can add one."
    removed: str = "The connector was removed."
    added: str = "The connector was added. Verify it, to see whether it works."
    changed: str = "The connector was changed. Verify it, to see whether it works as it is now."
    now_enabled: str = "The connector is used from now on."
    now_disabled: str = "The connector is not used any more. It can still be verified."
    now_default: str = "The connector is now the one that is meant where its kind is."
    tried: str = "The connector was verified. What was found stands below."
    default: str = "default"
    disabled: str = "disabled"
    untried: str = "Not verified yet"
    untried_next: str = "It was not verified as it is now. Verify it, to see whether it works."
    in_a_row: Counted = Counted("failed once", "failed {count} times in a row")
    outcomes: Mapping[str, str] = Factory(lambda: _OUTCOMES)
    happenings: Mapping[str, str] = Factory(lambda: _HAPPENINGS)
    capabilities: Mapping[str, str] = Factory(lambda: _CAPABILITIES)
    flags: Mapping[str, str] = Factory(lambda: _FLAGS)
    state: str = "State"
    found_at: str = "Found"
    latency: str = "Latency"
    latency_ms: str = "{latency_ms} ms"
    product_version: str = "Version"
    verify: str = "Verify"
    verify_named: str = "Verify {name}"
    trying: str = "Trying…"
    trials: Counted = Counted("Latency of the last trial", "Latency of the last {count} trials")
    line: str = "{trials}: {least} to {most} ms"
    line_failed: str = "{line}; {failed} failed"
    none_worked: Counted = Counted("The last trial failed", "All of the last {count} trials failed")
    trial: str = "{word}, {latency_ms} ms"
    line_title: str = "Latency"
    line_empty: str = "There is nothing to draw before it was verified."
    as_table: str = "The same as a table"
    when: str = "When"
    outcome: str = "Outcome"
    nothing: str = "nothing"
    not_given: str = "not given"
    secret_given: str = "given, and never shown"  # noqa: S105 - a sentence
    file_given: Counted = Counted("a file of {count} character", "a file of {count} characters")
    unknown_kind: str = (
        "No such kind is loaded now. It came with a plugin; while that is missing, it can neither be used nor changed."
    )
    about: str = "About it"
    product: str = "Product"
    customer: str = "Customer"
    customer_help: str = "Code of whose its finds are where nothing else says so. Leave it empty for nobody's."
    orgs: str = "Customers of organisations"
    orgs_help: str = "Only for products with organisations: a line ORGANISATION=CODE for each."
    org_line: str = "each line must be ORGANISATION=CODE, and each organisation may come once"
    can: str = "Can"
    added_at: str = "Added"
    changed_at: str = "Last changed"
    edit: str = "Edit"
    enable: str = "Enable"
    disable: str = "Disable"
    disable_asks: str = "Disable {name}? Nothing is asked of it, or collected from it, until it is enabled again."
    make_default: str = "Make default"
    remove_asks: str = "Remove {name}, with its credentials and its history? What it brought in stays."
    history: str = "History"
    who: str = "Who"
    what: str = "What"
    more: str = "More of it"
    was_is: str = "{name}: {before} → {after}"
    given_anew: str = "given anew: {names}"
    guide: str = "Guide"
    kinds_title: str = "Which product?"
    kinds_intro: str = "Choose what to connect. Each comes with a guide that says what to prepare there."
    choose: str = "Connect"
    choose_named: str = "Connect {title}"
    no_kinds: str = "There is nothing that could be connected. Connectors come with Watchfloor, or with plugins."
    add_titled: str = "Connect {title}"
    change_titled: str = "Edit {name}"
    name: str = "Name"
    hidden_again: str = "Secrets and files that you gave are not kept here: give them again, or leave what is there."
    hidden_new: str = "Secrets and files that you gave are not kept here: give them again."
    name_help: str = "What people call it, 1 to 80 characters."
    optional: str = "{label} (optional)"
    empty_box: str = "Take away what is there"
    stays: str = "There is one. Leave this empty to keep it."
    says_where: str = "Secrets have to be given again with a change of this."
    give_again: str = "Where it leads was changed: give this again, so that it is not sent to somebody else unnoticed."
    taken: str = "Another connector is called that."
    choice_none: str = "(not given)"
    save_new: str = "Add the connector"
    back_to_list: str = "All connectors"
    other_kind: str = "Another product"
