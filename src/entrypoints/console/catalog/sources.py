"""Sources, their mappings, and what could not be taken."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import Factory, frozen

from entrypoints.console.catalog.filling import Counted

_REASONS = {
    "truncated": "It broke off",
    "not_utf8": "Not UTF-8",
    "not_json": "Not JSON",
    "bad_number": "A number that cannot be held",
    "not_an_object": "No JSON object",
    "too_large": "Too large",
    "too_deep": "Nested too deep",
    "customer_missing": "No customer",
    "customer_unknown": "A customer that nobody knows",
    "customer_not_allowed": "A customer that the sender may not write for",
    "origin_conflict": "Another document with the same identifier",
    "below_minimum_severity": "Below the source's minimum",
    "not_an_event": "No event",
}
_NEXT = {
    "truncated": "Its sender or the connection broke off. Have it sent again; this goes by itself when it is old.",
    "not_utf8": "The sender writes another encoding. Fix it there, and have it sent again.",
    "not_json": "The sender writes something else than JSON. Fix it there, and have it sent again.",
    "bad_number": "The sender writes a number that no program can hold. Fix it there, and have it sent again.",
    "not_an_object": "The sender sends a list or a single value instead of events. Fix it there.",
    "too_large": "The document is larger than is taken. Have the sender leave out what nobody needs.",
    "too_deep": "The document is nested deeper than any event. Fix it at the sender.",
    "customer_missing": "Name the field that says whose it is in the mapping, give the source a default customer, or "
    "have it sent with a customer. Then replay it.",
    "customer_unknown": "Give that code to a customer as a further code, or add the customer. Then replay it.",
    "customer_not_allowed": "Whoever sent it writes for other customers. If that is wrong, make a key for them that "
    "may, and have it sent again.",
    "origin_conflict": "An event with this identifier is there with other content. If the mapping takes the wrong "
    "field for the identifier, fix it, and replay it.",
    "below_minimum_severity": "The source takes nothing below its minimum. If that is wrong, lower it, or fix how the "
    "mapping reads the severity; then replay it.",
    "not_an_event": "It is an envelope around events, or empty. Have the sender send the events alone.",
}
_FLAGS = {
    "clock_skew": "Its time lies more than 5 minutes ahead, so that the time of receipt counts.",
    "time_missing": "No time was found that can be read, so that the time of receipt counts.",
    "severity_unknown": "The severity table does not know what the document says, so that Medium stands in.",
    "origin_missing": "The document that it was made of is gone.",
}


@frozen
class SourcesText:
    """Sources, their mappings, and what could not be taken."""

    title: str = "Sources"
    intro: str = "What documents come from, and the mapping by which each becomes an alert."
    name: str = "Name"
    name_hint: str = "1 to 50 lower-case letters, digits, underscores or hyphens: what senders call it."
    kind: str = "Kind"
    builtin: str = "Shipped"
    changed: str = "Shipped, changed here"
    own: str = "Your own"
    version: str = "Mapping"
    version_of: str = "version {version}"
    changed_at: str = "Changed"
    default_customer: str = "Default customer"
    customer_hint: str = "Code of the customer of documents that name none; empty for no such customer."
    minimum: str = "Takes from"
    minimum_severity: str = "Least severity"
    minimum_level: str = "Least level of the product"
    level_hint: str = "A whole number; empty to take all."
    any_severity: str = "Any severity"
    everything: str = "everything"
    level_from: str = "level {level}"
    waiting: str = "Rejected"
    rejected_of: str = "{count} rejected events of {source}"
    add: str = "Add a source"
    add_now: str = "Add the source"
    back: str = "All sources"
    one_title: str = "Source {name}"
    mapping: str = "Mapping"
    mapping_example: str = "An example of what most tools need"
    mapping_example_says: str = (
        "Of several fields the first that is there counts. A customer's claim is names, where the field says whose it "
        "is, or hints, where it counts only if nothing else does. The table words reads severities such as high."
    )
    mapping_hint: str = (
        "JSON, as the API takes it. Each list of fields is in order of preference; a path such as rule.id means nested "
        "objects. What is left out has its default."
    )
    mapping_no_json: str = "line {line}, column {column}: this is no JSON ({why})"
    mapping_no_object: str = "must be a JSON object"
    mapping_fault: str = "{path}: {reason}"
    mapping_fault_line: str = "{path} (line {line}): {reason}"
    settings: str = "What intake does with its events"
    try_only: str = "You may try changes here. Saving them takes a role that may write sources."
    save: str = "Save"
    taken: str = "There is a source of this name"
    document: str = "Document to try"
    document_hint: str = "One JSON object, as a sender would send it. Nothing of it is stored."
    document_of: str = "This is the rejected event of {at}: {reason}."
    document_gone: str = "That rejected event is not there any more; it may have been taken meanwhile."
    document_unshowable: str = "Its bytes are no text, or too many to be edited here."
    try_it: str = "Preview"
    trying: str = "Reading…"
    preview: str = "What it becomes"
    paste: str = "Paste a document to see what it becomes, with the mapping as it stands in the editor."
    would_be_taken: str = "It would become part of an alert of {customer}."
    would_be_rejected: str = "It would be rejected: {reason}"
    mend_mapping: str = "The mapping cannot be used yet"
    event_title: str = "Title"
    severity: str = "Severity"
    customer: str = "Customer"
    occurred_at: str = "Happened"
    rule: str = "Rule"
    asset: str = "Asset"
    user: str = "User"
    techniques: str = "Techniques"
    observables: str = "Observables"
    internal: str = "internal"
    grouped_by: str = "Joins others by"
    group_source: str = "customer, source, and"
    group_rule: str = "rule {rule}"
    group_title: str = "its title"
    fingerprint: str = "Fingerprint"
    marks: str = "Says whose it is"
    description: str = "Description"
    doubts: str = "Not understood"
    nothing_found: str = "nothing found"
    more: Counted = Counted("and {count} more", "and {count} more")
    told_added: str = "The source was added."
    told_saved: str = "Saved. Documents that come from now on are read by this."
    replay_now: str = "Replay the rejected event now"
    rejected_title: str = "Rejected events"
    rejected_intro: str = (
        "Documents that could not become part of an alert. Nothing is lost: each is kept as it came, with the reason, "
        "until it is taken or too old."
    )
    rejected_none: str = "Nothing waits here: every document became part of an alert."
    rejected_none_fit: str = "Nothing of this kind was rejected."
    rejected_all: str = "Everything"
    by_source: str = "By source"
    by_reason: str = "By reason"
    select: str = "Choose the event of {at}"
    why: str = "Why"
    received_at: str = "Received"
    source: str = "Source"
    size: str = "Size"
    bytes: Counted = Counted("{count} byte", "{count} bytes")
    sent_by: str = "Sent by"
    instance: str = "Installation"
    replay_chosen: str = "Replay what is chosen"
    replay_all: str = "Replay all of these"
    replay_all_asks: str = "Replay up to 10,000 rejected events? Those that are taken now become parts of alerts."
    choose_some: str = "Choose at least one event to replay."
    event_title_at: str = "Rejected event of {at}"
    event_next: str = "What to do"
    event_bytes: str = "As it came"
    event_hex: str = "As it came, in hexadecimal digits"
    event_cut: str = "The first {shown} of {size} bytes."
    mend: str = "Fix the mapping with this document"
    replay: str = "Replay"
    to_customers: str = "Customers and their codes"
    to_rejected: str = "All rejected events"
    replayed_title: str = "What became of them"
    created: Counted = Counted("{count} became an alert of its own", "{count} became alerts of their own")
    joined: Counted = Counted("{count} joined an alert", "{count} joined alerts")
    known: Counted = Counted("{count} was there already", "{count} were there already")
    still: Counted = Counted("{count} is still rejected", "{count} are still rejected")
    none_replayed: str = "There was nothing to replay: it was taken meanwhile, or is not there any more."
    still_first: str = "The first {count} of them:"
    to_alerts: str = "See the alerts"
    reasons: Mapping[str, str] = Factory(lambda: _REASONS)
    nexts: Mapping[str, str] = Factory(lambda: _NEXT)
    flags: Mapping[str, str] = Factory(lambda: _FLAGS)
