"""Two customers with some of everything, of whom the one must never learn of the other."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from itertools import count
from typing import Any, Final
from uuid import UUID

from attrs import field, frozen
from sqlalchemy import select

from adapters.database.metadata import metadata
from socdomain.auth.builtin_roles import ADMIN, CUSTOMER_USER
from socdomain.ids import SessionId
from tests.api.driving import ALERTS, CASES, FROM_ALERT, INGEST, JSON, MANUAL, NDJSON, Api, ok, wazuh
from tests.api.tenancy.agents import AGENTS, make_agents
from tests.api.tenancy.files import KINDS, begin_upload, lists_of_files, make_files, make_hold
from tests.api.tenancy.views import VIEWS, share_view
from tests.builders import EVERYONE
from tests.contracts.any_row import OWNED
from tests.within_reach import for_everyone

Headers = dict[str, str]
Things = dict[str, Any]

REJECTED, USERS, KEYS, SOURCES = "/api/sources/rejected", "/api/auth/users", "/api/auth/keys", "/api/sources"
SESSIONS, CUSTOMERS, AUDIT = "/api/auth/sessions", "/api/customers", "/api/audit"
SHARED_SOURCE: Final = "syslog"
"""A source that the other customer is the default of; sources are the platform's."""
SHORTEST_SPELLING: Final = 8
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@frozen
class Side:
    """A customer, and what belongs to it.

    Attributes:
        things: An identifier or a name of one of each kind of thing.
        canaries: What nobody else may read, in small letters.
    """

    things: Things
    canaries: frozenset[str] = field(factory=frozenset)

    @property
    def code(self) -> str:
        code: str = self.things["customer"]
        return code


def side_of_nobody(word: str, digits: str, address: str) -> Side:
    """Names of things that are not there; one that can be given is another one each time."""
    numbers = count(1)
    uuid = f"0192d1a1-{digits}-7000-8000-00000000{digits}"
    return Side(
        {
            **dict.fromkeys(("alert", "case", "agent", "user", "key", "session", "rejected", "view", *KINDS), uuid),
            "sha256": digits * 16,
            "customer": word.upper(),
            "login": f"{word}-admin",
            "tag": f"{word}-tag",
            "asset": f"{word}-host",
            "observable": address,
            "technique": "T1200",
            "text": f"{word} in the title",
            "only_source": f"{word}-source",
            "document": wazuh(77, agent={"name": "shared", "labels": {"customer": word.upper()}}),
            "new_code": lambda: f"{word.upper()}-{next(numbers)}",
            "new_login": lambda: f"{word}-{next(numbers)}",
            "new_email": lambda: f"{word}-{next(numbers)}@example.com",
        }
    )


MISSING: Final = side_of_nobody("quokka", "dead", "192.0.2.99")
"""What is asked about beside what is another's."""
NOTHING: Final = side_of_nobody("wombat", "beef", "192.0.2.98")
"""What those ask with who have nothing."""


def make_side(api: Api, word: str, address: str, technique: str, source: str) -> Side:
    """Makes a customer with some of everything, each text of which holds a word, as those would who use it."""
    code = word.upper()
    ok(api.http.post(CUSTOMERS, json={"code": code, "name": f"{word} Ltd", "further_codes": [f"{word}-cloud"]}), 201)
    admin = api.user(f"{word}-admin", role=ADMIN, customers=[code], email=f"{word}@example.com")
    user = api.user(f"{word}-user", role=CUSTOMER_USER, customers=[code])
    things: Things = {"customer": code, "new_code": code, "new_login": f"{word}-user", "login": f"{word}-admin"}
    things |= {"new_email": f"{word}@example.com", "tag": f"{word}-tag", "asset": f"{word}-host", "only_source": source}
    things |= {"observable": address, "technique": technique, "text": f"{word} in the title"}
    things["document"] = wazuh(77, agent={"name": "shared", "labels": {"customer": code}})
    _send_documents(api, word, things)
    things |= _triaged(api, word, code, admin)
    things |= make_agents(api, word, code)
    things |= make_files(api, word, things)
    things["upload"] = begin_upload(api, things, admin)
    things["hold"] = make_hold(api, word, things)
    things["view"] = share_view(api, code)
    listed = {one["login"]: one["id"] for one in ok(api.http.get(USERS, params={"limit": 200}))["items"]}
    body = {"name": f"{word} forwarder", "scopes": ["alerts:read"], "customers": [code], "source": "wazuh"}
    things["key"] = ok(api.http.post(KEYS, json=body), 201)["key"]["id"]
    things["user"] = listed[f"{word}-user"]
    things["session"] = ok(api.http.get(SESSIONS, headers=user))["items"][0]["id"]
    rejected = ok(api.http.get(REJECTED, headers=admin))["items"]
    # Tried again, what is no UTF-8 is rejected for another reason, and so becomes another one.
    things["rejected"] = next(one["id"] for one in rejected if one["body"] is not None)
    canaries = {word, address, technique.lower(), things["sha256"], *_UUID.findall("".join(_told(api, things, admin)))}
    return Side(things, frozenset(canaries))


def _send_documents(api: Api, word: str, things: Things) -> None:
    for number in (1, 2, 3):
        document = wazuh(
            number,
            document_id=f"{word}-{number}",
            rule={
                "id": f"{100000 + min(number, 2)}",
                "level": 10,
                "description": f"{word} in the title",
                "mitre": {"id": [things["technique"]]},
            },
            agent={"id": "1", "name": f"{word}-host"},
            data={"srcip": things["observable"]},
            full_log=f"{word} in the log",
        )
        api.ingest(document, customer=things["customer"])
    elsewhere = {"event_type": "alert", "alert": {"signature": f"{word} on the wire", "severity": 1}}
    elsewhere |= {"message": f"{word} on the wire", "timestamp": "2026-08-20T07:00:00Z"}
    api.ingest(elsewhere, customer=things["customer"], source=things["only_source"])
    for body in (f"{word} is no JSON\n".encode(), b"\xff" + f"{word} is no UTF-8\n".encode()):
        params = {"source": "wazuh", "customer": things["customer"]}
        ok(api.http.post(INGEST, params=params, content=body, headers=NDJSON))


def _triaged(api: Api, word: str, code: str, admin: Headers) -> Things:
    """Does to alerts and cases what analysts do, and returns an alert in a case of two."""
    listed = ok(api.http.get(ALERTS, headers=admin, params={"source": "wazuh"}))["items"]
    first, second = (one["id"] for one in listed)
    patch = {"tags": [f"{word}-tag"], "assignee": f"{word}-admin"}
    for alert_id in (first, second):
        ok(api.http.patch(f"{ALERTS}/{alert_id}", json=patch, headers={**admin, "If-Match": '"1"'}))
        remark = {"text": f"{word} on the alert"}
        ok(api.http.post(f"{ALERTS}/{alert_id}/comments", json=remark, headers=admin), 201)
    cases = [ok(api.http.post(FROM_ALERT, json={"alert_id": one}, headers=admin), 201)["id"] for one in (first, second)]
    ok(api.http.post(f"{CASES}/{cases[0]}/comments", json={"text": f"{word} on the case"}, headers=admin), 201)
    for case_id in cases:
        change = {"name": f"{word} case", "assignee": f"{word}-admin"}
        etag = api.http.get(f"{CASES}/{case_id}", headers=admin).headers["etag"]
        ok(api.http.patch(f"{CASES}/{case_id}", json=change, headers={**admin, "If-Match": etag}))
    by_hand = {"customer": code, "title": f"{word} by hand", "severity": "Low", "tags": [f"{word}-tag"]}
    ok(api.http.post(MANUAL, json=by_hand, headers=admin), 201)
    in_both = next(one for one in (first, second) if len(_events(api, one, admin)) > 1)
    return {"alert": in_both, "case": cases[(first, second).index(in_both)]}


def _events(api: Api, alert_id: str, headers: Headers) -> list[Any]:
    found: list[Any] = ok(api.http.get(f"{ALERTS}/{alert_id}/events", headers=headers))["items"]
    return found


def _told(api: Api, things: Things, headers: Headers) -> Iterator[str]:
    """All that the API tells a principal who sees one customer."""
    alerts = [one["id"] for one in ok(api.http.get(ALERTS, headers=headers))["items"]]
    cases = [one["id"] for one in ok(api.http.get(CASES, headers=headers))["items"]]
    of_alerts = [f"{ALERTS}/{one}{part}" for one in alerts for part in ("", "/events", "/history")]
    of_cases = [f"{CASES}/{one}{part}" for one in cases for part in ("", "/history")]
    for path in (ALERTS, CASES, AGENTS, REJECTED, CUSTOMERS, VIEWS, f"{ALERTS}/summary", *of_alerts, *of_cases):
        yield api.http.get(path, headers=headers).text
    for path in lists_of_files(things):
        yield api.http.get(path, headers=headers).text
    yield api.http.get(AUDIT, headers={**headers, "Accept": "application/jsonl"}).text
    for path in (f"{USERS}/{things['user']}", f"{KEYS}/{things['key']}", f"{SOURCES}/{SHARED_SOURCE}"):
        yield api.http.get(path).text


def everything_of(api: Api, side: Side) -> list[str]:
    """All that is stored of a customer, as the API tells it and, where there is a database, as its tables do."""
    admin = api.headers(f"{side.code.lower()}-admin")
    told = list(_told(api, side.things, admin))
    with api.container.reading(EVERYONE) as work:
        told.append(repr(work.sessions.standing(SessionId(UUID(side.things["session"])))))
    engine = getattr(api.container.work, "engine", None)
    if engine is None:
        return told
    customer = api.customer_id(side.code)
    with for_everyone(engine).connect() as connection:
        for name, owner in OWNED.items():
            rows = connection.execute(select(metadata.tables[name]).where(owner == customer))
            told += sorted(f"{name} {row!r}" for row in rows)
    return told


def make_shared_source(api: Api, other: Side) -> None:
    """Makes a source of which the other customer is the default."""
    body = {"mapping": {"title": ["message"]}, "default_customer": other.code}
    ok(api.http.put(f"{SOURCES}/{SHARED_SOURCE}", json=body, headers=JSON), 201)


def spellings(canary: str) -> Iterator[str]:
    """A text as it stands in an answer, in small letters: plain, defanged, and in base64 wherever it begins."""
    yield canary
    yield canary.replace(".", "[.]")
    for before in range(3):
        whole = b64encode(b"\0" * before + canary.encode()).decode()
        # The first and the last group hold what stands beside it, too.
        inner = (whole[4:-4] if before else whole[:-4]).lower()
        if len(inner) >= SHORTEST_SPELLING:
            yield inner
