"""How documents of a source become events, as data."""

from __future__ import annotations

import re
from datetime import timedelta

from attrs import field, frozen

from socdomain.errors import InvalidInputError
from socdomain.sources.mapping.checks import (
    check_different,
    check_instances,
    check_paths,
    check_text,
    check_whole_number,
)
from socdomain.sources.mapping.mapped_fields import (
    LONGEST_LABEL,
    MOST_CANDIDATES,
    ContextField,
    CustomerField,
    HostFields,
    ObservableField,
    ScanField,
    SeverityField,
)

SHORTEST_WINDOW = timedelta(minutes=5)
USUAL_WINDOW = timedelta(hours=24)
LONGEST_WINDOW = timedelta(days=30)

MOST_OBSERVABLE_FIELDS = 300
MOST_FINGERPRINT_FIELDS = 10
MOST_CONTEXT_FIELDS = 60
GREATEST_VERSION = 2**31 - 1

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@frozen
class SourceMapping:
    """How documents of a source become events.

    Every list of fields is in order of preference: the first that a document has, and that can be read, counts. A
    path ``a.b.c`` means nested objects, the key ``a.b.c`` and Graylog's ``a_b_c`` alike, and looks through lists.

    Attributes:
        name: The source that it is for: lower-case letters, digits, ``-`` and ``_``, at most 64.
        version: Counts changes, from 1.
        title: Fields for the title.
        fallback_title: The title of a document without one; the rule's identifier is appended where there is one.
        fallback_title_fields: What to append where there is no rule either.
        description: Fields for the description.
        severity: Fields for the severity; where none is known, it is Medium and marked.
        level: Fields for the product's own level, a whole number.
        time: Fields for the time, in any form that ``event_time`` reads.
        customer: Fields that say whose it is; all that are there are kept.
        index_name: Fields for the index that holds the document at its source.
        document_id: Fields for the document's identifier there.
        host: Fields for the host that it happened to.
        user: Fields for the user; the asset where there is neither host nor mailbox.
        mailbox: Fields for the mailbox that it happened to; the asset where there is no host.
        observables: Fields that hold observables.
        scan: Texts and objects to scan for observables.
        scan_except: Fields and objects within them that are not scanned.
        scan_unless: Fields of documents that are not scanned at all, since they hold advice with links and numbers.
        identifiers: Fields whose values look like observables and are none, such as the id of a container.
        rule_id: Fields for the identifier of the rule that fired.
        techniques: Fields that hold ATT&CK technique ids.
        fingerprint: Fields that decide, beside customer, source and rule, whether two events are the same; one number
            in quotation marks counts as any other.
        context: What an analyst wants to see at once.
        window: For how long events join an alert after its first event, 5 min to 30 d.
        shape: Fields and objects that every document of the source has; empty where nothing tells.
    """

    name: str
    version: int = 1
    title: tuple[str, ...] = ()
    fallback_title: str = "Event"
    fallback_title_fields: tuple[str, ...] = ()
    description: tuple[str, ...] = ()
    severity: tuple[SeverityField, ...] = ()
    level: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    customer: tuple[CustomerField, ...] = ()
    index_name: tuple[str, ...] = ()
    document_id: tuple[str, ...] = ()
    host: HostFields = field(factory=HostFields)
    user: tuple[str, ...] = ()
    mailbox: tuple[str, ...] = ()
    observables: tuple[ObservableField, ...] = ()
    scan: tuple[ScanField, ...] = ()
    scan_except: tuple[str, ...] = ()
    scan_unless: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    rule_id: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    fingerprint: tuple[str, ...] = ()
    context: tuple[ContextField, ...] = ()
    window: timedelta = USUAL_WINDOW
    shape: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Checks the mapping."""
        check_mapping_name(self.name)
        check_whole_number(self.version, "version", least=1, most=GREATEST_VERSION)
        check_text(self.fallback_title, "fallback_title", longest=LONGEST_LABEL)
        for name in PATH_LISTS:
            most = MOST_FINGERPRINT_FIELDS if name == "fingerprint" else MOST_CANDIDATES
            check_paths(getattr(self, name), name, most=most)
        for name, (kind, most) in FIELD_LISTS.items():
            fields = getattr(self, name)
            check_instances(fields, kind, name, most=most)
            if kind is not ContextField:
                check_different((entry.path for entry in fields), name)
        check_different((entry.name for entry in self.context), "context")
        if not SHORTEST_WINDOW <= self.window <= LONGEST_WINDOW:
            raise InvalidInputError("window", "must be from 5 minutes to 30 days")
        if self.window.microseconds:
            raise InvalidInputError("window", "must be whole seconds")


PATH_LISTS = (
    "title",
    "fallback_title_fields",
    "description",
    "level",
    "time",
    "index_name",
    "document_id",
    "user",
    "mailbox",
    "scan_except",
    "scan_unless",
    "identifiers",
    "rule_id",
    "techniques",
    "fingerprint",
    "shape",
)
"""The attributes of a mapping that are plain lists of paths."""

FIELD_LISTS: dict[str, tuple[type, int]] = {
    "severity": (SeverityField, MOST_CANDIDATES),
    "customer": (CustomerField, MOST_CANDIDATES),
    "observables": (ObservableField, MOST_OBSERVABLE_FIELDS),
    "scan": (ScanField, MOST_CANDIDATES),
    "context": (ContextField, MOST_CONTEXT_FIELDS),
}
"""The attributes of a mapping that are lists of fields with more than a path, and how many each may hold."""


def check_mapping_name(name: object) -> None:
    """Refuses what cannot be the name of a source.

    Raises:
        InvalidInputError: It is something else.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise InvalidInputError("name", "must be 1 to 64 lower-case letters, digits, - and _, not - or _ first")
