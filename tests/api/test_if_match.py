"""``If-Match`` as RFC 9110 section 13.1.1 has it."""

import pytest

from tests.api.driving import ALERTS, CASES, Api, ok, refused

NOBODY = "0192d1a1-0000-7000-8000-000000000000"
MAPPING = {"title": ["headline"]}


def if_match(text: str) -> dict[bytes, bytes]:
    """The header, as bytes of whatever kind."""
    return {b"If-Match": text.encode()}


@pytest.mark.parametrize(
    "tag", ['"abc"', '"0"', '"-1"', '"01"', '""', '"2"', '"99999999999"', 'W/"1"', '"1,2"', '"ü"', 'W/"1", "7"']
)
def test_a_tag_that_is_not_the_present_one_is_stale(api: Api, tag: str) -> None:
    """Whoever made it: what a tag looks like is nobody's business but the server's. A weak one never matches."""
    url = f"{ALERTS}/{api.alert()['id']}"
    answer = api.http.patch(url, json={"assignee": "anna"}, headers=if_match(tag))
    assert refused(answer, 412, "stale-version")["present"] == ok(api.http.get(url))
    assert answer.headers["etag"] == '"1"'


@pytest.mark.parametrize("tags", ['"1"', '"1", "2"', '"0","7" , "1"', 'W/"9", "1"', ', "1" ,,', '"a,b","1"', '\t"1" '])
def test_a_list_matches_if_one_of_it_does(api: Api, tags: str) -> None:
    url = f"{ALERTS}/{api.alert()['id']}"
    assert ok(api.http.patch(url, json={"assignee": "anna"}, headers=if_match(tags)))["version"] == 2


def test_a_list_is_known_by_everything_that_has_versions(any_api: Api) -> None:
    case = any_api.case(any_api.alert()["id"])
    ok(any_api.http.patch(f"{CASES}/{case['id']}", json={"name": "x"}, headers=if_match('"3", "1"')))
    ok(any_api.http.patch("/api/customers/ACME", json={"name": "x"}, headers=if_match('"3", "1"')))
    ok(any_api.http.put("/api/sources/wazuh", json={"mapping": MAPPING}, headers=if_match('"3", "1"')))
    stale = any_api.http.put("/api/sources/wazuh", json={"mapping": MAPPING}, headers=if_match('"3", "1"'))
    assert refused(stale, 412, "stale-version")["present"]["version"] == 2


def test_a_customer_of_another_version_is_shown_as_it_is(any_api: Api) -> None:
    for tag in ('"abc"', 'W/"1"', '"7"', '"9999999999"'):
        answer = any_api.http.patch("/api/customers/ACME", json={"name": "x"}, headers=if_match(tag))
        assert refused(answer, 412, "stale-version")["present"]["version"] == 1


def test_a_version_larger_than_a_database_counts_is_stale(any_api: Api) -> None:
    alert = any_api.alert()
    case = any_api.case(alert["id"])
    for url, body in ((f"{ALERTS}/{alert['id']}", {"assignee": "anna"}), (f"{CASES}/{case['id']}", {"name": "x"})):
        refused(any_api.http.patch(url, json=body, headers=if_match('"9999999999"')), 412, "stale-version")
    source = any_api.http.put("/api/sources/wazuh", json={"mapping": MAPPING}, headers=if_match('"9999999999"'))
    refused(source, 412, "stale-version")


def test_a_list_in_two_lines_is_one_list(api: Api) -> None:
    """RFC 9110 section 5.3."""
    lines = [("If-Match", '"7"'), ("If-Match", '"1"'), *api.http.headers.items()]
    ok(api.http.patch(f"{ALERTS}/{api.alert()['id']}", json={"assignee": "anna"}, headers=lines))


@pytest.mark.parametrize(
    "text", ["1", '"x', '"1""2"', '"1" "2"', "", ",", 'w/"1"', 'W/ "1"', '"a b"', "ü", '"1", *', '"1", 2', "*, *"]
)
def test_what_is_no_list_of_tags_cannot_be_meant(api: Api, text: str) -> None:
    answer = api.http.patch(f"{ALERTS}/{NOBODY}", json={}, headers=if_match(text))
    assert refused(answer, 400, "invalid-input")["field"] == "If-Match"


def test_more_tags_than_anybody_reads_are_refused(api: Api) -> None:
    """Each is looked for, so that their number is also how often the alert is read."""
    many = ", ".join(f'"{number}"' for number in range(1, 12))
    answer = api.http.patch(f"{ALERTS}/{api.alert()['id']}", json={}, headers=if_match(many))
    assert refused(answer, 400, "invalid-input")["field"] == "If-Match"


def test_a_star_names_no_version(api: Api) -> None:
    """It would overwrite what the caller has not seen."""
    refused(api.http.patch(f"{ALERTS}/{api.alert()['id']}", json={}, headers=if_match(" * ")), 428, "version-needed")


def test_what_is_not_there_is_not_found_whatever_the_tag(api: Api) -> None:
    """RFC 9110 section 13.2.1: a precondition does not change an answer that would be an error without it."""
    refused(api.http.patch(f"{ALERTS}/{NOBODY}", json={}, headers=if_match('"1"')), 404, "not-found")


def test_a_source_that_is_not_there_has_no_version_to_replace(any_api: Api) -> None:
    """Without the tag it would be added, so here the precondition decides."""
    for tags in ('"1"', '"1", "2"', 'W/"1"'):
        answer = any_api.http.put("/api/sources/none", json={"mapping": MAPPING}, headers=if_match(tags))
        refused(answer, 412, "nothing-to-change")
    body = {"mapping": MAPPING, "default_customer": "NONE"}
    unknown = any_api.http.put("/api/sources/wazuh", json=body, headers=if_match('"1"'))
    assert refused(unknown, 404, "not-found")["kind"] == "customer"
