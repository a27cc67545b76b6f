"""Somebody who walks through every page and form of the console, by the cookie of a browser."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
from attrs import define, evolve, field

from entrypoints.api.cursors import Cursors, digest_of_question
from entrypoints.console.guard import CSRF_HEADER
from socdomain.auth.session import SignInStep
from socdomain.incidents.views import ChangesPosition
from socdomain.principal import Reach
from tests.api.driving import ALERTS, CASES, SETTINGS, Api
from tests.api.tenancy.agents import AGENTS
from tests.api.tenancy.console_places import CSRF, LISTENING, VERSION
from tests.api.tenancy.endpoints import Endpoint
from tests.api.tenancy.questions import Question
from tests.api.tenancy.sides import CUSTOMERS, SOURCES, USERS, Things
from tests.api.tenancy.views import VIEWS
from tests.api.tenancy.walking import Answer, Walker
from tests.console.browsers import Browser
from tests.console.clerks import FORM, PAGE

QUEUE: Final = "/console/alerts"
BULK: Final = f"{QUEUE}/bulk"
ALERT: Final = f"{ALERTS}/{{alert_id}}"
_LISTENS: Final = re.compile(r'data-listens="([^"]*)"')
_VERSIONED: Final[Mapping[str, str]] = {
    "/console/alerts/{alert_id:uuid}": ALERT,
    "/console/cases/{case_id:uuid}": f"{CASES}/{{case_id}}",
    "/console/agents/{agent_id:uuid}": f"{AGENTS}/{{agent_id}}",
    "/console/connectors/{connector_id:uuid}": "/api/connectors/{connector_id}",
    "/console/jobs/schedules/{job_id:str}": "/api/scheduler/{job_id}",
    "/console/views/{view_id:uuid}": f"{VIEWS}/{{view_id}}",
    "/console/users/{user_id:uuid}": f"{USERS}/{{user_id}}",
    # What is new has none; somebody may send one all the same.
    "/console/sources/_new": f"{SOURCES}/nothing",
    "/console/sources/{source:str}": f"{SOURCES}/{{source}}",
    "/console/customers/{code:str}/retention": f"{CUSTOMERS}/{{code}}/artifact-retention",
    "/console/customers/{code:str}": f"{CUSTOMERS}/{{code}}",
}
"""Where the API tells the version of what a form changes, by the beginning of the form's path."""
_NOT_THERE: Final = "1"


@define
class PageWalker(Walker):
    """Somebody who sits at a browser.

    Attributes:
        browser: What keeps their cookie.
        reach: Whose data they see.
        wanted: What their calls say that they want: a page, or a part of one.
    """

    browser: Browser = field(init=False)
    reach: Reach = field(init=False)
    wanted: Mapping[str, str] = PAGE

    def begin(self) -> None:
        """Begins a session of the browser, beside one that takes a bearer."""
        Walker.begin(self)
        assert self.login is not None
        self.browser = Browser(self.world.api)
        self.browser.sign_in(self.login)
        find = self.world.api.container.authenticate_browser.execute
        caller = find(self.browser.cookie, address="testclient", steps=(SignInStep.DONE,))
        assert caller.session is not None
        self.session, self.reach = str(caller.session.id), caller.principal.reach

    def ask(self, endpoint: Endpoint, question: Question) -> Answer:
        """Sends what a page of ours would send, and does not follow where it is led."""
        filled = self.filled(question)
        answer = called(self.browser, filled, self.wanted)
        self.mend(endpoint, is_done=answer.status_code < httpx.codes.BAD_REQUEST)
        if endpoint.method != "GET" and (endpoint.is_own or endpoint.is_public):
            # It may have ended the session, or begun that of somebody else.
            self.begin()
        return Answer(filled, answer)

    def filled(self, question: Question) -> Question:
        """Puts what pages carry into the places where it belongs: versions, and where news begin."""
        return self._listening(self._chosen(self._versioned(question)))

    def _versioned(self, question: Question) -> Question:
        if question.form is None or question.form.get("version") != VERSION:
            return question
        path = next((path for start, path in _VERSIONED.items() if question.template.startswith(start)), None)
        assert path is not None, f"{question.about}: say in browsing.py where its version is told"
        return evolve(question, form={**question.form, "version": self._version(path, question.parts)})

    def _chosen(self, question: Question) -> Question:
        """Says of each alert that is chosen which version was looked at, as the queue's boxes do."""
        if question.form is None or question.template != BULK:
            return question
        chosen = [f"{one}.{self._version(ALERT, {'alert_id': one})}" for one in question.form["ids"]]
        return evolve(question, form={**question.form, "ids": chosen}, sent=(*chosen, *question.sent))

    def _version(self, path: str, parts: Things) -> str:
        return _version_at(self.world.api, path.format(**parts), self.headers)

    def _listening(self, question: Question) -> Question:
        """Fills in where the changes began, as the queue would have said of the same filter before there were any."""
        waiting = [name for name, value in question.query.items() if value == LISTENING]
        if not waiting:
            return question
        query = {name: one for name, one in question.query.items() if name not in ("after", "since", "shown")}
        page = self.browser.call("GET", QUEUE, dict(PAGE), params=query, follow_redirects=False)
        found = _LISTENS.search(page.text)
        if found is None:
            return evolve(question, query={**question.query, **dict.fromkeys(waiting, "made-up")})
        pairs = tuple(parse_qsl(urlsplit(unescape(found[1])).query, keep_blank_values=True))
        asked = digest_of_question(("news of the queue", pairs), reach=self.reach)
        after = Cursors(SETTINGS.cursor_key).of_changes(ChangesPosition(0, None), asked)
        return evolve(question, query={**question.query, **dict(pairs), **dict.fromkeys(waiting, after)})


def called(browser: Browser, question: Question, headers: Mapping[str, str | None]) -> httpx.Response:
    """Calls as a page of ours does, in a browser that keeps nothing of the answer.

    Args:
        browser: Which.
        question: What is sent.
        headers: Beside those of our pages, or instead of them; None for one that is left out.
    """
    if question.form is not None and CSRF in question.form.values():
        form = {name: browser.csrf if value == CSRF else value for name, value in question.form.items()}
        question = evolve(question, form=form)
    shown = {"Origin": browser.origin, CSRF_HEADER: browser.csrf, **headers}
    arguments = question.arguments({name: value for name, value in shown.items() if value is not None})
    if question.form is not None and question.files is None:
        # By hand, since a form without fields is one, too.
        del arguments["data"]
        arguments["headers"] |= FORM
        arguments["content"] = urlencode(question.form, doseq=True)
    kept = evolve(browser, cookies=dict(browser.cookies), known={})
    return kept.call(question.method, question.path, follow_redirects=False, **arguments)


def _version_at(api: Api, path: str, headers: Mapping[str, str]) -> str:
    """The version of a thing as whoever sees it is told; something, where neither we nor they do."""
    for shown in ({}, dict(headers)):
        answer = api.http.get(path, headers=shown)
        if answer.is_success:
            # That of a connector says its state as well.
            return answer.headers["etag"].strip('"').partition(".")[0]
    return _NOT_THERE
