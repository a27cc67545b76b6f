"""Views that are shared with a customer's people, and those of whoever walks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from attrs import evolve

from socdomain.errors import NotFoundError
from socdomain.ids import PrincipalId, ViewId, derived_id
from socdomain.views.view import View
from tests.api.driving import NOW, Api, ok
from tests.builders import EVERYONE

VIEWS: Final = "/api/views"


def share_view(api: Api, code: str) -> str:
    """Shares a view that says the customer's name with its people; where it is there it stays."""
    word = code.lower()
    view_id = ViewId(derived_id("shared view", word))
    nobody = PrincipalId(UUID(int=0))
    shared = View(view_id, f"{word} in the name", f"tag={word}-tag", nobody, f"{word}-owner", NOW)
    with api.container.work(EVERYONE) as work:
        try:
            work.views.get(view_id, owner_id=nobody, reach=EVERYONE)
        except NotFoundError:
            work.views.add(evolve(shared, is_shared=True, customer_id=api.customer_id(code)))
            work.commit()
    return str(view_id)


def save_view(api: Api, headers: Mapping[str, str]) -> str:
    """Saves a view of the caller's own, of another name than what they will save."""
    listed = ok(api.http.get(VIEWS, headers=dict(headers)))["items"]
    body = {"name": f"own view {len(listed)}", "query": "status=OPEN"}
    view_id: str = ok(api.http.post(VIEWS, json=body, headers=dict(headers)), 201)["id"]
    return view_id


def is_end_of_view(method: str, path: str) -> bool:
    """Tells whether a view is not afterwards what it was before."""
    return (method == "DELETE" and path.startswith(VIEWS)) or path == "/console/views/{view_id:uuid}/remove"
