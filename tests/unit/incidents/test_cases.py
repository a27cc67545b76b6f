"""Cases: opened from alerts, and what is done in them."""

from __future__ import annotations

import pytest

from socdomain.errors import CaseExistsError, NotFoundError, OtherCustomerError, StatusChangeError
from socdomain.incidents.change_case import CaseChange, ChangeCase
from socdomain.incidents.comment_on_case import CommentOnCase
from socdomain.incidents.link_alerts_to_case import LinkAlertsToCase
from socdomain.incidents.open_case_from_alert import OpenCaseFromAlert
from socdomain.incidents.queries import get_case, list_case_history
from socdomain.incidents.status import Closing, Status, Verdict
from socdomain.incidents.unlink_alert_from_case import UnlinkAlertFromCase
from socdomain.incidents.views import CaseDetail
from socdomain.once import OnceKey
from socdomain.pages import PageRequest
from tests.builders import EVERYONE
from tests.unit.incidents.desk import NOON, Desk, wazuh


def change(desk: Desk, case: CaseDetail, changes: CaseChange) -> CaseDetail:
    use_case = ChangeCase(desk.works, desk.clock, desk.ids)
    return use_case.execute(case.case.id, changes, expected_version=case.case.version, by=desk.me)


def test_a_case_takes_over_what_its_alert_says(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    alert = desk.alert()

    opened = desk.open_case(alert.id)

    case = opened.case
    assert (case.name, case.description, case.severity) == (alert.title, alert.description, alert.severity)
    assert (case.number, opened.customer_code, case.opened_by) == (1, "ACME", "local:analyst")
    assert [one.id for one in opened.alerts] == [alert.id]
    assert [asset.name for asset in opened.assets] == ["web-01"]
    assert "203.0.113.7" in [shown.observable.value for shown in opened.observables]
    assert [one.number for one in desk.detail(alert).cases] == [1]


def test_cases_are_numbered_by_customer(desk: Desk) -> None:
    """One customer's numbers say nothing about how much happens at another."""
    desk.ingest(
        wazuh(1, NOON), wazuh(2, NOON, rule={"id": "1"}), wazuh(3, NOON, agent={"labels": {"customer": "GLOBEX"}})
    )

    numbers = [(desk.open_case(alert.id).customer_code, desk.detail(alert).cases[0].number) for alert in desk.alerts()]

    assert sorted(numbers) == [("ACME", 1), ("ACME", 2), ("GLOBEX", 1)]


def test_a_second_case_from_an_alert_is_refused_with_the_number_of_the_first(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    desk.open_case(desk.alert().id)

    with pytest.raises(CaseExistsError) as refused:
        desk.open_case(desk.alert().id)

    assert refused.value.number == 1
    assert desk.open_case(desk.alert().id, join_existing=True).case.number == 1


def test_after_the_first_is_closed_a_second_case_can_be_opened(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    change(desk, desk.open_case(desk.alert().id), CaseChange(status=Status.CLOSED))

    assert desk.open_case(desk.alert().id).case.number == 2


def test_the_same_key_opens_one_case(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    key = OnceKey(desk.me.id, "retry-1", b"\0" * 32)
    use_case = OpenCaseFromAlert(desk.works, desk.clock, desk.ids)

    first = use_case.execute(desk.alert().id, by=desk.me, once=key)
    second = use_case.execute(desk.alert().id, by=desk.me, once=key)

    assert first.detail.case.id == second.detail.case.id


def test_another_customers_alert_cannot_be_linked(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON), wazuh(2, NOON, agent={"labels": {"customer": "GLOBEX"}}))
    acme, globex = desk.alerts()
    case = desk.open_case(acme.id)

    with pytest.raises(OtherCustomerError):
        LinkAlertsToCase(desk.works, desk.clock, desk.ids).execute(case.case.id, (globex.id,), by=desk.me)


def test_linking_and_unlinking_is_seen_on_both_sides(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON), wazuh(2, NOON, rule={"id": "1"}))
    first, second = desk.alerts()
    case = desk.open_case(first.id)
    link = LinkAlertsToCase(desk.works, desk.clock, desk.ids)
    unlink = UnlinkAlertFromCase(desk.works, desk.clock, desk.ids)

    linked = link.execute(case.case.id, (second.id,), by=desk.me)
    again = link.execute(case.case.id, (second.id,), by=desk.me)
    assert (linked.alert_count, again.case.version) == (2, linked.case.version)
    assert [one.number for one in desk.detail(second).cases] == [1]

    unlink.execute(case.case.id, second.id, by=desk.me)
    assert desk.detail(second).cases == ()
    with pytest.raises(NotFoundError):
        unlink.execute(case.case.id, second.id, by=desk.me)

    history = list_case_history(desk.works.reading(EVERYONE), case.case.id, PageRequest(), by=desk.me).items
    assert [entry.action for entry in reversed(history)] == ["opened", "linked", "unlinked"]


def test_closing_a_case_can_close_its_live_alerts_with_one_verdict(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON), wazuh(2, NOON, rule={"id": "1"}))
    first, second = desk.alerts()
    desk.close(second, Verdict.BENIGN_POSITIVE)
    case = desk.open_case(first.id)
    case = LinkAlertsToCase(desk.works, desk.clock, desk.ids).execute(case.case.id, (second.id,), by=desk.me)

    change(desk, case, CaseChange(status=Status.CLOSED, close_alerts=Closing(Verdict.TRUE_POSITIVE)))

    assert [alert.verdict for alert in desk.alerts()] == [Verdict.TRUE_POSITIVE, Verdict.BENIGN_POSITIVE]


def test_a_closed_case_goes_back_to_in_progress_only(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    case = change(desk, desk.open_case(desk.alert().id), CaseChange(status=Status.CLOSED))

    with pytest.raises(StatusChangeError):
        change(desk, case, CaseChange(status=Status.OPEN))

    assert change(desk, case, CaseChange(status=Status.IN_PROGRESS)).case.closed_at is None


def test_a_comment_on_a_case_is_kept(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    case = desk.open_case(desk.alert().id).case

    CommentOnCase(desk.works, desk.clock, desk.ids).execute(case.id, "isolated the host", by=desk.me)

    detail = get_case(desk.works.reading(EVERYONE), case.id, by=desk.me)
    assert [comment.text for comment in detail.comments] == ["isolated the host"]


def test_opening_a_case_asks_for_what_follows(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))

    case = desk.open_case(desk.alert().id).case

    assert [(job.name, job.arguments) for job in desk.platform.outbox] == [("case_opened", {"case_id": str(case.id)})]


def test_a_case_is_not_taken_up_again_while_another_from_its_alert_is_open(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    first = change(desk, desk.open_case(desk.alert().id), CaseChange(status=Status.CLOSED))
    second = desk.open_case(desk.alert().id)

    with pytest.raises(CaseExistsError) as refused:
        change(desk, first, CaseChange(status=Status.IN_PROGRESS))

    assert (refused.value.case_id, refused.value.number) == (str(second.case.id), 2)


def test_joining_a_case_puts_the_alert_back_into_it(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    alert = desk.alert()
    case = desk.open_case(alert.id).case
    UnlinkAlertFromCase(desk.works, desk.clock, desk.ids).execute(case.id, alert.id, by=desk.me)

    joined = desk.open_case(alert.id, join_existing=True)

    assert [one.id for one in joined.alerts] == [alert.id]
    assert desk.open_case(alert.id, join_existing=True).case.version == joined.case.version


def test_the_same_key_joins_once(desk: Desk) -> None:
    """The case may be closed in between: a retry must not open another."""
    desk.ingest(wazuh(1, NOON))
    alert_id, key = desk.alert().id, OnceKey(desk.me.id, "retry-1", b"\0" * 32)
    opened = desk.open_case(alert_id)
    desk.later(minutes=1)
    use_case = OpenCaseFromAlert(desk.works, desk.clock, desk.ids)

    joined = use_case.execute(alert_id, by=desk.me, join_existing=True, once=key)
    change(desk, joined.detail, CaseChange(status=Status.CLOSED))
    again = use_case.execute(alert_id, by=desk.me, join_existing=True, once=key)

    assert (joined.is_new, again.is_new) == (False, False)
    assert again.detail.case.id == opened.case.id


def test_what_is_done_with_a_case_is_an_analysts_action_on_its_alerts(desk: Desk) -> None:
    """A host that joins after an alert was escalated is news to whoever works on the case."""
    desk.ingest(wazuh(1, NOON), wazuh(2, NOON, rule={"id": "1"}))
    first, second = desk.alerts()
    case = desk.open_case(first.id).case
    LinkAlertsToCase(desk.works, desk.clock, desk.ids).execute(case.id, (second.id,), by=desk.me)
    later = desk.later(minutes=1)

    elsewhere = {"id": "008", "name": "db-01"}
    desk.ingest(wazuh(3, later, agent=elsewhere), wazuh(4, later, agent=elsewhere, rule={"id": "1"}))
    assert [alert.new_assets_since for alert in desk.alerts()] == [later, later]

    UnlinkAlertFromCase(desk.works, desk.clock, desk.ids).execute(case.id, second.id, by=desk.me)
    assert [alert.new_assets_since for alert in desk.alerts()] == [later, None]
