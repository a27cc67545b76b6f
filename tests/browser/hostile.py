"""Fills every field that can be stored with hostile text, by the use cases that the API and the console have."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final

from attrs import evolve, field, frozen

from entrypoints.bootstrap import Platform
from entrypoints.container import Container
from socdomain.artifacts.new_artifact import NewArtifact
from socdomain.artifacts.place_hold import NewHold
from socdomain.auth.builtin_roles import ANALYST
from socdomain.auth.create_key import NewKey
from socdomain.auth.create_user import NewUser
from socdomain.auth.session import LONGEST_AGENT, Place
from socdomain.connectors.add_connector import NewConnector
from socdomain.customers.create_customer import NewCustomer
from socdomain.errors import WatchfloorError
from socdomain.ids import AlertId, CaseId
from socdomain.incidents.alert_change import AlertChange
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.change_case import CaseChange
from socdomain.incidents.create_manual_alert import NewAlert
from socdomain.incidents.ingest_summary import IngestRequest
from socdomain.incidents.queries import list_alerts
from socdomain.incidents.status import Closing, Status, Verdict
from socdomain.jobs.add_schedule import NewSchedule
from socdomain.memory import UnsafePasswordHasher
from socdomain.pages import LARGEST_PAGE, PageRequest
from socdomain.principal import Scope
from socdomain.sources.mapping import ContextField, SourceMapping
from socdomain.sources.save_source import SourceSettings
from socdomain.sources.severity import Severity
from tests.browser.payloads import Payload, Sink
from tests.browser.people import ADMINISTRATOR, PASSWORD
from tests.browser.seeded import BY
from tests.browser.tainted_documents import CUSTOMER, tainted_documents
from tests.builders import EVERYONE, a_principal, an_agent

_TOGETHER: Final = 3
"""How many payloads stand together in a field that has room for them."""
_SIGN_INS: Final = 12
"""How many payloads come as the name of a browser: each costs a password."""


@frozen
class Filled:
    """What has been stored.

    Attributes:
        alerts: Alerts that are hostile from end to end.
        cases: Cases that are, with files.
        stored: How many payloads each field has taken.
        refused: How many it has not, since they are longer, or have letters, that it does not take.
    """

    alerts: list[AlertId] = field(factory=list)
    cases: list[CaseId] = field(factory=list)
    stored: Counter[str] = field(factory=Counter)
    refused: Counter[str] = field(factory=Counter)

    def put(self, name: str, do: Callable[[], Any]) -> Any:
        """Stores something in a field; None where the field does not take it."""
        try:
            done = do()
        except WatchfloorError:
            self.refused[name] += 1
            return None
        self.stored[name] += 1
        return done


def fill(platform: Platform, payloads: tuple[Payload, ...]) -> Filled:
    """Puts each payload into each field: one at a time into short ones, into others a few together."""
    filled = Filled()
    # Nobody signs in as those whose logins are hostile.
    container = evolve(platform.container, hasher=UnsafePasswordHasher())
    groups = grouped(payloads)
    texts = [" ".join(one.text for one in group) for group in groups]
    _take_in(container, texts, filled)
    for group, text, alert_id in zip(groups, texts, filled.alerts, strict=False):
        for payload in group:
            _mark(container, payload.text, alert_id, filled)
        _work_on_alert(container, text, alert_id, filled)
        _work_on_case(container, text, alert_id, filled)
    for payload in payloads:
        _administer(container, payload, filled)
        _connect(container, payload, filled)
    for payload in payloads[:_SIGN_INS]:
        _sign_in(platform.container, payload.text, filled)
    return filled


def grouped(payloads: tuple[Payload, ...]) -> list[list[Payload]]:
    """Parts payloads into small groups, each of several sinks, so that fewer pages show them all.

    Where one of a group takes effect a test fails, whatever becomes of the others. A link has to stand first.
    """
    in_order = sorted(payloads, key=lambda one: one.sink is not Sink.LINK)
    count = -(-len(in_order) // _TOGETHER)
    return [in_order[first::count] for first in range(count)]


def _take_in(container: Container, texts: Sequence[str], filled: Filled) -> None:
    for source, lines in tainted_documents(texts, container.clock.now()).items():
        summary = container.ingest_documents.execute([lines], IngestRequest(source, CUSTOMER), by=BY)
        filled.stored[f"documents of {source}"] += summary.created
        filled.refused[f"documents of {source}"] += summary.rejected
    found = list_alerts(container.reading(BY.reach), AlertFilter(), PageRequest(LARGEST_PAGE), by=BY).items
    filled.alerts.extend(one.alert.id for one in found)
    rejected = b"\n".join(text.replace("\n", " ").encode("utf-8", "replace") for text in texts)
    summary = container.ingest_documents.execute([rejected], IngestRequest("wazuh", CUSTOMER), by=BY)
    filled.stored["rejected document"] += summary.rejected


def _changed(container: Container, alert_id: AlertId, **changes: Any) -> Any:
    with container.work(EVERYONE) as work:
        version = work.alerts.for_change([alert_id], reach=BY.reach)[alert_id].version
    return container.change_alert.execute(alert_id, AlertChange(**changes), expected_version=version, by=BY)


def _mark(container: Container, text: str, alert_id: AlertId, filled: Filled) -> None:
    tags = (_together(text),)
    filled.put("alert: tag", lambda: _changed(container, alert_id, add_tags=tags))
    filled.put("alert: assignee", lambda: _changed(container, alert_id, assignee=text))


def _work_on_alert(container: Container, text: str, alert_id: AlertId, filled: Filled) -> None:
    def change(**changes: Any) -> Any:
        return _changed(container, alert_id, **changes)

    def by_hand() -> Any:
        new = NewAlert(CUSTOMER, text, Severity.HIGH, description=text, tags=("hostile",), asset_name=text)
        return container.create_manual_alert.execute(new, by=BY)

    filled.put("alert: comment", lambda: container.comment_on_alert.execute(alert_id, text, by=BY))
    closing = Closing(Verdict.FALSE_POSITIVE, text)
    filled.put("alert: reason of a verdict", lambda: change(status=Status.CLOSED, closing=closing))
    if len(filled.cases) % 2:
        # The others stay closed, and show the verdict with its reason.
        again = Status.IN_PROGRESS
        filled.put("alert: reason of taking up again", lambda: change(status=again, reason=text))
    filled.put("alert by hand", by_hand)


def _work_on_case(container: Container, text: str, alert_id: AlertId, filled: Filled) -> None:
    case = container.open_case_from_alert.execute(alert_id, by=BY).detail.case

    def change() -> Any:
        named = CaseChange(name=text, description=text)
        return container.change_case.execute(case.id, named, expected_version=case.version, by=BY)

    def store() -> Any:
        wanted = NewArtifact(text, case_id=case.id, content_type="text/html", notes=text)
        return container.artifacts.store.execute(wanted, [text.encode("utf-8", "replace")], by=BY)

    filled.cases.append(case.id)
    filled.put("case: name and description", change)
    filled.put("case: comment", lambda: container.comment_on_case.execute(case.id, text, by=BY))
    filled.put("file: name and notes", store)
    filled.put("hold: reason", lambda: container.artifacts.place_hold.execute(NewHold(text, case_id=case.id), by=BY))


def _administer(container: Container, payload: Payload, filled: Filled) -> None:
    text, number = payload.text, payload.number
    together = _together(text)

    def customer() -> Any:
        return container.create_customer.execute(NewCustomer(f"H{number}", text, (text,)), by=BY)

    def user() -> Any:
        return container.create_user.execute(NewUser(together, ANALYST, f"{together}@host.example"), by=BY)

    def key() -> Any:
        with container.reading(EVERYONE) as work:
            user = work.users.by_login(ADMINISTRATOR.login)
        assert user is not None
        by = a_principal(user.login, id=user.id)
        return container.create_key.execute(NewKey(text, frozenset({Scope.ALERTS_READ})), by=by)

    def source() -> Any:
        context = (ContextField(text, (together,)),)
        mapping = SourceMapping(f"hostile-{number}", title=(together,), fallback_title=text, context=context)
        return container.save_source.execute(mapping.name, SourceSettings(mapping), expected_version=None, by=BY)

    for name, do in {
        "customer: name and code": customer,
        "user: login and address": user,
        "key: name": key,
        "source: mapping": source,
    }.items():
        filled.put(name, do)


def _connect(container: Container, payload: Payload, filled: Filled) -> None:
    text = payload.text

    def connector() -> Any:
        values = {"url": "https://log.example.org", "username": text, "password": secrets.token_hex()}
        return container.connectors.add.execute(NewConnector("graylog", text, values), by=BY)

    def schedule() -> Any:
        told = {"source": text}
        new = NewSchedule("retry_rejected_events", f"hostile-{payload.number}", arguments=told, is_paused=True)
        return container.jobs.add_schedule.execute(new, by=BY)

    def agent() -> None:
        with container.work(EVERYONE) as work:
            customer_id = work.customers.by_code(CUSTOMER, reach=BY.reach).id
            told = {"os": text, "agent_version": text, "groups": (text,), "labels": {text: text}, "org": text}
            work.agents.add_all([an_agent(text, customer_id=customer_id, note=text, **told)])
            work.commit()

    filled.put("connector: name and user", connector)
    filled.put("schedule: argument", schedule)
    filled.put("agent: names", agent)


def _sign_in(container: Container, text: str, filled: Filled) -> None:
    place = Place("127.0.0.1", text[:LONGEST_AGENT])
    filled.put("session: program", lambda: container.sign_in.execute(ADMINISTRATOR.login, PASSWORD, place=place))


def _together(text: str) -> str:
    """Returns a text as it is for fields that take no spaces; markup can do without."""
    return re.sub(r"[\s,]+", "/", text)
