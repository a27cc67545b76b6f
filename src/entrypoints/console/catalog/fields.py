"""What fields of forms share."""

from __future__ import annotations

from attrs import frozen


@frozen
class FieldsText:
    """What fields of forms share."""

    refused: str = "Nothing was changed. Mend what is marked, and send it again."
    unchanged: str = "Nothing was changed."
    unknown_customer: str = "There is no customer with the code {code}."
    meanwhile: str = (
        "Somebody changed this while you were looking, and nothing of yours was saved. What you typed is still here; "
        "saving it replaces what stands now:"
    )
    time: str = "must be a date and a time, such as 2026-08-20T08:00"
    whole_number: str = "must be a whole number, or nothing"
    everyone: str = "Every customer, also those who come later"
    these: str = "These customers:"
    other_codes: str = "Other customers, by their codes, with spaces between"
    choose_customers: str = "must be at least one, or every customer"
    sees: str = "Whose data"
    no_customer: str = "no customer"
    every_customer: str = "every customer"
