"""People who store files through the API."""

from __future__ import annotations

from typing import Any, Final

import httpx

from socdomain.ids import AgentId
from tests.api.driving import CASES, Api, ok
from tests.builders import EVERYONE, an_agent

STORE: Final = "/api/agent_data_store"
UPLOAD: Final = f"{STORE}/upload"
UPLOADS: Final = f"{STORE}/uploads"
TEMPLATES: Final = "/api/incident_management/case-report-template"
CONTENT: Final = b"MZ\x90\x00" * 50_000
BOUNDARY: Final = "a-boundary"
FORM: Final = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def a_case(api: Api) -> str:
    """Opens a case of ACME, and returns where its files are."""
    case = api.case(api.alert()["id"])
    return f"{CASES}/{case['id']}/data-store"


def stored_agent(api: Api, customer: str = "ACME") -> str:
    """Adds an agent, and returns its identifier."""
    agent_id = AgentId(api.container.ids.new())
    with api.container.work(EVERYONE) as work:
        work.agents.add_all([an_agent(f"host-{agent_id}", id=agent_id, customer_id=api.customer_id(customer))])
        work.commit()
    return str(agent_id)


def stored(
    api: Api, place: str, name: str = "evil.exe", content: bytes = CONTENT, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    """Uploads a file, and returns what is known of it."""
    return ok(api.http.post(place, files={"file": (name, content)}, headers=headers), 201)


def part(name: str, content: bytes, *, file_name: str | None = None) -> bytes:
    """A part of a form, as it is sent."""
    named = "" if file_name is None else f'; filename="{file_name}"'
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + content + b"\r\n"


END: Final = f"--{BOUNDARY}--\r\n".encode()


def acts(api: Api, place: str, artifact_id: str) -> list[str]:
    """What was done with a file, the first first."""
    listed = ok(api.http.get(f"{place}/{artifact_id}/custody"))["items"]
    return [one["act"] for one in reversed(listed)]


def nothing_is_stored(api: Api) -> bool:
    """Tells whether there is neither a record nor an object, nor a part of one."""
    objects = api.container.artifacts.objects
    there = [one for bucket in api.container.artifacts.buckets.all for one in objects.list(bucket)]
    coming = [one for bucket in api.container.artifacts.buckets.all for one in objects.uploads(bucket)]
    return not (there or coming or ok(api.http.get(STORE))["items"])


def sent(api: Api, place: str, *parts: bytes, headers: dict[str, str] | None = None) -> httpx.Response:
    """Sends a form as it is."""
    return api.http.post(place, content=b"".join(parts), headers=FORM | (headers or {}))
