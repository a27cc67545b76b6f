"""Stored files of a customer, and one that is being sent."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from attrs import evolve

from socdomain.ids import AgentId
from tests.api.driving import Api, ok
from tests.builders import EVERYONE

STORE: Final = "/api/agent_data_store"
HOLDS: Final = "/api/legal_holds"
TEMPLATES: Final = "/api/incident_management/case-report-template"
CONFIGS: Final = "/api/sysmon_config"
FILE: Final = "file"
FILES: Final = {TEMPLATES: "template", CONFIGS: "config"}
"""What the paths mean by a file; all others mean evidence."""
KINDS: Final = (FILE, *FILES.values(), "upload", "hold")


def make_files(api: Api, word: str, things: Mapping[str, Any]) -> dict[str, Any]:
    """Stores more than a page of one of each kind, with a word in each text, and more than one act in the custody."""
    content = _zip_of(f"{word} in the file")
    customer = things["customer"]
    belongs(api, things["agent"], customer)
    made: dict[str, Any] = {"sha256": hashlib.sha256(content).hexdigest()}
    about = {"agent_id": things["agent"], "case_id": things["case"], "notes": f"{word} is noted"}
    for kind, path, fields in (
        (FILE, f"{STORE}/upload", about),
        ("template", TEMPLATES, {"customer": customer}),
        ("config", f"{CONFIGS}/{customer}", {}),
    ):
        for _ in range(2):
            sent = api.http.post(path, data=fields, files={"file": (f"{word}.zip", content)})
            made[kind] = ok(sent, 201)["id"]
            ok(api.http.post(f"{sent.headers['location']}/verify"))
    return made


def make_hold(api: Api, word: str, things: Mapping[str, Any]) -> str:
    """Places holds that say the word on the customer's case and file, and lifts them, so that files can be removed."""
    lifted = ""
    for target in ({"case_id": things["case"]}, {"artifact_id": things[FILE]}):
        lifted = ok(api.http.post(HOLDS, json={"reason": f"{word} v. state", **target}), 201)["id"]
        ok(api.http.post(f"{HOLDS}/{lifted}/lift", json={"reason": f"{word} settled"}))
    return lifted


def lift_all(api: Api) -> None:
    """Lifts all holds, so that files can be removed."""
    for hold in ok(api.http.get(HOLDS, params={"in_force": True, "limit": 200}))["items"]:
        ok(api.http.post(f"{HOLDS}/{hold['id']}/lift", json={"reason": "for the next question"}))


def _zip_of(name: str) -> bytes:
    """The shortest zip with an entry: it is empty, and has a name; the same bytes each time."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"")
    return content.getvalue()


def belongs(api: Api, agent: str, customer: str) -> None:
    """Makes the agent the customer's, whoever has been given it since."""
    agent_id = AgentId(UUID(agent))
    with api.container.work(EVERYONE) as work:
        found = work.agents.for_change(agent_id, reach=EVERYONE)
        work.agents.save_seen([evolve(found, customer_id=api.customer_id(customer))])
        work.commit()


def begin_upload(api: Api, things: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    """Begins to send a file of the customer's case, and sends all of it."""
    body = {"file_name": "sent.bin", "size_bytes": 1, "case_id": things["case"]}
    begun = api.http.post(f"{STORE}/uploads", json=body, headers=dict(headers))
    upload_id: str = ok(begun, 201)["id"]
    ok(api.http.put(f"{begun.headers['location']}/parts/1", content=b"u", headers=dict(headers)))
    return upload_id


def lists_of_files(things: Mapping[str, Any]) -> list[str]:
    """Where the customer's files are told."""
    case = f"/api/incident_management/cases/{things['case']}/data-store"
    return [HOLDS, STORE, TEMPLATES, f"{CONFIGS}/{things['customer']}", case, f"{case}/{things[FILE]}/custody"]


def is_end_of_file(method: str, path: str) -> bool:
    """Tells whether a file, or the sending of one, is not afterwards what it was before."""
    is_deleted = method == "DELETE" and ("{artifact_id" in path or "{upload_id" in path)
    return is_deleted or path.endswith(("/complete", "/delete", "/give-up"))
