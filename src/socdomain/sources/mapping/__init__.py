"""Mappings: how documents of a source become events, as data, and what reads documents by them."""

from socdomain.sources.mapping.event_time import event_time
from socdomain.sources.mapping.mapped_fields import (
    ContextField,
    CustomerField,
    HostFields,
    ObservableField,
    ScanField,
    SeverityField,
)
from socdomain.sources.mapping.mapping_document import mapping_from_document, mapping_to_document
from socdomain.sources.mapping.named_severities import NAMED_TABLES
from socdomain.sources.mapping.normalise import Normaliser, normaliser_for, unwrap
from socdomain.sources.mapping.severity_table import SeverityTable
from socdomain.sources.mapping.source_mapping import (
    LONGEST_WINDOW,
    SHORTEST_WINDOW,
    USUAL_WINDOW,
    SourceMapping,
)

__all__ = [
    "LONGEST_WINDOW",
    "NAMED_TABLES",
    "SHORTEST_WINDOW",
    "USUAL_WINDOW",
    "ContextField",
    "CustomerField",
    "HostFields",
    "Normaliser",
    "ObservableField",
    "ScanField",
    "SeverityField",
    "SeverityTable",
    "SourceMapping",
    "event_time",
    "mapping_from_document",
    "mapping_to_document",
    "normaliser_for",
    "unwrap",
]
