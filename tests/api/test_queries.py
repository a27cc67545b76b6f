"""Parameters and cursors: what cannot be meant is told by its name, and what can is taken as it is written."""

from base64 import urlsafe_b64decode

import pytest

from entrypoints.api.cursors import Cursors, digest_of_question
from entrypoints.api.incidents.alert_bodies import BulkBody, question_of_bulk
from entrypoints.api.strict_converter import structured
from socdomain.incidents.views import ChangesPosition
from socdomain.pages import Position
from tests.api.driving import ALERTS, CASES, NOW, SETTINGS, Api, ok, refused, wazuh
from tests.builders import EVERYONE, IDS


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=201", "limit"),
        ("limit=99999999999999999999999", "limit"),
        ("limit=1.5", "limit"),
        ("limit=1.0", "limit"),
        ("limit=1e1", "limit"),
        ("limit=%2B1", "limit"),
        ("limit=01", "limit"),
        ("limit=%D9%A3", "limit"),
        ("limit=", "limit"),
        ("limit=1&limit=2", "limit"),
        ("cursor=", "cursor"),
        ("cursor=AAAA", "cursor"),
        ("cursor=" + "A" * 54, "cursor"),
        ("cursor=" + "A" * 70, "cursor"),
        ("cursor=%C3%A9", "cursor"),
        ("cursor=" + "A" * 500, "cursor"),
        ("cursor=%FF%00", "cursor"),
        ("statuss=OPEN", "statuss"),
        ("status=open", "status"),
        ("status=OPEN&status=GONE", "status"),
        ("severity=5", "severity"),
        ("verdict=maybe", "verdict"),
        ("seen_from=yesterday", "seen_from"),
        ("seen_from=2026-08-20T08:00:00", "seen_from"),
        ("seen_from=1700000000", "seen_from"),
        ("seen_from=1.5", "seen_from"),
        ("seen_until=2026-08-20T08:00:00%2B0200", "seen_until"),
        ("seen_until=2026-08-20%2008:00:00Z", "seen_until"),
        ("seen_until=2026-02-30T08:00:00Z", "seen_until"),
        ("source=a&source=b", "source"),
        ("text=ab", "text"),
        ("text=ab%00cd", "text"),
        ("tag=" + "x" * 501, "tag"),
        ("access_token=x", "access_token"),
    ],
)
def test_a_query_that_cannot_be_meant_is_refused_with_the_parameters_name(api: Api, query: str, field: str) -> None:
    problem = refused(api.http.get(f"{ALERTS}?{query}"), 400, "invalid-input")
    assert problem["field"] == field
    assert problem["detail"].startswith(f"{field}: ")


@pytest.mark.parametrize(
    ("url", "query", "accepted"),
    [
        (ALERTS, "status=open", "OPEN, IN_PROGRESS, CLOSED"),
        (ALERTS, "status=OPEN&status=5", "OPEN, IN_PROGRESS, CLOSED"),
        (ALERTS, "severity=high", "Informational, Low, Medium, High, Critical"),
        (CASES, "severity=", "Informational, Low, Medium, High, Critical"),
        ("/api/sources/rejected", "reason=none", "truncated, "),
    ],
)
def test_a_word_that_is_not_known_is_answered_with_those_that_are(
    api: Api, url: str, query: str, accepted: str
) -> None:
    problem = refused(api.http.get(f"{url}?{query}"), 400, "invalid-input")
    assert f"must be one of {accepted}" in problem["detail"]


def test_times_and_numbers_are_taken_as_they_are_written_in_rfc_3339_and_by_people(api: Api) -> None:
    api.alert()
    for query in ("seen_from=2026-08-20t07:59:00.000000000z&limit=10", "seen_until=2026-08-20T10:30:00.5%2B02:30"):
        assert len(ok(api.http.get(f"{ALERTS}?{query}"))["items"]) == 1


def test_a_cursor_is_good_for_its_own_list_and_filter_only(api: Api) -> None:
    api.ingest(*(wazuh(number) for number in range(1, 4)))
    cursor = ok(api.http.get(ALERTS, params={"limit": 1}))["next_cursor"]
    ok(api.http.get(ALERTS, params={"cursor": cursor, "limit": 2}))
    flipped = cursor[:5] + ("A" if cursor[5] != "A" else "B") + cursor[6:]
    for url, params in (
        (ALERTS, {"cursor": flipped}),
        (ALERTS, {"cursor": cursor[:-1]}),
        (ALERTS, {"cursor": cursor + "="}),
        (ALERTS, {"cursor": cursor, "status": "OPEN"}),
        (CASES, {"cursor": cursor}),
        (f"{ALERTS}/changes", {"after": cursor}),
    ):
        refused(api.http.get(url, params=params), 400, "invalid-input")


def test_a_cursor_of_another_key_is_refused(api: Api) -> None:
    """Without the key nobody makes a cursor, and so nobody chooses where a list is read from."""
    url = f"{ALERTS}/changes"
    question = digest_of_question((url, []), reach=EVERYONE)
    ours, forged = (Cursors(key).of_changes(ChangesPosition(0), question) for key in (b"k" * 32, b"f" * 32))
    ok(api.http.get(url, params={"after": ours}))
    assert refused(api.http.get(url, params={"after": forged}), 400, "invalid-input")["field"] == "after"


def test_a_cursor_tells_nothing(api: Api) -> None:
    """How far the changes of all customers are is not for one who sees the alerts of one of them."""
    url = f"{ALERTS}/changes"
    api.ingest(*(wazuh(number) for number in range(1, 4)))
    content = urlsafe_b64decode(ok(api.http.get(url))["next"] + "==")
    assert (3).to_bytes(8, "big") not in content
    again = urlsafe_b64decode(ok(api.http.get(url))["next"] + "==")
    # Not even whether it is the place where one was before.
    assert content[:12] != again[:12]
    assert content[12:] != again[12:]


def test_a_cursor_is_nothing_to_somebody_who_sees_other_customers(api: Api) -> None:
    """A place in a list of others would tell where rows of others are."""
    api.ingest(wazuh(1), wazuh(2), wazuh(3))
    changes = f"{ALERTS}/changes"
    cursor = ok(api.http.get(ALERTS, params={"limit": 1}))["next_cursor"]
    after = ok(api.http.get(changes, params={"limit": 1}))["next"]
    ok(api.http.get(ALERTS, params={"cursor": cursor}, headers=api.user("carl")))

    for customers in (["ACME"], ["BETA"], ["ACME", "BETA"]):
        headers = api.user(f"of-{len(customers)}-{customers[0]}", customers=customers)
        for path, name, sent in ((ALERTS, "cursor", cursor), (changes, "after", after)):
            answer = api.http.get(path, params={name: sent}, headers=headers)
            assert refused(answer, 400, "invalid-input")["field"] == name


def test_a_cursor_of_a_bulk_change_is_nothing_to_them_either(api: Api) -> None:
    body = {"filter": {}, "as_of": "2026-08-20T09:00:00Z", "change": {"tags": ["x"]}}
    question = question_of_bulk(structured(body, BulkBody), EVERYONE)
    body["cursor"] = Cursors(SETTINGS.cursor_key).of_position(Position(NOW, IDS.new()), question)
    ok(api.http.post(f"{ALERTS}/bulk", json=body))
    answer = api.http.post(f"{ALERTS}/bulk", json=body, headers=api.user("carl", customers=["ACME"]))
    assert refused(answer, 400, "invalid-input")["field"] == "cursor"
