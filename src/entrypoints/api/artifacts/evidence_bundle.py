"""The evidence of a case as one signed zip, made as it is sent."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation
from litestar.response.base import ASGIResponse
from litestar.status_codes import HTTP_200_OK

from entrypoints.api.api_errors import TooBusyError
from entrypoints.api.api_settings import ApiSettings
from entrypoints.api.artifacts.sending import FileAnswer
from entrypoints.api.caller import needs
from entrypoints.api.head_requests import is_head
from entrypoints.api.places import Places
from entrypoints.api.problem_docs import refusals
from entrypoints.api.wired import By, UseCases
from socdomain.artifacts.bundle.export_bundle import CannotBundleError, case_to_export
from socdomain.errors import ConcurrentChangeError, NotFoundError
from socdomain.ids import CaseId
from socdomain.principal import Scope

ZIP = "application/zip"


@get(
    "/{case_id:uuid}/evidence-bundle",
    summary="Export the evidence of a case",
    **needs(Scope.ARTIFACTS_READ),
    media_type=ZIP,
    responses=refusals(NotFoundError, CannotBundleError, ConcurrentChangeError, TooBusyError),
)
async def export_bundle(
    request: Request[Any, Any, Any],
    case_id: FromPath[UUID],
    by: By,
    container: UseCases,
    settings: NamedDependency[SkipValidation[ApiSettings]],
    downloads: NamedDependency[SkipValidation[Places]],
) -> ASGIResponse:
    """Sends the files of a case, their custody with its proof, and a signed manifest, as one zip.

    `watchfloor-verify` tells of it whether all of it is as it was exported. That it was exported is written down in the
    custody of each file before the first byte is sent.
    """
    executor, give_back = downloads.take(by.reach)
    answer = partial(
        FileAnswer, executor=executor, idle_timeout_s=settings.ingest_idle_timeout_s, ended=give_back, media_type=ZIP
    )
    on_thread = partial(asyncio.get_running_loop().run_in_executor, executor)
    try:
        if is_head(request.scope):
            await on_thread(partial(case_to_export, container.reading(by.reach), CaseId(case_id), by=by))
            return answer(iter(()), size_bytes=None, status_code=HTTP_200_OK, headers={})
        bundle = await on_thread(partial(container.export_bundle.execute, CaseId(case_id), by=by))
    except BaseException:
        give_back()
        raise
    # Its own name, in ASCII: nothing that anybody has chosen stands in it.
    headers = {"content-disposition": f'attachment; filename="{bundle.file_name}"'}
    return answer(bundle.content, size_bytes=None, status_code=HTTP_200_OK, headers=headers)
