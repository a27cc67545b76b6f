"""Pages about agents: what they show, and what people say there."""

from __future__ import annotations

from typing import Any

import pytest

from socdomain.agents.agent import Agent, Criticality
from socdomain.principal import Scope
from tests.api.driving import NOW, Api
from tests.builders import EVERYONE, an_agent
from tests.console.clerks import Clerk, at_browser
from tests.console.page_reader import element, elements, row_texts, text_of

AGENTS = "/console/agents"
HOSTILE = "<img src=x onerror=alert(1)>"
ABSENT = "0192d1a1-0b5e-7000-8000-00000000dead"


def added(api: Api, hostname: str = "ws-1", code: str | None = "ACME", **fields: Any) -> Agent:
    """An agent of a customer; nobody's without a code."""
    agent = an_agent(hostname, customer_id=api.customer_id(code) if code else None, **fields)
    with api.container.work(EVERYONE) as work:
        work.agents.add_all([agent])
        work.commit()
    return agent


def stored(api: Api, agent: Agent) -> Agent:
    """The agent as it is."""
    with api.container.reading(EVERYONE) as work:
        return work.agents.detail(agent.id, reach=EVERYONE).agent


def hosts(html: str) -> list[str]:
    """Which hosts are listed."""
    return sorted(row.split(" ", 1)[0] for row in row_texts(html) if not row.startswith("Host "))


def test_where_there_is_none_the_page_says_where_they_come_from(clerk: Clerk) -> None:
    html = clerk.look(AGENTS)
    assert "No agents yet" in text_of(html)
    assert [one.text for one in elements(html, "a", class_="button", href="/console/connectors")]
    narrowed = text_of(clerk.look(f"{AGENTS}?text=x"))
    assert "No agent is like that" in narrowed


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # As a browser sends the form, with what was left empty.
        ("text=&customer=&status=&os_family=&vanished=&ambiguous=&unassigned=", ["db-1", "mail-1", "ws-1"]),
        ("text=WS", ["ws-1"]),
        ("customer=beta", ["db-1"]),
        ("status=active", ["ws-1"]),
        ("os_family=windows", ["db-1"]),
        ("vanished=true", ["db-1"]),
        ("vanished=false", ["mail-1", "ws-1"]),
        ("unassigned=true", ["mail-1"]),
        ("ambiguous=true", []),
    ],
)
def test_agents_are_narrowed(query: str, expected: list[str], any_clerk: Clerk) -> None:
    api = any_clerk.api
    added(api, status="active")
    added(api, "db-1", "BETA", os_family="windows", vanished_at=NOW)
    added(api, "mail-1", None)
    assert hosts(any_clerk.look(f"{AGENTS}?{query}")) == expected


@pytest.mark.parametrize("query", ["vanished=perhaps", "connector=x", "colour=red"])
def test_what_cannot_be_asked_for_is_said(query: str, clerk: Clerk) -> None:
    clerk.look(f"{AGENTS}?{query}", 400)


def test_a_long_list_goes_on(any_clerk: Clerk) -> None:
    for number in range(55):
        added(any_clerk.api, f"host-{number:02}")
    html = any_clerk.look(f"{AGENTS}?text=host")
    rest = any_clerk.look(element(html, "a", rel="next").attributes["href"])
    assert sorted(hosts(html) + hosts(rest)) == [f"host-{number:02}" for number in range(55)]


def test_an_agent_is_shown_with_what_leads_on(any_clerk: Clerk) -> None:
    agent = added(any_clerk.api, "ws-1 & co", agent_version="4.9", groups=("web",), labels={"customer": "acme"})
    html = any_clerk.look(f"{AGENTS}/{agent.id}")
    said = text_of(html)
    assert ("4.9" in said, "web" in said, "customer: acme" in said, "ACME" in said) == (True, True, True, True)
    assert element(html, "a", href="/console/alerts?asset=ws-1%20%26%20co").text == "Alerts of its host"
    assert "Nothing is stored about it." in said


def test_people_say_how_much_depends_on_it(any_clerk: Clerk) -> None:
    agent = added(any_clerk.api)
    path = f"{AGENTS}/{agent.id}"
    page = any_clerk.follow(any_clerk.send(path, version="1", criticality="high", note="Ask Bert.\r\nFirst."))
    assert "What you said of the agent was saved." in page
    after = stored(any_clerk.api, agent)
    assert (after.criticality, after.note, after.version) == (Criticality.HIGH, "Ask Bert.\nFirst.", 2)
    assert "selected" in element(page, "option", value="high").attributes
    any_clerk.send(path, version="2", criticality="", note="")
    assert (stored(any_clerk.api, agent).criticality, stored(any_clerk.api, agent).note) == (None, "")


def test_a_note_that_is_too_long_is_shown_again(clerk: Clerk) -> None:
    agent = added(clerk.api)
    answer = clerk.send(f"{AGENTS}/{agent.id}", 400, version="1", note="x" * 2_001)
    typed = element(answer.text, "textarea", name="note")
    assert (typed.text, typed.attributes["aria-invalid"]) == ("x" * 2_001, "true")
    assert "at most 2,000" in element(answer.text, "p", id="note-fault").text


def test_a_form_that_is_shown_again_is_still_of_the_version_that_was_seen(clerk: Clerk) -> None:
    agent = added(clerk.api)
    path = f"{AGENTS}/{agent.id}"
    clerk.send(path, version="1", note="first")
    answer = clerk.send(f"{path}/customer", 400, version="1", customer="")
    # The note's form is another one, of what the page shows now.
    assert [one.attributes["value"] for one in elements(answer.text, "input", name="version")] == ["1", "2"]


def test_a_change_of_another_version_overwrites_nothing(any_clerk: Clerk) -> None:
    agent = added(any_clerk.api)
    any_clerk.send(f"{AGENTS}/{agent.id}", version="1", note="first")
    answer = any_clerk.send(f"{AGENTS}/{agent.id}", 412, version="1", note="second", criticality="high")
    assert "Somebody changed this while you were looking" in text_of(answer.text)
    assert "stands now: Criticality (not said) Note first" in text_of(answer.text)
    assert stored(any_clerk.api, agent).note == "first"
    assert element(answer.text, "textarea", name="note").text.strip() == "second"
    assert "selected" in element(answer.text, "option", value="high").attributes
    # Whoever was told may save what they typed.
    (version,) = {one.attributes["value"] for one in elements(answer.text, "input", name="version")}
    any_clerk.send(f"{AGENTS}/{agent.id}", version=version, note="second")
    assert stored(any_clerk.api, agent).note == "second"


@pytest.mark.parametrize(("form", "fields"), [("customer", {"customer": "BETA"}), ("customer/leave", {})])
def test_whose_an_agent_is_now_is_told_to_who_looked_earlier(clerk: Clerk, form: str, fields: dict[str, str]) -> None:
    agent = added(clerk.api)
    path = f"{AGENTS}/{agent.id}"
    clerk.send(f"{path}/customer", version="1", customer="BETA")
    clerk.send(f"{path}/customer", version="2", customer="ACME")
    answer = clerk.send(f"{path}/{form}", 412, version="1", **fields)
    assert "stands now: Customer ACME" in text_of(answer.text)
    typed = element(answer.text, "input", name="customer").attributes["value"]
    assert typed == fields.get("customer", "ACME")
    assert stored(clerk.api, agent).customer_id == clerk.api.customer_id("ACME")


def test_people_say_whose_it_is_and_leave_that_to_the_product_again(any_clerk: Clerk) -> None:
    agent = added(any_clerk.api)
    path = f"{AGENTS}/{agent.id}"
    assert elements(any_clerk.look(path), "form", action=f"{path}/customer/leave") == []
    page = any_clerk.follow(any_clerk.send(f"{path}/customer", version="1", customer="beta"))
    assert "Somebody decided this" in page
    assert stored(any_clerk.api, agent).customer_id == any_clerk.api.customer_id("BETA")
    any_clerk.send(f"{path}/customer/leave", version="2")
    after = stored(any_clerk.api, agent)
    assert (after.customer_id, after.customer_is_set) == (None, False)


@pytest.mark.parametrize("code", ["NOBODY", ""])
def test_a_customer_that_is_not_there_is_said_at_its_field(code: str, clerk: Clerk) -> None:
    agent = added(clerk.api)
    answer = clerk.send(f"{AGENTS}/{agent.id}/customer", 400, version="1", customer=code)
    field = element(answer.text, "input", name="customer")
    assert (field.attributes["value"], field.attributes["aria-invalid"]) == (code, "true")
    assert stored(clerk.api, agent) == agent


def test_agents_of_other_customers_do_not_exist(any_api: Api) -> None:
    agent = added(any_api)
    any_api.user("bea", customers=["BETA"])
    bea = at_browser(any_api, "bea")
    assert hosts(bea.look(AGENTS)) == []
    path = f"{AGENTS}/{agent.id}"
    assert "There is no such thing here" in text_of(bea.look(path, 404))
    bea.send(path, 404, version="1", note="x")
    bea.send(f"{path}/customer", 404, version="1", customer="BETA")
    bea.send(f"{path}/customer/leave", 403, version="1")
    bea.look(f"{AGENTS}/{ABSENT}", 404)
    assert stored(any_api, agent) == agent


def test_who_sees_one_customer_alone_may_not_give_an_agent_away(api: Api) -> None:
    agent = added(api)
    api.user("alf", customers=["ACME"])
    alf = at_browser(api, "alf")
    html = alf.look(AGENTS)
    assert (elements(html, "select", name="unassigned"), elements(html, "select", name="connector")) == ([], [])
    answer = alf.send(f"{AGENTS}/{agent.id}/customer", 400, version="1", customer="BETA")
    assert "There is no customer with the code BETA." in answer.text
    assert stored(api, agent) == agent


def test_whoever_may_only_read_is_offered_nothing_else(api: Api) -> None:
    agent = added(api)
    api.user("rita", scopes={Scope.AGENTS_READ})
    rita = at_browser(api, "rita")
    html = rita.look(f"{AGENTS}/{agent.id}")
    actions = [one.attributes["action"] for one in elements(html, "form", method="post")]
    assert [path for path in actions if path.startswith(AGENTS)] == []
    assert "Stored files" not in html
    for below in ("", "/customer", "/customer/leave"):
        rita.send(f"{AGENTS}/{agent.id}{below}", 403, version="1", customer="BETA", note="x")
    assert stored(api, agent) == agent


def test_what_a_product_says_is_text(clerk: Clerk) -> None:
    agent = added(
        clerk.api, HOSTILE, os=HOSTILE, address=HOSTILE, groups=(HOSTILE,), labels={HOSTILE: HOSTILE}, note=HOSTILE
    )
    for path in (AGENTS, f"{AGENTS}/{agent.id}"):
        html = clerk.look(path)
        assert "<img" not in html
        assert "&lt;img" in html
