"""How the API's description shows problem documents."""

from __future__ import annotations

from typing import Annotated, Any

from litestar.openapi.datastructures import ResponseSpec
from msgspec import UNSET, Meta, Struct, UnsetType

from entrypoints.api.api_errors import (
    BodyTooLargeError,
    EncryptionNeededError,
    InvalidBodyError,
    UnsupportedMediaError,
    VersionNeededError,
)
from entrypoints.api.problem_kinds import KINDS, ProblemKind
from entrypoints.api.problems import MEDIA_TYPE
from socdomain.errors import (
    ConcurrentChangeError,
    IdempotencyKeyReusedError,
    InvalidInputError,
    NotAllowedError,
    NotSignedInError,
    StaleVersionError,
    StorageUnavailableError,
)


class FaultOut(Struct):
    """One thing that is wrong with a body."""

    path: Annotated[str, Meta(description="Where, as a JSON path.", examples=["$.tags[0]"])]
    reason: Annotated[str, Meta(description="What would be accepted.")]


class Problem(Struct, rename={"present_state": "present"}):
    """A problem document (RFC 9457). Beside these members a kind of problem may have further ones."""

    type: Annotated[str, Meta(description="The kind of problem; never changes.", examples=["/problems/not-found"])]
    title: Annotated[str, Meta(description="The kind of problem, for people.")]
    status: Annotated[int, Meta(description="The status of the answer.")]
    detail: Annotated[str, Meta(description="What happened this time.")]
    instance: Annotated[str, Meta(description="The path that was asked for, as a URI reference.")]
    field: Annotated[str | UnsetType, Meta(description="The parameter or field that cannot be meant.")] = UNSET
    errors: Annotated[list[FaultOut] | UnsetType, Meta(description="What is wrong with the body.")] = UNSET
    present_state: Annotated[Any, Meta(description="What was to be changed, as it is now; its ETag is a header.")] = (
        UNSET
    )
    error_id: Annotated[str | UnsetType, Meta(description="Where to find the failure in the log.")] = UNSET


TAKES_BODY = (InvalidBodyError, UnsupportedMediaError, BodyTooLargeError)
"""What any route that reads a body may refuse."""

CREATES_ONCE = (*TAKES_BODY, IdempotencyKeyReusedError, ConcurrentChangeError)
"""What any route that takes an idempotency key may refuse."""

CHANGES_VERSION = (*TAKES_BODY, VersionNeededError, StaleVersionError, ConcurrentChangeError)
"""What any route that changes a version may refuse."""


def refusals(*errors: type[Exception], is_public: bool = False) -> dict[int, ResponseSpec]:
    """Describes how a route refuses, beside what any route may refuse.

    Args:
        *errors: What else it may raise.
        is_public: Whether anybody may call it.
    """
    always: tuple[type[Exception], ...] = (InvalidInputError, EncryptionNeededError, StorageUnavailableError)
    if not is_public:
        always = (*always, NotSignedInError, NotAllowedError)
    kinds: dict[int, list[ProblemKind]] = {}
    for error in dict.fromkeys((*errors, *always)):
        kinds.setdefault(int(KINDS[error].status), []).append(KINDS[error])
    return {status: _described(kinds[status]) for status in sorted(kinds)}


def _described(kinds: list[ProblemKind]) -> ResponseSpec:
    return ResponseSpec(
        data_container=Problem,
        generate_examples=False,
        description="; ".join(f"{kind.title} (`{kind.type}`)" for kind in kinds) + ".",
        media_type=MEDIA_TYPE,
    )
