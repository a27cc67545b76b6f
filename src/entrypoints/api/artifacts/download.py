"""A stored file is handed out: whole or a range of it, and each time it is written down to whom."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from functools import partial
from typing import Annotated, Any

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter, SkipValidation
from litestar.response.base import ASGIResponse
from litestar.status_codes import HTTP_200_OK, HTTP_206_PARTIAL_CONTENT, HTTP_304_NOT_MODIFIED

from entrypoints.api.api_errors import TooBusyError
from entrypoints.api.api_settings import ApiSettings
from entrypoints.api.artifacts.sending import OCTETS, FileAnswer, attachment
from entrypoints.api.artifacts.shelves import FINDS, Found
from entrypoints.api.caller import needs
from entrypoints.api.head_requests import is_head
from entrypoints.api.places import Places
from entrypoints.api.problem_docs import refusals
from entrypoints.api.ranges import ByteRange, RangeNotSatisfiableError, asked_range, is_matched
from entrypoints.api.wired import By, UseCases
from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.read_artifact import NoObjectError
from socdomain.errors import NotFoundError
from socdomain.principal import Scope

_RANGE = ResponseSpec(data_container=bytes, generate_examples=False, description="The range that was asked for.")


@get(
    "/{artifact_id:uuid}/download",
    summary="Download a file",
    **needs(Scope.ARTIFACTS_READ),
    dependencies=FINDS,
    media_type="application/octet-stream",
    responses={
        HTTP_206_PARTIAL_CONTENT: _RANGE,
        **refusals(NotFoundError, NoObjectError, RangeNotSatisfiableError, TooBusyError),
    },
)
async def download(
    request: Request[Any, Any, Any],
    found: Found,
    by: By,
    container: UseCases,
    settings: NamedDependency[SkipValidation[ApiSettings]],
    downloads: NamedDependency[SkipValidation[Places]],
    range_: Annotated[
        str, HeaderParameter(name="Range", description="One range of bytes (RFC 9110), to take up what broke off.")
    ] = "",
    if_range: Annotated[
        str, HeaderParameter(name="If-Range", description="The ETag of what the range is wanted of.")
    ] = "",
    if_none_match: Annotated[
        str, HeaderParameter(name="If-None-Match", description="The ETag of what is there already.")
    ] = "",
) -> ASGIResponse:
    """Sends a file's bytes, or one range of them; its ETag is its SHA-256.

    Each download is written down in the custody of the file before its first byte is sent.
    """
    artifact = found.artifact
    if not artifact.status.has_object or artifact.sha256 is None:
        raise NoObjectError(artifact)
    headers = _headers(artifact)
    if if_none_match and is_matched(if_none_match, headers["etag"]):
        return ASGIResponse(status_code=HTTP_304_NOT_MODIFIED, headers={"etag": headers["etag"]})
    is_same = not if_range or if_range.strip() == headers["etag"]
    wanted = asked_range(range_, artifact.size_bytes) if is_same else None
    if wanted is not None:
        headers["content-range"] = f"bytes {wanted.first}-{wanted.last}/{artifact.size_bytes}"
    size_bytes = artifact.size_bytes if wanted is None else wanted.size_bytes
    status = HTTP_200_OK if wanted is None else HTTP_206_PARTIAL_CONTENT
    if is_head(request.scope):
        headers |= {"content-length": str(size_bytes), "content-type": OCTETS}
        return ASGIResponse(status_code=status, headers=headers, is_head_response=True)
    executor, give_back = downloads.take(by.reach)
    try:
        read = partial(container.artifacts.read.execute, artifact.id, by=by, **_places(wanted))
        _, content = await asyncio.get_running_loop().run_in_executor(executor, read)
    except BaseException:
        give_back()
        raise
    return FileAnswer(
        content,
        executor=executor,
        size_bytes=size_bytes,
        idle_timeout_s=settings.ingest_idle_timeout_s,
        ended=give_back,
        status_code=status,
        headers=headers,
    )


def _places(wanted: ByteRange | None) -> dict[str, int]:
    return {} if wanted is None else {"first_byte": wanted.first, "last_byte": wanted.last}


def _headers(artifact: Artifact) -> dict[str, str]:
    digest = artifact.sha256 or b""
    return {
        "etag": f'"{digest.hex()}"',
        "accept-ranges": "bytes",
        "content-disposition": attachment(artifact.file_name),
        # RFC 9530 section 3: of the whole file, whichever range of it is sent.
        "repr-digest": f"sha-256=:{b64encode(digest).decode()}:",
        "content-security-policy": "sandbox",
    }
