"""A source that is edited, as its page shows it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from attrs import frozen

from entrypoints.console.addresses import address
from entrypoints.console.catalog import TEXT
from entrypoints.console.chosen_customers import known_customers
from entrypoints.console.faults import Faults
from entrypoints.console.sources.example import MAPPING_EXAMPLE
from entrypoints.console.sources.previews import Preview, previewed
from entrypoints.console.sources.source_forms import SourceForm
from entrypoints.console.sources.source_list import kind_of_source, may_write
from entrypoints.container import Container
from socdomain.errors import NotFoundError
from socdomain.ids import RejectedEventId
from socdomain.principal import Principal
from socdomain.sources.queries import get_rejected_event
from socdomain.sources.rejected_event import RejectedEvent
from socdomain.sources.severity import Severity
from socdomain.sources.source import Source

NEW: Final = "/_new"
"""Where a new source is edited: no name begins with an underscore."""
UNNAMED: Final = "new"
"""What a source without a name is called while it is tried."""
_SEVERITIES: Final = tuple(one.word for one in sorted(Severity, reverse=True))


@frozen
class EditorPage:
    """A source that is edited.

    Attributes:
        source: It as it is stored; None for a new one.
        kind: Whether it came with the product.
        sent: What stands in the form.
        faults: What is wrong with it.
        preview: What the document in it becomes.
        may_save: Whether the reader may save it.
        severities: The words of severities, and what people call them.
        customers: Codes of customers that it may be given.
        event: The rejected event that the document is of.
        is_gone: Whether that is not there any more.
        is_unshowable: Whether its bytes cannot be edited.
        told: What was done before.
    """

    source: Source | None
    kind: str
    sent: SourceForm
    faults: Faults
    preview: Preview
    may_save: bool
    severities: tuple[tuple[str, str], ...]
    customers: tuple[str, ...]
    event: RejectedEvent | None = None
    is_gone: bool = False
    is_unshowable: bool = False
    told: str = ""

    @property
    def example(self) -> str:
        """A mapping to learn from."""
        return MAPPING_EXAMPLE

    @property
    def address(self) -> str:
        """Where it is saved."""
        return address("/sources" + (NEW if self.source is None else f"/{self.source.name}"))


def editor_page(
    container: Container,
    source: Source | None,
    sent: SourceForm,
    by: Principal,
    *,
    faults: Faults | None = None,
    event: RejectedEvent | None = None,
    is_gone: bool = False,
    is_unshowable: bool = False,
    told: str = "",
) -> EditorPage:
    """Returns the page of a source that is edited; the arguments are as in ``EditorPage``."""
    preview = previewed(container, source.name if source else sent.name or UNNAMED, sent, by)
    words = (("", TEXT.sources.any_severity), *((word, TEXT.incidents.severities[word]) for word in _SEVERITIES))
    return EditorPage(
        source=source,
        kind="" if source is None else kind_of_source(source),
        sent=sent,
        # What is found while trying is told at the fields as well, and is no refusal.
        faults=faults or Faults(preview.faults.by_field),
        preview=preview,
        may_save=may_write(by),
        severities=words,
        customers=tuple(sorted(known_customers(container, by))),
        event=event,
        is_gone=is_gone,
        is_unshowable=is_unshowable,
        told=told,
    )


def event_to_mend(container: Container, rejected: UUID | None, by: Principal) -> RejectedEvent | None:
    """Returns a rejected event; None where it is not there any more, as when it was taken after all."""
    if rejected is None:
        return None
    try:
        return get_rejected_event(container.reading(by.reach), RejectedEventId(rejected), by=by)
    except NotFoundError:
        return None
