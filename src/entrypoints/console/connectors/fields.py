"""The form of a connector: what its kind asks for, as it was given, and what was wrong with it."""

from __future__ import annotations

from typing import Final

from attrs import evolve, field, frozen

from entrypoints.console.catalog import TEXT
from entrypoints.console.faults import Faults, faults_of, no_such_customer
from entrypoints.console.open_forms import FILE, OpenForm
from socdomain.connectors.catalogue import AskedField, FieldForm
from socdomain.connectors.connector import Connector, ConnectorTakenError, SecretsWantedError
from socdomain.connectors.kind import ConnectorKind
from socdomain.errors import InvalidInputError, NotFoundError, WatchfloorError

VALUE: Final = "values."
EMPTIED: Final = "empty."
"""What the name of a box begins with that takes away what a field was given and does not show."""


class NoSuchOrgError(InvalidInputError):
    """A line that does not say whose the finds of an organisation are."""

    def __init__(self) -> None:
        super().__init__("org_customers", TEXT.connectors.org_line)


@frozen
class FormField:
    """A field of the form.

    Attributes:
        name: What is sent.
        label: What people are asked for.
        help: Where it is found.
        form: ``text``, ``url``, ``port``, ``flag``, ``choice`` or ``file``.
        is_secret: Whether what was given is not shown.
        is_optional: Whether it may be left out.
        says_where: Whether secrets have to be given again with a change of it.
        choices: What it takes, where it takes one of a few.
        text: What was written into it, or given before.
        is_given: Whether there is something that is not shown, a secret or a file.
        empties: The name of the box that takes that away.
        fault_name: Where it is said what is wrong with it.
    """

    name: str
    label: str
    help: str
    form: str
    is_secret: bool
    is_optional: bool
    says_where: bool
    choices: tuple[str, ...]
    text: str = field(repr=False)
    is_given: bool
    empties: str
    fault_name: str

    @property
    def is_hidden(self) -> bool:
        """Whether what was given is never shown: a secret or a file."""
        return self.is_secret or self.form == FieldForm.FILE.value


@frozen
class Written:
    """What stands in the fields that every connector has.

    Attributes:
        name: What to call it.
        customer: Code of whose its finds are.
        org_customers: A line ``organisation=CODE`` for each.
    """

    name: str = ""
    customer: str = ""
    org_customers: str = ""


def written_of(sent: OpenForm) -> Written:
    """Returns what was written into the fields that every connector has."""
    return Written(sent.text("name"), sent.text("customer"), sent.text("org_customers"))


def new_fields(kind: ConnectorKind, sent: OpenForm | None) -> tuple[FormField, ...]:
    """Returns the fields of a connector that is to be added; secrets that were sent are not shown again.

    Args:
        kind: Its kind.
        sent: What was written already.
    """
    texts = sent.below(VALUE) if sent else {}
    return tuple(_field(asked, texts.get(asked.name, ""), is_given=False) for asked in kind.fields)


def present_fields(kind: ConnectorKind, connector: Connector, sent: OpenForm | None) -> tuple[FormField, ...]:
    """Returns the fields of a connector that is there; see ``new_fields``."""
    texts = sent.below(VALUE) if sent else connector.values
    return tuple(
        _field(asked, texts.get(asked.name, ""), is_given=_is_given(asked, connector)) for asked in kind.fields
    )


def org_codes(text: str) -> dict[str, str]:
    """Returns whose the finds of each organisation are, by its identifier in the product.

    Args:
        text: A line ``organisation=CODE`` for each; empty ones do not count.

    Raises:
        NoSuchOrgError: A line says nothing of the kind, or an organisation comes twice.
    """
    codes: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.split("\n"))):
        org, equals, code = (part.strip() for part in line.rpartition("="))
        if not (equals and org and code) or org in codes:
            raise NoSuchOrgError
        codes[org] = code
    return codes


def connector_faults(error: WatchfloorError, sent: OpenForm) -> Faults:
    """Returns what is wrong with the form of a connector; nothing that is secret is in it.

    Args:
        error: Why the connector was refused.
        sent: What was sent.

    Raises:
        NotFoundError: Something else is not there than a customer.
    """
    if isinstance(error, NotFoundError):
        return no_such_customer(error, "customer" if error.key == sent.text("customer") else "org_customers")
    faults = faults_of(error)
    match error:
        case SecretsWantedError():
            return evolve(faults, by_field={f"{VALUE}{name}": TEXT.connectors.give_again for name in error.fields})
        case ConnectorTakenError():
            return evolve(faults, by_field={"name": TEXT.connectors.taken})
    return faults


def _is_given(asked: AskedField, connector: Connector) -> bool:
    if asked.name in connector.secrets:
        return True
    return asked.form is FieldForm.FILE and bool(connector.values.get(asked.name))


def _field(asked: AskedField, text: str, *, is_given: bool) -> FormField:
    name = f"{VALUE}{asked.name}"
    is_hidden = asked.is_secret or asked.form is FieldForm.FILE
    return FormField(
        name=f"{FILE}{asked.name}" if asked.form is FieldForm.FILE else name,
        label=asked.label,
        help=asked.help,
        form=asked.form.value,
        is_secret=asked.is_secret,
        is_optional=asked.is_optional,
        says_where=asked.says_where,
        choices=asked.choices,
        text="" if is_hidden else text,
        is_given=is_given,
        empties=f"{EMPTIED}{asked.name}" if is_given and asked.is_optional else "",
        fault_name=name,
    )
