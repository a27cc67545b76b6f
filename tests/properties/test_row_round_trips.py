"""Whatever an entity holds, it comes back from each store as it went in."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings, strategies as st

from socdomain.audit.chain import PLATFORM_CHAIN, hash_of
from socdomain.customers.customer import Customer
from socdomain.incidents.intake import IntakePlan
from socdomain.principal import Scope
from socdomain.sources.normalised_event import AssetKind
from socdomain.sources.observables import ObservableType
from socdomain.sources.ports import RejectedFilter
from socdomain.sources.rejected_event import ShownRejectedEvent
from tests.builders import (
    EVERYONE,
    IDS,
    a_case,
    a_comment,
    a_connector,
    a_connector_entry,
    a_customer,
    a_history_entry,
    a_rejected_event,
    a_role,
    a_run,
    a_schedule,
    a_share,
    a_sighting,
    a_source,
    a_user,
    an_agent,
    an_alert,
    an_asset,
    an_audit_record,
    an_event,
    an_observable,
)
from tests.contracts.backends import KINDS, Backend, Works, committed, open_backend
from tests.contracts.lists import FIRST
from tests.contracts.stored import store_alerts, store_case, store_events, store_plan
from tests.properties.entities import (
    agent_fields,
    alert_fields,
    audit_record_fields,
    case_fields,
    connector_entry_fields,
    connector_fields,
    counts,
    decided_fields,
    event_fields,
    mappings,
    names,
    rejected_event_fields,
    run_fields,
    schedule_fields,
    severities,
    texts,
    times,
    words,
)

# Each example is a transaction or two on a real database; what is stored by earlier examples does not get in the way.
few = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=KINDS)
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    with open_backend(request.param, request.getfixturevalue) as store:
        yield store


@pytest.fixture
def works(backend: Backend) -> Works:
    return backend.works


@pytest.fixture
def acme(works: Works) -> Customer:
    customer = a_customer()
    with committed(works) as work:
        work.customers.add(customer)
    return customer


@few
@given(fields=alert_fields, decided=decided_fields)
def test_an_alert_that_an_analyst_adds(
    works: Works, acme: Customer, fields: dict[str, Any], decided: dict[str, Any]
) -> None:
    alert = an_alert(acme, **fields | decided)
    store_alerts(works, alert)
    with works(EVERYONE) as work:
        assert work.alerts.for_change([alert.id], reach=EVERYONE) == {alert.id: alert}
        assert work.alerts.detail(alert.id, reach=EVERYONE).alert == alert


@few
@given(fields=alert_fields, event=event_fields, document_id=texts)
def test_an_alert_and_an_event_that_intake_adds(
    works: Works, acme: Customer, fields: dict[str, Any], event: dict[str, Any], document_id: str
) -> None:
    alert = an_alert(acme, **fields)
    of_alert = an_event(alert, f"{IDS.new()}{document_id}", **event)
    store_plan(works, IntakePlan(new_alerts=[alert]))
    store_events(works, of_alert)
    with works(EVERYONE) as work:
        assert work.alerts.detail(alert.id, reach=EVERYONE).alert == alert
        assert work.alerts.events(alert.id, FIRST, reach=EVERYONE).items == (of_alert,)


@few
@given(
    asset=st.fixed_dictionaries({"kind": st.sampled_from(AssetKind), "name": names, "first_seen_at": times}),
    share=st.fixed_dictionaries({"event_count": counts, "first_seen": times, "last_seen": times}),
    value=names,
    kind=st.sampled_from(ObservableType),
    internal=st.booleans(),
)
def test_an_asset_and_an_observable_of_an_alert(
    works: Works,
    acme: Customer,
    asset: dict[str, Any],
    share: dict[str, Any],
    value: str,
    kind: ObservableType,
    internal: bool,
) -> None:
    alert, of_alert = an_alert(acme), an_asset(acme, **asset)
    shown = an_observable(acme, f"{value} {alert.id}", kind, internal=internal)
    row = a_share(alert, of_alert, **share)
    plan = IntakePlan(new_alerts=[alert], new_assets=[of_alert], asset_shares=[row])
    plan.observables, plan.sightings = [shown], [a_sighting(alert, shown)]
    store_plan(works, plan)
    with works(EVERYONE) as work:
        detail = work.alerts.detail(alert.id, reach=EVERYONE)
    assert [(one.asset, one.share) for one in detail.assets] == [(of_alert, row.share)]
    assert [(one.id, one.observable) for one in detail.observables] == [(shown.id, shown.observable)]


@few
@given(fields=case_fields)
def test_a_case(works: Works, acme: Customer, fields: dict[str, Any]) -> None:
    alert = an_alert(acme)
    with committed(works) as work:
        number = work.cases.next_number(acme.id)
    case = a_case(alert, number, **fields)
    store_alerts(works, alert)
    store_case(works, case)
    with works(EVERYONE) as work:
        assert work.cases.for_change(case.id, reach=EVERYONE) == case
        assert work.cases.detail(case.id, reach=EVERYONE).case == case


@few
@given(at=times, by=texts, text=names, action=texts, before=mappings, after=mappings)
def test_a_remark_and_an_entry_of_the_history(
    works: Works, acme: Customer, at: datetime, by: str, text: str, action: str, before: Any, after: Any
) -> None:
    alert = an_alert(acme)
    remark = a_comment(text, at=at, by=by)
    entry = a_history_entry(at=at, by=by, action=action, before=before, after=after)
    store_alerts(works, alert)
    with committed(works) as work:
        work.alerts.add_comment(alert, remark)
        work.alerts.add_history([(alert, entry)])
    with works(EVERYONE) as work:
        assert work.alerts.get_comment(remark.id, reach=EVERYONE) == remark
        assert work.alerts.history(alert.id, FIRST, reach=EVERYONE).items == (entry,)


@few
@given(name=names, created_at=times, further_codes=words)
def test_a_customer(works: Works, name: str, created_at: datetime, further_codes: tuple[str, ...]) -> None:
    unique = IDS.new().hex
    codes = tuple(f"{number} {code} {unique}" for number, code in enumerate(further_codes))
    customer = a_customer(unique, name=name, created_at=created_at, further_codes=codes)
    with committed(works) as work:
        work.customers.add(customer)
    with works(EVERYONE) as work:
        assert work.customers.by_ids([customer.id], reach=EVERYONE) == {customer.id: customer}
        for code in (unique, *codes):
            assert work.customers.by_code(code, reach=EVERYONE) == customer


@few
@given(
    login=names,
    password_hash=texts,
    scopes=st.frozensets(st.sampled_from(Scope)),
    customers=st.none() | st.frozensets(st.uuids(), max_size=3),
    created_at=times,
    disabled_at=st.none() | times,
    must_change_password=st.booleans(),
    is_system=st.booleans(),
)
def test_a_user_and_their_role(works: Works, login: str, scopes: frozenset[Scope], **fields: Any) -> None:
    role = a_role(f"{login} {IDS.new()}", scopes=scopes)
    user = a_user(f"{login} {IDS.new()}", role=role.name, email=f"{IDS.new()}@example.com", **fields)
    with committed(works) as work:
        work.roles.add(role)
        work.users.add(user)
    with works(EVERYONE) as work:
        assert work.users.get(user.id) == user
        assert work.users.by_login(user.login) == user
        assert work.roles.get(role.name) == role


@few
@given(
    changed_at=times,
    minimum_severity=st.none() | severities,
    minimum_level=st.none() | counts,
    version=st.integers(1, 2**31 - 1),
)
def test_a_source(works: Works, **fields: Any) -> None:
    source = a_source(f"s{IDS.new().hex}", **fields)
    with committed(works) as work:
        work.sources.add(source)
    with works(EVERYONE) as work:
        assert work.sources.get(source.name) == source


@few
@given(
    fields=rejected_event_fields,
    body=st.binary(),
)
def test_a_rejected_document(works: Works, acme: Customer, fields: dict[str, Any], body: bytes) -> None:
    event = a_rejected_event(acme, body=IDS.new().bytes + body, **fields)
    with committed(works) as work:
        work.rejected_events.add_all([event])
        work.rejected_events.add_all([event])
    with works(EVERYONE) as work:
        only_this = RejectedFilter(ids=frozenset({event.id}))
        assert work.rejected_events.page(only_this, FIRST, reach=EVERYONE).items == (ShownRejectedEvent.of(event),)
        assert work.rejected_events.whole([event.id], reach=EVERYONE) == (event,)


@few
@given(fields=audit_record_fields)
def test_an_audit_record(backend: Backend, fields: dict[str, Any]) -> None:
    record = an_audit_record(**fields)
    with committed(backend.works) as work:
        work.audit.add(record)
    assert backend.audit_records()[-1] == record
    with backend.works.reading(EVERYONE) as work:
        head = work.audit_trail.head(PLATFORM_CHAIN)
        assert head is not None
        last = work.audit_trail.records_at(PLATFORM_CHAIN, [head.sequence])[head.sequence]
    assert last.record == record
    assert hash_of(last.record, last.chain, last.sequence, last.previous_hash) == last.hash == head.hash


@few
@given(fields=schedule_fields)
def test_a_schedule(works: Works, fields: dict[str, Any]) -> None:
    schedule = a_schedule(f"s{IDS.new().hex}", **fields)
    with committed(works) as work:
        work.schedules.add(schedule)
    with works(EVERYONE) as work:
        assert work.schedules.by_name(schedule.name) == schedule
        assert work.schedules.get(schedule.id) == schedule


@few
@given(fields=run_fields, of_schedule=st.booleans())
def test_a_run(works: Works, fields: dict[str, Any], of_schedule: bool) -> None:
    run = a_run(a_schedule() if of_schedule else None, **fields)
    with committed(works) as work:
        assert work.runs.add(run)
    with works(EVERYONE) as work:
        assert work.runs.get(run.id) == run


@few
@given(fields=agent_fields, again=agent_fields)
def test_an_agent_that_is_seen_again(
    works: Works, acme: Customer, fields: dict[str, Any], again: dict[str, Any]
) -> None:
    agent = an_agent(customer_id=acme.id, **fields)
    with committed(works) as work:
        work.agents.add_all([agent])
    with works(EVERYONE) as work:
        assert work.agents.known(agent.connector_id, [agent.vendor_id]) == {agent.vendor_id: agent}
    kept = {
        name: fields[name] for name in ("vendor_id", "created_at", "customer_is_set", "criticality", "note", "version")
    }
    seen = evolve(agent, **again | kept)
    with committed(works) as work:
        work.agents.save_seen([seen])
    with works(EVERYONE) as work:
        assert work.agents.for_change(agent.id, reach=EVERYONE) == seen


@few
@given(name=names, fields=connector_fields, entry=connector_entry_fields)
def test_a_connector_and_what_happened_to_it(
    works: Works, acme: Customer, name: str, fields: dict[str, Any], entry: dict[str, Any]
) -> None:
    connector = a_connector(f"{name} {IDS.new()}", customer_id=acme.id, org_customers={name: acme.id}, **fields)
    happened = a_connector_entry(connector, **entry)
    with committed(works) as work:
        work.connectors.add(connector)
        work.connector_history.add(happened)
    with works(EVERYONE) as work:
        assert work.connectors.get(connector.id) == connector
        assert work.connector_history.page(connector.id, FIRST).items == (happened,)
