"""The mapping of a source as a JSON column.

It says which format it is in: it lives for years, operators edit it, and its shape will change.
"""

from __future__ import annotations

from typing import Any

from adapters.database.json_columns import StoredValueError
from socdomain.errors import InvalidInputError
from socdomain.sources.mapping import SourceMapping
from socdomain.sources.mapping.mapping_document import mapping_from_document, mapping_to_document

MAPPING_FORMAT = 1


def mapping_to_json(mapping: SourceMapping) -> dict[str, Any]:
    """Returns the value that stands for a mapping."""
    return {"format": MAPPING_FORMAT, "mapping": mapping_to_document(mapping)}


def mapping_from_json(value: Any) -> SourceMapping:
    """Returns the mapping that a value stands for.

    Raises:
        StoredValueError: It is in another format, or not one.
    """
    if not isinstance(value, dict) or value.keys() != {"format", "mapping"} or value["format"] != MAPPING_FORMAT:
        raise StoredValueError("a stored mapping is in a format that this version does not know")
    try:
        return mapping_from_document(value["mapping"])
    except InvalidInputError as error:
        raise StoredValueError(f"a stored mapping cannot be read at {error.field}") from error
