"""Velociraptor's API on the wire: those of its messages and fields that are used (``api.proto``, package ``proto``).

Written by name and number instead of being generated, so that neither a compiler nor code of somebody else comes along;
decision 0013 says why, and a test holds it against what Velociraptor's own package has.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from attrs import frozen

SERVICE: Final = "proto.API"
QUERY: Final = "Query"

_STRING: Final = 9
_UINT64: Final = 4
_MESSAGE: Final = 11
_ONE: Final = 1
_MANY: Final = 3

FIELDS: Final[dict[str, tuple[tuple[str, int, int, int, str], ...]]] = {
    "VQLRequest": (("VQL", 1, _STRING, _ONE, ""), ("Name", 2, _STRING, _ONE, "")),
    "VQLEnv": (("key", 1, _STRING, _ONE, ""), ("value", 2, _STRING, _ONE, "")),
    "VQLCollectorArgs": (
        ("Query", 2, _MESSAGE, _MANY, "VQLRequest"),
        ("env", 3, _MESSAGE, _MANY, "VQLEnv"),
        ("max_row", 4, _UINT64, _ONE, ""),
        ("max_wait", 6, _UINT64, _ONE, ""),
        ("timeout", 25, _UINT64, _ONE, ""),
        ("org_id", 35, _STRING, _ONE, ""),
    ),
    "VQLResponse": (
        ("Response", 1, _STRING, _ONE, ""),
        ("Columns", 2, _STRING, _MANY, ""),
        ("timestamp", 4, _UINT64, _ONE, ""),
        ("part", 6, _UINT64, _ONE, ""),
        ("total_rows", 7, _UINT64, _ONE, ""),
        ("log", 9, _STRING, _ONE, ""),
    ),
}
"""By message: name, number, type, label (as ``descriptor.proto`` numbers them), and the message that a field holds."""


@frozen
class Messages:
    """The classes of the messages, as the protobuf library makes them.

    Attributes:
        request: ``VQLCollectorArgs``.
        response: ``VQLResponse``.
    """

    request: Any
    response: Any


@cache
def messages() -> Messages:
    """Returns the classes of the messages; the protobuf library is loaded here and not before."""
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

    file = descriptor_pb2.FileDescriptorProto(name="watchfloor/velociraptor.proto", package="proto", syntax="proto3")
    for name, fields in FIELDS.items():
        message = file.message_type.add(name=name)
        for called, number, kind, label, of in fields:
            inner = {"type_name": f".proto.{of}"} if of else {}
            message.field.add(name=called, number=number, type=kind, label=label, **inner)
    # A pool of its own, since a program may have Velociraptor's package loaded as well, with the same names.
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    request, response = (
        message_factory.GetMessageClass(pool.FindMessageTypeByName(f"proto.{name}"))
        for name in ("VQLCollectorArgs", "VQLResponse")
    )
    return Messages(request, response)
