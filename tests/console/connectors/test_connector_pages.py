"""Pages about connectors: what they show, and what can be done there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from socdomain.connectors.add_connector import NewConnector
from socdomain.connectors.connector import Connector
from socdomain.connectors.queries import list_connectors
from socdomain.principal import Scope
from tests.api.driving import Api
from tests.builders import EVERYONE, a_principal
from tests.console.clerks import Clerk, at_browser
from tests.console.page_reader import element, elements, row_texts, text_of
from tests.products import PASSWORD, VERSION

CONNECTORS = "/console/connectors"
URL = "https://hound.example.org:8443/api"
AWAY = "https://away.example.org"
FORM = {"name": "Our hound", "values.url": URL, "values.username": "anna", "values.password": PASSWORD}
ABSENT = "0192d1a1-0b5e-7000-8000-00000000dead"
HOSTILE = "<img src=x onerror=alert(1)>"
ACTS = ("verify", "enable", "disable", "default", "remove", "edit")


def added(api: Api, name: str = "Our hound", **fields: Any) -> Connector:
    """A connector that leads to a product which lets it in."""
    values = {"url": URL, "username": "anna", "password": PASSWORD, **fields.pop("values", {})}
    wanted = NewConnector("hound", name, values, **fields)
    return api.container.connectors.add.execute(wanted, by=a_principal())


def tried(api: Api, connector: Connector) -> Connector:
    """The same, when it was tried; a second later."""
    api.clock.advance(timedelta(seconds=1))
    return api.container.connectors.verify.execute(connector.id, by=a_principal())


def stored(api: Api) -> list[Connector]:
    """All connectors as they are."""
    return list(list_connectors(api.container.reading(EVERYONE), by=a_principal()))


def names_of(html: str) -> list[str]:
    """What the cards are called, in their order."""
    return [one.text for one in elements(html, "h2")]


def test_where_there_is_none_the_page_says_what_to_do(clerk: Clerk) -> None:
    html = clerk.look(CONNECTORS)
    assert "No product is connected yet" in text_of(html)
    assert [one.text for one in elements(html, "a", href=f"{CONNECTORS}/new")] == ["Add a connector"] * 2


def test_those_in_trouble_stand_first(any_clerk: Clerk) -> None:
    api = any_clerk.api
    tried(api, added(api, "A works"))
    api.products.away.add(AWAY)
    broken = added(api, "B is away", values={"url": AWAY})
    for _ in range(3):
        tried(api, broken)
    added(api, "C is untried")
    tried(api, added(api, "D is off", is_enabled=False, values={"url": AWAY}))
    html = any_clerk.look(CONNECTORS)
    assert names_of(html) == ["B is away", "C is untried", "A works", "D is off"]
    said = text_of(html)
    assert "1 connector cannot be used as it should" in said
    assert "Nothing answers failed 3 times in a row" in said
    assert "Nothing answers there: look whether it runs." in said
    assert f"Version {VERSION}" in said


def test_trials_are_drawn_and_stand_in_a_table(any_clerk: Clerk) -> None:
    api = any_clerk.api
    hound = tried(api, tried(api, added(api)))
    api.products.away.add(URL)
    tried(api, hound)
    html = any_clerk.look(f"{CONNECTORS}/{hound.id}")
    drawn = element(html, "svg", role="img", class_="chart latency")
    assert drawn.attributes["aria-label"] == "Latency of the last 3 trials: 10 to 10 ms; 1 failed"
    assert len(elements(html, "circle")) == 2
    assert len(elements(html, "path", class_="bad")) == 1
    table = [row for row in row_texts(html) if row.endswith("10 ms") and "anna" not in row]
    assert [row.rpartition(" 10 ms")[0].split(" ", 1)[1] for row in table] == ["Nothing answers", "Works", "Works"]


def test_a_connector_is_added_by_a_form_and_its_secrets_are_never_shown(any_clerk: Clerk) -> None:
    html = any_clerk.look(f"{CONNECTORS}/new")
    assert element(html, "a", href=f"{CONNECTORS}/new/hound").attributes["aria-label"] == "Connect Hound"
    assert "Lists rules" in text_of(html)
    html = any_clerk.look(f"{CONNECTORS}/new/hound")
    assert element(html, "input", name="values.url").attributes["type"] == "url"
    assert element(html, "input", name="values.password").attributes["type"] == "password"
    assert element(html, "input", name="file.ca").attributes["type"] == "file"
    assert "Ask whoever runs it." in element(html, "aside").text
    sent = any_clerk.send(f"{CONNECTORS}/new/hound", **FORM, customer="acme", org_customers="org 1=BETA\r\n")
    page = any_clerk.follow(sent)
    said = text_of(page)
    assert PASSWORD not in page
    assert "given, and never shown" in said
    assert ("ACME" in said, "org 1 BETA" in said, URL in said) == (True, True, True)
    assert "Not verified yet" in said
    (made,) = stored(any_clerk.api)
    assert (made.name, sorted(made.secrets), made.is_default) == ("Our hound", ["password"], True)


def test_a_form_with_a_file_carries_its_token_in_a_part(any_clerk: Clerk) -> None:
    path, certificate = f"{CONNECTORS}/new/hound", b"-----BEGIN CERTIFICATE-----\nTm90\n"
    any_clerk.send_files(path, {**FORM, "csrf_token": "made-up"}, {"file.ca": certificate}, 403)
    assert stored(any_clerk.api) == []
    sent = any_clerk.send_files(path, FORM, {"file.ca": certificate})
    assert stored(any_clerk.api)[0].values["ca"] == certificate.decode()
    assert f"a file of {len(certificate)} characters" in text_of(any_clerk.follow(sent))


def test_a_file_that_was_left_out_is_none(clerk: Clerk) -> None:
    clerk.send_files(f"{CONNECTORS}/new/hound", FORM, {"file.ca": b""})
    assert "ca" not in stored(clerk.api)[0].values


@pytest.mark.parametrize(
    ("fields", "name", "fault"),
    [
        ({"values.url": "ftp://h"}, "values.url", "must be a URL"),
        ({"values.url": ""}, "values.url", "must be given"),
        ({"name": ""}, "name", "must be 1 to 80"),
        ({"customer": "NOBODY"}, "customer", "There is no customer with the code NOBODY."),
        ({"org_customers": "one=NOBODY"}, "org_customers", "There is no customer with the code NOBODY."),
        ({"org_customers": "nonsense"}, "org_customers", "ORGANISATION=CODE"),
        ({"values.token": "tökén"}, "values.token", "must not be given beside a password"),
    ],
)
def test_a_form_that_is_refused_is_shown_again_with_the_fault_at_its_field(
    fields: dict[str, str], name: str, fault: str, clerk: Clerk
) -> None:
    answer = clerk.send(f"{CONNECTORS}/new/hound", 400, **{**FORM, **fields})
    tag = "textarea" if name == "org_customers" else "input"
    refused = element(answer.text, tag, name=name)
    assert refused.attributes["aria-invalid"] == "true"
    (described,) = [one for one in refused.attributes["aria-describedby"].split() if one.endswith("-fault")]
    assert fault in element(answer.text, "p", id=described).text
    assert element(answer.text, "input", name="values.username").attributes["value"] == "anna"
    assert "value" not in element(answer.text, "input", name="values.password").attributes
    assert PASSWORD not in answer.text
    marked = elements(answer.text, "input", aria_invalid="true") + elements(
        answer.text, "textarea", aria_invalid="true"
    )
    assert [one.attributes["name"] for one in marked] == [name]
    assert stored(clerk.api) == []


def test_a_name_that_is_taken_is_said_at_the_name(clerk: Clerk) -> None:
    added(clerk.api)
    answer = clerk.send(f"{CONNECTORS}/new/hound", 409, **{**FORM, "name": "OUR HOUND"})
    assert element(answer.text, "p", id="name-fault").text == "Another connector is called that."


def test_what_is_left_as_it_is_stays_the_secret_too(any_clerk: Clerk) -> None:
    before = added(any_clerk.api)
    path = f"{CONNECTORS}/{before.id}/edit"
    html = any_clerk.look(path)
    assert element(html, "input", name="values.url").attributes["value"] == URL
    assert "value" not in element(html, "input", name="values.password").attributes
    sent = any_clerk.send(path, version="1", **{**FORM, "values.password": "", "values.username": ""})
    assert "The connector was changed." in any_clerk.follow(sent)
    (after,) = stored(any_clerk.api)
    assert (after.secrets, after.values, after.version) == (before.secrets, {"url": URL}, 2)


def test_a_secret_is_taken_away_where_that_is_ticked(clerk: Clerk) -> None:
    before = added(clerk.api)
    fields = {**FORM, "values.password": "", "empty.password": "on"}
    clerk.send(f"{CONNECTORS}/{before.id}/edit", version="1", **fields)
    assert stored(clerk.api)[0].secrets == {}


def test_whoever_changes_where_it_leads_is_asked_for_the_secrets_again(any_clerk: Clerk) -> None:
    before = added(any_clerk.api)
    path = f"{CONNECTORS}/{before.id}/edit"
    fields = {**FORM, "values.url": "https://elsewhere.example.org", "values.password": ""}
    answer = any_clerk.send(path, 409, version="1", **fields)
    assert "Where it leads was changed" in element(answer.text, "p", id="values.password-fault").text
    assert element(answer.text, "input", name="values.url").attributes["value"] == "https://elsewhere.example.org"
    assert stored(any_clerk.api) == [before]
    any_clerk.send(path, version="1", **{**fields, "values.password": PASSWORD})
    assert stored(any_clerk.api)[0].values["url"] == "https://elsewhere.example.org"


def test_a_change_of_another_version_overwrites_nothing(any_clerk: Clerk) -> None:
    before = added(any_clerk.api)
    any_clerk.send(f"{CONNECTORS}/{before.id}/edit", version="1", **{**FORM, "values.password": "", "name": "First"})
    path = f"{CONNECTORS}/{before.id}/edit"
    answer = any_clerk.send(path, 412, version="1", **{**FORM, "name": "Second", "values.password": "not-shown-again"})
    said = text_of(answer.text)
    assert "Somebody changed this while you were looking" in said
    assert "stands now: Name First" in said
    assert "Secrets and files that you gave are not kept here" in said
    assert "not-shown-again" not in answer.text
    assert PASSWORD not in answer.text
    assert stored(any_clerk.api)[0].name == "First"
    # What was typed is there still, and whoever was told may save it.
    typed = {name: element(answer.text, "input", name=name).attributes["value"] for name in ("version", "name")}
    assert typed == {"version": "2", "name": "Second"}
    any_clerk.send(path, **{**FORM, "values.password": "", **typed})
    assert stored(any_clerk.api)[0].name == "Second"


def test_verifying_leads_to_the_page_or_fills_its_place_in_it(any_clerk: Clerk) -> None:
    hound = added(any_clerk.api)
    path = f"{CONNECTORS}/{hound.id}/verify"
    page = any_clerk.follow(any_clerk.send(path))
    assert "What was found stands below." in page
    assert "Works" in text_of(page)
    answers = any_clerk.part("POST", f"{path}?whole=true"), any_clerk.part("POST", path)
    assert {answer.headers["hx-trigger"] for answer in answers} == {"connector-tried"}
    whole, card = (answer.text for answer in answers)
    assert ("<html" in whole, "<html" in card) == (False, False)
    assert "The same as a table" in whole
    assert "The same as a table" not in card
    assert "Works" in card
    assert (len(any_clerk.api.products.opened), len(any_clerk.api.products.left)) == (3, 3)


def test_what_does_not_work_is_said_with_what_to_do(clerk: Clerk) -> None:
    hound = added(clerk.api, values={"password": "another"})
    said = clerk.part("POST", f"{CONNECTORS}/{hound.id}/verify?whole=true").text
    assert "Credentials refused" in said
    assert "It refuses the password: give another one." in said


def test_acts_are_done_and_told(any_clerk: Clerk) -> None:
    api = any_clerk.api
    first, second = added(api), added(api, "Another")
    path = f"{CONNECTORS}/{second.id}"
    assert "not used any more" in any_clerk.follow(any_clerk.send(f"{path}/disable"))
    assert "used from now on" in any_clerk.follow(any_clerk.send(f"{path}/enable"))
    assert "is now the one" in any_clerk.follow(any_clerk.send(f"{path}/default"))
    assert {one.id: one.is_default for one in stored(api)} == {first.id: False, second.id: True}
    asks = element(any_clerk.look(path), "form", action=f"{path}/remove").attributes
    assert asks["data-asks"].startswith("Remove Another, with its credentials")
    assert "The connector was removed." in any_clerk.follow(any_clerk.send(f"{path}/remove"))
    assert [one.id for one in stored(api)] == [first.id]


def test_verifying_all_leads_to_the_run(any_clerk: Clerk) -> None:
    added(any_clerk.api)
    sent = any_clerk.send(f"{CONNECTORS}/verify")
    assert urlsplit(sent.headers["location"]).path.startswith("/console/jobs/runs/")
    assert "Run of verify_connectors" in text_of(any_clerk.follow(sent))


def test_the_history_says_what_was_changed_and_no_secret(any_clerk: Clerk) -> None:
    hound = tried(any_clerk.api, added(any_clerk.api))
    fields = {**FORM, "values.username": "bert", "values.password": "the next one"}
    any_clerk.send(f"{CONNECTORS}/{hound.id}/edit", version="1", **fields)
    html = any_clerk.look(f"{CONNECTORS}/{hound.id}")
    changed, verified, *_ = [row for row in row_texts(html) if "Changed" in row or "Verified" in row]
    assert "Changed carl values.username: anna → bert" in changed
    assert "given anew: password" in changed
    assert "Verified anna Works, 10 ms It works." in verified
    assert "the next one" not in html


def test_a_long_history_goes_on_after_an_act_was_told(any_clerk: Clerk) -> None:
    hound = added(any_clerk.api)
    for _ in range(60):
        tried(any_clerk.api, hound)
    html = any_clerk.look(f"{CONNECTORS}/{hound.id}?done=tried")
    further = element(html, "a", rel="next").attributes["href"]
    html = any_clerk.look(further)
    assert [row for row in row_texts(html) if row.split(" ", 1)[1].startswith("Added")]
    assert elements(html, "a", rel="next") == []


def test_what_a_name_holds_is_text(clerk: Clerk) -> None:
    hound = added(clerk.api, HOSTILE, values={"username": HOSTILE})
    for path in (CONNECTORS, f"{CONNECTORS}/{hound.id}", f"{CONNECTORS}/{hound.id}/edit"):
        html = clerk.look(path)
        assert "<img" not in html
        assert "&lt;img" in html


def test_whoever_may_only_read_is_offered_nothing_else(api: Api) -> None:
    hound = added(api)
    api.user("rita", scopes={Scope.CONNECTORS_READ})
    rita = at_browser(api, "rita")
    html = rita.look(CONNECTORS) + rita.look(f"{CONNECTORS}/{hound.id}")
    offered = {one.attributes["action"] for one in elements(html, "form", method="post")}
    assert {path for path in offered if path.startswith(CONNECTORS)} == set()
    assert elements(html, "a", href=f"{CONNECTORS}/new") == []
    for act in ACTS:
        assert "You may not do that" in rita.send(f"{CONNECTORS}/{hound.id}/{act}", 403).text
    for path in (f"{CONNECTORS}/new", f"{CONNECTORS}/new/hound", f"{CONNECTORS}/{hound.id}/edit"):
        rita.look(path, 403)
    rita.send(f"{CONNECTORS}/new/hound", 403, **FORM)
    rita.send(f"{CONNECTORS}/verify", 403)
    assert stored(api) == [hound]


def test_who_sees_one_customer_alone_sees_no_connectors(api: Api) -> None:
    hound = added(api)
    api.user("bea", customers=["BETA"])
    bea = at_browser(api, "bea")
    for path in ("", "/new", "/new/hound", f"/{hound.id}", f"/{hound.id}/edit"):
        html = bea.look(f"{CONNECTORS}{path}", 403)
        assert "Our hound" not in html
        assert elements(html, "a", href=CONNECTORS) == []
    for act in ACTS:
        bea.send(f"{CONNECTORS}/{hound.id}/{act}", 403, version="1", **FORM)
    bea.send(f"{CONNECTORS}/new/hound", 403, **FORM)
    assert stored(api) == [hound]


def test_what_is_not_there_is_a_page_that_says_so(clerk: Clerk) -> None:
    for path in (f"/{ABSENT}", f"/{ABSENT}/edit", "/new/unicorn"):
        assert "There is no such thing here" in text_of(clerk.look(f"{CONNECTORS}{path}", 404))
    for act in ACTS:
        clerk.send(f"{CONNECTORS}/{ABSENT}/{act}", 404, version="1", **FORM)
    clerk.send(f"{CONNECTORS}/new/unicorn", 404, **FORM)


def test_a_form_without_a_version_changes_nothing(clerk: Clerk) -> None:
    hound = added(clerk.api)
    for version in ("", "x", "-1", "1" * 10):
        clerk.send(f"{CONNECTORS}/{hound.id}/edit", 400, version=version, **FORM)
    assert stored(clerk.api) == [hound]
