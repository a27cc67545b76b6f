"""Files that a form sends in one piece, for browsers without JavaScript; those with it send them by parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from attrs import evolve
from litestar import Response, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, SkipValidation

from entrypoints.api.artifacts.receiving import Receiving, receiving_files
from entrypoints.api.artifacts.shelves import Shelf
from entrypoints.api.caller import needs
from entrypoints.console.addresses import address
from entrypoints.console.forms import CSRF_FIELD
from entrypoints.console.guard import TOKEN_IN_STREAM, require_token
from entrypoints.console.seeing import see
from socdomain.ids import CaseId
from socdomain.principal import Scope

_FIELDS: Final = (CSRF_FIELD, "notes")
_NEEDS: Final = needs(Scope.ARTIFACTS_WRITE)


@post(
    "/cases/{case_id:uuid}/evidence",
    **{**_NEEDS, "opt": _NEEDS["opt"] | TOKEN_IN_STREAM},
    dependencies={"receiving": Provide(receiving_files, sync_to_thread=False)},
)
async def upload(case_id: FromPath[UUID], receiving: NamedDependency[SkipValidation[Receiving]]) -> Response[Any]:
    """Stores the files of a form with a case, all of them or none.

    The form is read as it arrives, and its token with it: it stands before the files, none of which is stored without.
    """

    def admits(fields: Mapping[str, str]) -> None:
        require_token(receiving.caller, fields.get(CSRF_FIELD, ""))

    await evolve(receiving, admits=admits).many(Shelf(case_id=CaseId(case_id)), _FIELDS)
    return see(address(f"/cases/{case_id}", [("done", "stored")]))
