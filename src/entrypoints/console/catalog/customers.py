"""Customers, and for how long their evidence is kept."""

from __future__ import annotations

from attrs import frozen

from entrypoints.console.catalog.filling import Counted


@frozen
class CustomersText:
    """Customers, and for how long their evidence is kept."""

    title: str = "Customers"
    one_title: str = "Customer {code}"
    intro: str = "Whose alerts, cases and evidence Watchfloor keeps apart."
    nothing: str = "There is no customer that you may see."
    nothing_next: str = "Add the first one: documents are taken in for a customer, or not at all."
    code: str = "Code"
    code_hint: str = (
        "1 to 50 letters, digits, dots, underscores or hyphens. It never changes, since documents carry it."
    )
    name: str = "Name"
    further_codes: str = "Further codes"
    further_hint: str = "Other codes that documents know it by, one a line. They decide whose a document is."
    added_at: str = "Added"
    add: str = "Add a customer"
    add_now: str = "Add the customer"
    details: str = "Name and codes"
    save: str = "Save"
    back: str = "All customers"
    leads: str = "What it has"
    alerts: str = "Alerts"
    cases: str = "Cases"
    audit: str = "What was done"
    retention: str = "How long files are kept"
    keep_days: str = "Days after which a file is removed"
    keep_hint: str = "1 to 36,500; empty for ever. What is under a legal hold stays in any case."
    keep_for_ever: str = "For ever, until somebody says otherwise."
    keep_for: Counted = Counted("{count} day after it was stored.", "{count} days after it was stored.")
    kept_since: str = "So since {at}, by {by}."
    keep_asks: str = (
        "Change how long files of {code} are kept? Older files that no legal hold is on are removed within a day, "
        "and nothing brings them back."
    )
    holds: str = "Legal holds"
    holds_intro: str = "What is under one is not removed by anybody, nor by retention, until it is lifted."
    no_holds: str = "There is none."
    more_holds: str = "These are the latest 200."
    hold_on: str = "On"
    hold_all: str = "All its files"
    hold_case: str = "The files of a case"
    hold_file: str = "One file"
    hold_why: str = "Why"
    hold_state: str = "State"
    hold_placed: str = "Placed"
    holding: str = "Holds"
    lifted: str = "Lifted"
    lifted_by: str = "by {by}: {reason}"
    by: str = "by {by}"
    place: str = "Hold all files of {code}"
    place_now: str = "Place the hold"
    reason: str = "Reason"
    reason_hint: str = "1 to 1,000 characters; it is shown to whoever would remove a file."
    lift: str = "Lift"
    lift_now: str = "Lift this hold"
    lift_reason: str = "Why it is lifted"
    lift_asks: str = "Lift the hold “{reason}”? What it held may be removed again."
    told_added: str = "The customer was added."
    told_saved: str = "The customer was changed."
    told_retention: str = "How long files are kept was changed."
    told_held: str = "The hold was placed."
    told_lifted: str = "The hold was lifted."
