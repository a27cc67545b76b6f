"""The real application over memory or a database, and people who call it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any, Final
from urllib.parse import unquote

import httpx
import pytest
from attrs import evolve, frozen
from litestar import Litestar
from litestar.testing import TestClient

from adapters.cron import CroniterCalendar
from adapters.database import sql_works
from adapters.database.works import SqlWorks
from adapters.secrets.ed25519 import Ed25519Keys
from entrypoints.api.api_settings import ApiSettings
from entrypoints.api.app import create_app
from entrypoints.api.equipment import Equipment, equip
from entrypoints.artifact_use_cases import ArtifactUseCases
from entrypoints.audit_use_cases import AuditUseCases
from entrypoints.connector_use_cases import ConnectorUseCases
from entrypoints.console.routers import console_routers, lost_in_console
from entrypoints.container import Container
from entrypoints.job_use_cases import JobUseCases
from entrypoints.platform_work import PlatformWork
from socdomain.artifacts.buckets import Buckets
from socdomain.artifacts.limits import ArtifactLimits
from socdomain.auth.local_principal import local_principal
from socdomain.auth.role import Role
from socdomain.auth.session import Place
from socdomain.auth.user import User
from socdomain.connectors.kind import ConnectorKinds
from socdomain.customers.create_customer import NewCustomer
from socdomain.ids import CustomerId, PrincipalId
from socdomain.memory import (
    CountingIds,
    FixedClock,
    MemoryAnchors,
    MemoryObjectStore,
    MemoryPlatform,
    MemoryRunQueue,
    MemorySecretBox,
    MemoryTokenSigner,
    UnsafePasswordHasher,
    UnsafePasswordMaker,
    UnsafePasswordRating,
    UnsafeSecretMaker,
)
from socdomain.memory.platform import MemoryWorks
from socdomain.object_store import ObjectStore
from socdomain.principal import Reach, Scope
from socdomain.startup.apply_seeds import ApplySeeds
from socdomain.startup.builtin_seeds import builtin_seeds
from tests.builders import EVERYONE
from tests.products import HOUND, Products, kinds_of

NOW = datetime(2026, 8, 20, 8, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
ALERTS = "/api/incident_management/alerts"
CASES = "/api/incident_management/cases"
FROM_ALERT = "/api/incident_management/case/from-alert"
INGEST = "/api/incident_alert/ingest"
MANUAL = "/api/incident_alert/create/manual"
JSON = {"Content-Type": "application/json"}
NDJSON = {"Content-Type": "application/x-ndjson"}
SETTINGS = ApiSettings(cursor_key=b"k" * 32, max_body_bytes=4 * 1024**2, ingest_idle_timeout_s=5, allow_plain_http=True)
KINDS = kinds_of(HOUND)
AUDIT_KEY = b"k" * 32
LIMITS = ArtifactLimits(most_bytes=32 * 1024**2, most_bytes_of_customer=64 * 1024**2)

STORES = ("memory", "sqlite", "postgres")

_IDLE: Final[list[Litestar]] = []
Works = Callable[[Reach], PlatformWork]


@frozen
class Api:
    """A running application, with ``ACME`` and ``BETA`` as customers and the shipped sources."""

    app: Litestar
    container: Container
    clock: FixedClock
    http: TestClient[Litestar]
    products: Products

    def user(
        self, login: str, *, scopes: Iterable[Scope] = Scope, customers: Iterable[str] | None = None, **fields: Any
    ) -> dict[str, str]:
        """Adds a user and returns the headers with which they call."""
        with self.container.work(EVERYONE) as work:
            reach = None if customers is None else frozenset(self.customer_id(code) for code in customers)
            role = Role(f"role of {login}", "Made for a test", frozenset(scopes))
            user = User(
                id=PrincipalId(self.container.ids.new()),
                login=login,
                password_hash=self.container.hasher.hash(PASSWORD),
                role=role.name,
                customers=reach,
                created_at=self.clock.now(),
            )
            if "role" not in fields:
                work.roles.add(role)
            work.users.add(evolve(user, **fields))
            work.commit()
        return self.headers(login)

    def headers(self, login: str, password: str = PASSWORD) -> dict[str, str]:
        """Signs a user in, and returns the headers with which they call."""
        token = self.container.sign_in.execute(login, password, place=Place("192.0.2.1", "test")).access_token
        return {"Authorization": f"Bearer {token}"}

    def customer_id(self, code: str) -> CustomerId:
        """Returns the identifier of a customer, which no route shows."""
        with self.container.reading(EVERYONE) as work:
            return work.customers.by_code(code, reach=local_principal("test").reach).id

    def sign_in(self) -> None:
        """Calls from now on as somebody who may do everything."""
        self.http.headers.update(self.user("anna"))

    def ingest(self, *documents: dict[str, Any], customer: str = "ACME", source: str = "wazuh") -> dict[str, Any]:
        """Sends documents and returns what became of them."""
        answer = self.http.post(INGEST, params={"source": source, "customer": customer}, json=list(documents))
        return ok(answer)

    def alert(self, number: int = 1, **fields: Any) -> dict[str, Any]:
        """Makes an alert of one event, and returns it."""
        self.ingest(wazuh(number, **fields))
        found: dict[str, Any] = ok(self.http.get(ALERTS, params={"text": f"rule {number} fired"}))["items"][0]
        return found

    def case(self, alert_id: str) -> dict[str, Any]:
        """Opens a case from an alert, and returns it."""
        return ok(self.http.post(FROM_ALERT, json={"alert_id": alert_id}), 201)


def memory_api(
    settings: ApiSettings = SETTINGS, kinds: ConnectorKinds = KINDS, objects: ObjectStore | None = None
) -> Api:
    """An application over memory; it runs within its ``http``."""
    works = MemoryPlatform().works()
    return api_over(works, works.reading, settings, kinds, objects)


def api_over(
    work: Works,
    reading: Works,
    settings: ApiSettings = SETTINGS,
    kinds: ConnectorKinds = KINDS,
    objects: ObjectStore | None = None,
    app: Litestar | None = None,
) -> Api:
    """An application over a store that is migrated and empty.

    Args:
        work: Makes units of work.
        reading: Makes those that only read.
        settings: Of the application.
        kinds: Of connectors.
        objects: Where bytes are; in memory if nothing is given.
        app: An idle one of the same settings, which answers for this store from now on; if there is none, a new one.
    """
    clock, ids, products = FixedClock(NOW), CountingIds(), Products()
    objects = objects or MemoryObjectStore()
    container = Container(
        work=work,
        reading=reading,
        clock=clock,
        ids=ids,
        hasher=UnsafePasswordHasher(),
        rating=UnsafePasswordRating(),
        passwords=UnsafePasswordMaker(),
        secrets=UnsafeSecretMaker(),
        make_signer=cache(MemoryTokenSigner),
        audit=AuditUseCases(
            work,
            reading,
            clock,
            ids,
            partial(Ed25519Keys, AUDIT_KEY),
            anchors=MemoryAnchors(),
            retention=timedelta(days=365),
        ),
        jobs=JobUseCases(work, clock, ids, CroniterCalendar, MemoryRunQueue),
        connectors=ConnectorUseCases(
            work, reading, clock, ids, cache(MemorySecretBox), kinds, products.opens, products.tries
        ),
        artifacts=ArtifactUseCases(work, reading, clock, ids, objects, Buckets(), LIMITS),
        max_document_bytes=256 * 1024,
    )
    for bucket in Buckets().all:
        objects.ensure_bucket(bucket)
    ApplySeeds(work, clock, ids, builtin_seeds()).execute(by=local_principal("test"))
    for code in ("ACME", "BETA"):
        container.create_customer.execute(NewCustomer(code, code.title()), by=local_principal("test"))
    if app is None:
        app = create_app(container, settings, console_routers(), lost_in_console())
    else:
        equip(app, Equipment.make(container, settings))
    return Api(app, container, clock, TestClient(app, raise_server_exceptions=False), products)


@contextmanager
def works_over(request: pytest.FixtureRequest) -> Iterator[MemoryWorks | SqlWorks]:
    """The store that a fixture's parameter names, migrated and empty."""
    if request.param == "memory":
        yield MemoryPlatform().works()
        return
    url: str = request.getfixturevalue(f"{request.param}_database")
    with closing(sql_works(url, ids=CountingIds(), clock=FixedClock(NOW), pool_size=4)) as works:
        yield works


@contextmanager
def running_api(works: MemoryWorks | SqlWorks) -> Iterator[Api]:
    """An application that runs.

    All that registered routes hold is which there are, and registering so many takes most of a second: an application
    that has ended is equipped anew for the next test.
    """
    api = api_over(works, works.reading, app=_IDLE.pop() if _IDLE else None)
    with api.http:
        yield api
    _IDLE.append(api.app)


def wazuh(
    number: int, *, document_id: str | None = None, level: int = 10, host: str = "web01", **more: Any
) -> dict[str, Any]:
    """A Wazuh alert; those of one number are the same thing happening again."""
    return {
        "timestamp": "2026-08-20T07:59:00.000+0000",
        "id": document_id or f"1690000000.{number}",
        "rule": {"id": str(100000 + number), "level": level, "description": f"rule {number} fired"},
        "agent": {"id": f"id-of-{host}", "name": host},
        "data": {"srcip": "203.0.113.9"},
        **more,
    }


def lines(*documents: Any) -> bytes:
    """Documents as JSON lines."""
    return b"".join(json.dumps(document).encode() + b"\n" for document in documents)


def ok(answer: httpx.Response, status: int = 200) -> dict[str, Any]:
    """Returns the body of an answer that has this status."""
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    return body


def refused(answer: httpx.Response, status: int, name: str) -> dict[str, Any]:
    """Returns the problem document of an answer that is this problem."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["type"], body["status"]) == (status, f"/problems/{name}", status), body
    assert body["title"]
    assert unquote(body["instance"]) == answer.request.url.path
    return body
