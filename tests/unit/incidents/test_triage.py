"""What analysts do to alerts."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from attrs import evolve

from socdomain.errors import FingerprintHeldError, InvalidInputError, StaleVersionError, StatusChangeError
from socdomain.ids import AlertId
from socdomain.incidents.alert_change import AlertChange
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.change_alert import ChangeAlert
from socdomain.incidents.change_alerts_in_bulk import BulkChange, BulkOutcome, BulkResult, ChangeAlertsInBulk
from socdomain.incidents.comment_on_alert import CommentOnAlert
from socdomain.incidents.queries import get_case, list_alert_history
from socdomain.incidents.status import Closing, Status, Verdict
from socdomain.pages import PageRequest, Position
from tests.builders import EVERYONE
from tests.unit.incidents.desk import NOON, Desk, wazuh


def bulk(desk: Desk, change: BulkChange) -> BulkResult:
    return ChangeAlertsInBulk(desk.works, desk.clock, desk.ids).execute(change, by=desk.me)


def many(desk: Desk, count: int) -> list[AlertId]:
    desk.ingest(*(wazuh(n, NOON, rule={"id": str(n)}) for n in range(count)))
    return [alert.id for alert in desk.alerts()]


def test_closing_needs_a_verdict(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))

    with pytest.raises(StatusChangeError):
        desk.change(desk.alert(), AlertChange(status=Status.CLOSED))

    closed = desk.close(desk.alert())
    assert (closed.status, closed.verdict, closed.closed_at) == (Status.CLOSED, Verdict.TRUE_POSITIVE, NOON)


def test_a_false_positive_needs_a_reason() -> None:
    with pytest.raises(InvalidInputError):
        Closing(Verdict.FALSE_POSITIVE)


def test_a_duplicate_names_the_other_alert_of_the_same_customer(desk: Desk) -> None:
    desk.ingest(
        wazuh(1, NOON), wazuh(2, NOON, rule={"id": "1"}), wazuh(3, NOON, agent={"labels": {"customer": "GLOBEX"}})
    )
    first, second, foreign = desk.alerts()
    with pytest.raises(InvalidInputError):
        Closing(Verdict.DUPLICATE)
    with pytest.raises(Exception, match="same customer"):
        desk.close(second, Verdict.DUPLICATE, duplicate_of=foreign.id)

    assert desk.close(second, Verdict.DUPLICATE, duplicate_of=first.id).duplicate_of == first.id


def test_taking_up_a_closed_alert_needs_a_reason_and_forgets_the_verdict(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    desk.close(desk.alert())
    with pytest.raises(StatusChangeError):
        desk.change(desk.alert(), AlertChange(status=Status.IN_PROGRESS))
    with pytest.raises(StatusChangeError):
        desk.change(desk.alert(), AlertChange(status=Status.OPEN, reason="again"))

    alert = desk.change(desk.alert(), AlertChange(status=Status.IN_PROGRESS, reason="new evidence"))

    assert (alert.status, alert.verdict, alert.closed_at, alert.takes_events) == (Status.IN_PROGRESS, None, None, True)


def test_a_closed_alert_stays_closed_while_a_live_one_takes_its_events(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    closed = desk.close(desk.alert())
    desk.ingest(wazuh(2, desk.later(minutes=1)))
    live = desk.alerts()[1]

    with pytest.raises(FingerprintHeldError) as refused:
        desk.change(closed, AlertChange(status=Status.IN_PROGRESS, reason="again"))

    assert refused.value.alert_id == str(live.id)


def test_who_saw_an_older_version_is_told_the_present_one(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    seen = desk.alert()
    desk.change(seen, AlertChange(assignee="kim"))

    with pytest.raises(StaleVersionError) as refused:
        desk.change(seen, AlertChange(assignee="lee"))

    assert refused.value.present == desk.detail(desk.alert())


def test_events_do_not_make_an_analysts_version_stale(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    seen = desk.alert()
    desk.ingest(wazuh(2, NOON))

    assert desk.change(seen, AlertChange(assignee="kim")).event_count == 2


def test_a_change_that_changes_nothing_is_none(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    alert = desk.change(desk.alert(), AlertChange(tags=("vpn",)))

    assert desk.change(alert, AlertChange(tags=(" VPN ",))) == alert


def test_history_keeps_who_when_before_and_after(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    desk.change(desk.alert(), AlertChange(assignee="kim"))

    (entry,) = list_alert_history(desk.works.reading(EVERYONE), desk.alert().id, PageRequest(), by=desk.me).items
    assert (entry.by, entry.at, entry.before, entry.after) == (
        "local:analyst",
        NOON,
        {"assignee": None},
        {"assignee": "kim"},
    )


def test_a_comment_is_kept_with_its_author(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))

    CommentOnAlert(desk.works, desk.clock, desk.ids).execute(desk.alert().id, "seen it", by=desk.me)

    (comment,) = desk.detail(desk.alert()).comments
    assert (comment.by, comment.text) == ("local:analyst", "seen it")


@pytest.mark.parametrize("tags", [("",), ("two words",), ("x" * 65,), tuple(map(str, range(51)))])
def test_a_tag_that_cannot_be_meant_is_refused(desk: Desk, tags: tuple[str, ...]) -> None:
    desk.ingest(wazuh(1, NOON))

    with pytest.raises(InvalidInputError):
        desk.change(desk.alert(), AlertChange(tags=tags))


def test_bulk_answers_for_each_alert(desk: Desk) -> None:
    first, second, third = many(desk, 3)
    unknown = AlertId(desk.ids.new())
    desk.close(next(alert for alert in desk.alerts() if alert.id == third))
    reopening = AlertChange(status=Status.OPEN)

    result = bulk(desk, BulkChange(ids=(first, second, third, unknown, first), change=reopening))

    assert [answer.outcome for answer in result.answers] == [
        BulkOutcome.UNCHANGED,
        BulkOutcome.UNCHANGED,
        BulkOutcome.REFUSED,
        BulkOutcome.NOT_FOUND,
    ]


def test_bulk_by_filter_leaves_alone_what_the_analyst_has_not_seen(desk: Desk) -> None:
    seen = many(desk, 3)
    as_of = NOON
    later = desk.later(minutes=1)
    desk.ingest(wazuh(9, later, rule={"id": "900"}))
    closing = AlertChange(status=Status.CLOSED, closing=Closing(Verdict.UNDETERMINED))

    result = bulk(desk, BulkChange(wanted=AlertFilter(), as_of=as_of, change=closing))

    assert {answer.alert_id for answer in result.answers} == set(seen)
    assert [alert.status for alert in desk.alerts()] == [Status.CLOSED] * 3 + [Status.OPEN]


def test_two_closed_alerts_of_one_fingerprint_cannot_both_be_taken_up(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    desk.close(desk.alert())
    desk.ingest(wazuh(2, desk.later(minutes=1)))
    desk.close(desk.alerts()[1])
    again = AlertChange(status=Status.IN_PROGRESS, reason="again")

    result = bulk(desk, BulkChange(ids=tuple(alert.id for alert in desk.alerts()), change=again))

    assert [answer.outcome for answer in result.answers] == [BulkOutcome.CHANGED, BulkOutcome.REFUSED]


def test_changing_without_knowing_the_version_is_not_possible(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))

    with pytest.raises(StaleVersionError):
        ChangeAlert(desk.works, desk.clock, desk.ids).execute(
            desk.alert().id, AlertChange(assignee="kim"), expected_version=0, by=desk.me
        )


def test_bulk_by_filter_leaves_alone_history_that_came_after(desk: Desk) -> None:
    """It is opened when it happened, which is before the analyst looked, and yet nobody had seen it."""
    seen = many(desk, 2)
    as_of, yesterday = NOON, NOON - timedelta(days=1)
    desk.later(minutes=1)
    desk.ingest(wazuh(9, yesterday, rule={"id": "900"}), backfill=True)

    result = bulk(desk, BulkChange(wanted=AlertFilter(), as_of=as_of, change=AlertChange(assignee="kim")))

    assert {answer.alert_id for answer in result.answers} == set(seen)


def test_bulk_by_filter_goes_on_where_the_answer_before_ended(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socdomain.incidents.change_alerts_in_bulk.MOST_ALERTS", 2)
    alerts = many(desk, 5)
    request = BulkChange(wanted=AlertFilter(), as_of=NOON, change=AlertChange(add_tags=("swept",)))

    results = [bulk(desk, request)]
    while (following := results[-1].next) is not None:
        results.append(bulk(desk, evolve(request, after=following)))

    answers = [answer for result in results for answer in result.answers]
    assert [len(result.answers) for result in results] == [2, 2, 1]
    assert {answer.outcome for answer in answers} == {BulkOutcome.CHANGED}
    assert sorted(answer.alert_id for answer in answers) == sorted(alerts)


def test_a_place_to_go_on_from_is_given_with_a_filter_only() -> None:
    with pytest.raises(InvalidInputError):
        BulkChange(ids=(AlertId(UUID(int=1)),), after=Position(NOON, UUID(int=1)), change=AlertChange(assignee="kim"))


def test_what_bulk_cannot_put_into_the_case_it_does_not_change_either(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON), wazuh(2, NOON, agent={"labels": {"customer": "GLOBEX"}}))
    ours, theirs = desk.alerts()
    case = desk.open_case(ours.id).case

    result = bulk(desk, BulkChange(ids=(ours.id, theirs.id), change=AlertChange(assignee="kim"), case_id=case.id))

    assert [answer.outcome for answer in result.answers] == [BulkOutcome.CHANGED, BulkOutcome.REFUSED]
    assert [alert.assignee for alert in desk.alerts()] == ["kim", None]


def test_a_case_that_gets_alerts_in_bulk_gets_another_version(desk: Desk) -> None:
    """Who closes it by an older one would close alerts that they have not seen."""
    first, second = many(desk, 2)
    case = desk.open_case(first).case

    bulk(desk, BulkChange(ids=(first, second), case_id=case.id))
    assert get_case(desk.works.reading(EVERYONE), case.id, by=desk.me).case.version == case.version + 1
    bulk(desk, BulkChange(ids=(first, second), case_id=case.id))
    assert get_case(desk.works.reading(EVERYONE), case.id, by=desk.me).case.version == case.version + 1


@pytest.mark.parametrize("change", [AlertChange(reason="why not"), AlertChange(add_tags=("x",), reason="r" * 100_000)])
def test_a_reason_is_given_when_an_alert_is_taken_up_and_only_then(desk: Desk, change: AlertChange) -> None:
    desk.ingest(wazuh(1, NOON))
    with pytest.raises(InvalidInputError):
        desk.change(desk.alert(), change)


def test_an_assignee_is_kept_without_the_spaces_around(desk: Desk) -> None:
    desk.ingest(wazuh(1, NOON))
    assert desk.change(desk.alert(), AlertChange(assignee="  kim ")).assignee == "kim"
