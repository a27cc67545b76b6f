"""The first page: each number leads to what it counts."""

from __future__ import annotations

from datetime import timedelta

from entrypoints.console.catalog import TEXT
from entrypoints.console.guard import PATH
from socdomain.principal import Scope
from tests.api.driving import NOW, Api, wazuh
from tests.console.browsers import Browser
from tests.console.pages import look


def test_every_number_leads_to_as_many_alerts(any_browser: Browser) -> None:
    api = any_browser.api
    api.sign_in()
    for number, hours in enumerate((0, 0, 2, 5, 30, 200)):
        at = (NOW - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S.000+0000")
        document = wazuh(number, level=4 + number % 3 * 5)
        document["timestamp"] = at
        document["rule"]["mitre"] = {"id": [f"T11{number % 3}0"]}
        answer = api.http.post(
            "/api/incident_alert/ingest",
            params={"source": "wazuh", "customer": "ACME", "backfill": "true"},
            json=document,
        )
        assert answer.status_code == 200, answer.text
    page = look(any_browser, PATH)
    assert "6 alerts are not closed" in page.text
    checked = 0
    for address, said in page.counted():
        assert len(look(any_browser, address).rows()) == said, address
        checked += 1
    # Those that are none, too.
    assert checked > 35


def test_who_may_read_nothing_is_told_so(api: Api) -> None:
    api.user("nobody", scopes={Scope.EVENTS_INGEST})
    browser = Browser(api)
    browser.sign_in("nobody")
    page = look(browser, PATH)
    assert page.status == 200
    assert "Nothing here is for your role." in page.text


def test_who_sees_some_customers_is_shown_their_alerts_and_nothing_of_the_platform(any_browser: Browser) -> None:
    """Connectors and jobs are for those who see everyone, whatever the scopes of others."""
    any_browser.api.user("dora", customers=["ACME"])
    browser = Browser(any_browser.api)
    browser.sign_in("dora")
    page, whole = look(browser, PATH), look(any_browser, PATH)
    assert (page.status, whole.status) == (200, 200)
    for of_platform in (TEXT.overview.connectors_none, TEXT.overview.jobs_none):
        assert of_platform in whole.text
        assert of_platform not in page.text
