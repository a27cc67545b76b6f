"""The audit log."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import Factory, frozen

from entrypoints.console.catalog.filling import Counted

_KINDS = {
    "edited": "A record was edited",
    "missing": "Records are missing",
    "reordered": "A record stands in the wrong place",
    "added": "A record was added from outside",
    "truncated": "Records at the end are gone",
    "re-written": "Records were written anew",
    "head changed": "The written end is not the end",
    "bad signature": "A signature is not good",
    "unknown key": "A signature is of an unknown key",
    "signature missing": "A signature is missing",
    "anchor missing": "The last anchor is missing",
    "anchor unreadable": "An anchor cannot be read",
}


@frozen
class AuditText:
    """The audit log."""

    title: str = "Audit"
    intro: str = "Who did what, from where, and what it was before. Nothing here can be changed unseen."
    filter: str = "Filter"
    use_filter: str = "Apply"
    clear: str = "Show all"
    actor: str = "Who"
    actor_hint: str = "The whole name, such as a login name."
    action: str = "What"
    action_hint: str = "Such as alert.changed; alert. with a dot at its end finds all of alerts."
    object_type: str = "On a kind of thing"
    object_id: str = "On the one with this identifier"
    customer: str = "Customer"
    at_from: str = "From"
    at_until: str = "Until"
    zone: str = "Times are in the zone {zone}."
    at: str = "When"
    on: str = "On"
    change: str = "What changed"
    platform: str = "the platform"
    from_address: str = "from {address}"
    as_role: str = "as {role}"
    fields: Counted = Counted("{count} field", "{count} fields")
    no_fields: str = "nothing more is said"
    field: str = "Field"
    before: str = "Before"
    after: str = "After"
    more_fields: Counted = Counted("and {count} more", "and {count} more")
    place: str = "Record {sequence} of its chain, hash {hash}"
    nothing: str = "Nothing was done that fits."
    only_actor: str = "Show only what {name} did"
    only_action: str = "Show only {action}"
    only_object: str = "Show only what was done to {id}"
    verify: str = "Verify the log"
    verify_title: str = "Verification of the audit log"
    verify_intro: str = (
        "Each record is held against the one before it, and the ends of the chains against what was signed, in the "
        "database and outside. It reads the whole log; others work on meanwhile."
    )
    running: str = "Reading the log…"
    looked_at: Counted = Counted("{count} record looked at so far", "{count} records looked at so far")
    look_again: str = "Look again"
    elsewhere: str = (
        "Nothing is known of this verification here any more. If Watchfloor was started anew meanwhile, begin again."
    )
    broken_off: str = "The verification broke off, and says nothing of the log. Why stands in Watchfloor's own log."
    whole: str = "The log is as it was written."
    not_whole: str = "The log is not as it was written."
    not_whole_next: str = (
        "Keep the database as it is, and the anchors. Who could write to it, and when, is the question to ask now."
    )
    finished: str = "Finished at {at}."
    again: str = "Verify again"
    back: str = "To the log"
    chain: str = "Chain"
    state: str = "State"
    records: str = "Records"
    signed: str = "Signed"
    all_signed: str = "all of them"
    signed_until: str = "up to record {until} of {last}; the rest is signed within a minute"
    chain_whole: str = "Whole"
    chain_broken: str = "Not whole"
    of_platform: str = "The platform"
    of_customer: str = "Customer {code}"
    of_unknown: str = "Chain {chain}"
    findings: str = "What was found"
    of_anchors: str = "What was found of the anchors"
    record_of: str = "record {sequence}, {action}"
    more_findings: Counted = Counted("and {count} more", "and {count} more")
    kinds: Mapping[str, str] = Factory(lambda: _KINDS)
