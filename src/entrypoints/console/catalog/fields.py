"""What fields of forms share."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import Factory, frozen

_CALLED = {
    "add_tags": "Tags to add",
    "assignee": "Assignee",
    "close_alerts": "Close its alerts",
    "code": "Code",
    "customer": "Customer",
    "customers": "Customers",
    "description": "Description",
    "duplicate_of": "Duplicate of",
    "email": "Email address",
    "expires_at": "Good until",
    "further_codes": "Further codes",
    "keep_days": "Days",
    "login": "Login name",
    "name": "Name",
    "note": "Note",
    "notes": "Notes",
    "query": "Filter",
    "reason": "Reason",
    "remove_tags": "Tags to remove",
    "role": "Role",
    "scopes": "May do",
    "severity": "Severity",
    "source": "Source",
    "status": "Status",
    "tags": "Tags",
    "text": "Comment",
    "verdict": "Verdict",
    "verdict_reason": "Reason",
}


@frozen
class FieldsText:
    """What fields of forms share."""

    refused: str = "Nothing was changed. Fix what is marked, and send it again."
    unchanged: str = "Nothing was changed."
    unknown_customer: str = "There is no customer with the code {code}."
    meanwhile: str = (
        "Somebody changed this while you were looking, and nothing of yours was saved. What you typed is still here; "
        "saving it replaces what stands now:"
    )
    called: Mapping[str, str] = Factory(lambda: _CALLED)
    wrong: str = "{field}: {reason}"
    time: str = "must be a date and a time, such as 2026-08-20T08:00"
    whole_number: str = "must be a whole number, or nothing"
    everyone: str = "Every customer, also those who come later"
    these: str = "These customers:"
    other_codes: str = "Other customers, by their codes, with spaces between"
    choose_customers: str = "must be at least one, or every customer"
    sees: str = "Whose data"
    no_customer: str = "no customer"
    every_customer: str = "every customer"
