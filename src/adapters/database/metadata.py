"""The one MetaData, its naming of constraints, and the column types that differ between databases."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Dialect, LargeBinary, MetaData, Text, Uuid as NativeUuid
from sqlalchemy.dialects.postgresql import JSON, TIMESTAMP
from sqlalchemy.types import TypeDecorator, TypeEngine

# Constraints have names, so that errors can be translated by name and migrations can drop them.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def to_microseconds(at: datetime) -> int:
    """Returns a time as whole microseconds since 1970-01-01T00:00Z, exactly."""
    return (at - EPOCH) // MICROSECOND


def from_microseconds(number: int) -> datetime:
    """Returns the aware UTC time of so many microseconds since 1970-01-01T00:00Z."""
    return EPOCH + MICROSECOND * number


# One encoder and one decoder for every JSON column: compact, and text stays readable to whoever looks into the table.
to_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
from_json = json.JSONDecoder().decode


class Id(TypeDecorator[UUID]):
    """A UUID: ``uuid`` on PostgreSQL; 16 bytes on SQLite, half of what text would take in every index."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Returns the column type of the dialect."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(NativeUuid())
        return dialect.type_descriptor(LargeBinary(16))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        """Turns an identifier into what the driver takes."""
        if value is None or dialect.name == "postgresql":
            return value
        return value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        """Turns what the driver gives into an identifier."""
        if value is None or isinstance(value, UUID):
            return value
        return UUID(bytes=bytes(value))


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC time: ``timestamptz`` on PostgreSQL; on SQLite microseconds since 1970, which sort alike."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Returns the column type of the dialect."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Turns a time into what the driver takes."""
        if value is None or dialect.name == "postgresql":
            return value
        return to_microseconds(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Turns what the driver gives into an aware UTC time."""
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        return from_microseconds(value)


class UnreadableJson:
    """Stands for JSON that PostgreSQL keeps and Python does not read, such as a number of a million digits.

    The driver reads values before anybody knows of which row and column they are, and what it raises says neither.
    """


class Json(TypeDecorator[Any]):
    """A JSON value: repositories pass and get Python values; ``json`` on PostgreSQL, text on SQLite.

    Not ``jsonb``: nothing looks inside these columns, ``jsonb`` forgets the order of an object's fields, and it costs
    a parse for each row that intake writes. None is NULL.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Returns the column type of the dialect."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(JSON(none_as_null=True))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Turns a value into what the driver takes."""
        if value is None or dialect.name == "postgresql":
            return value
        return to_json(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Turns what the driver gives into a value.

        Raises:
            ValueError: It cannot be read.
        """
        if isinstance(value, UnreadableJson):
            raise ValueError("a stored JSON value cannot be read")  # noqa: TRY004 - as for any other text that is none
        if value is None or dialect.name == "postgresql":
            return value
        return from_json(value)
