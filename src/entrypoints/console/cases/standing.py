"""How a case stands, for whoever would have changed an older version of it."""

from __future__ import annotations

from entrypoints.console.catalog import TEXT
from entrypoints.console.faults import Standing
from socdomain.incidents.case import Case


def standing_of(form: str, case: Case) -> Standing:
    """Returns what a form of a case's page would change, as it is now.

    Args:
        form: Which form.
        case: The case.
    """
    words = TEXT.cases
    if form == "close":
        return ((words.status, TEXT.incidents.statuses[case.status.value]),)
    if form == "assign":
        return ((words.assignee, case.assignee or TEXT.shell.nobody),)
    return (
        (words.name, case.name),
        (words.severity, TEXT.incidents.severities[case.severity.word]),
        (words.description, case.description),
    )
