"""Signing in and out by pages, one's password, sessions and colours."""

from __future__ import annotations

import pytest

from entrypoints.console.guard import PATH
from tests.api.driving import PASSWORD, Api
from tests.console.browsers import HERE, NEXT, OUR_PAGE, Browser
from tests.console.pages import Page, led, look, send

SIGN_IN = f"{PATH}/sign-in"
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/console",
    "/\\evil.example",
    "/\t/evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/console@evil.example",
    "/consoles",
    "/api/auth/me",
    "console/alerts",
    " /console/alerts",
    "//[",
]


def test_who_is_not_signed_in_is_led_to_signing_in_and_back(any_api: Api) -> None:
    browser = Browser(any_api)
    wanted = f"{PATH}/alerts?status=OPEN&text=a%26b"
    location = led(browser.call("GET", wanted, {"Accept": "text/html"}, follow_redirects=False))
    assert location.startswith(f"{SIGN_IN}?next=")
    page = look(browser, location)
    assert led(send(browser, page.form(SIGN_IN), login="carl", password=PASSWORD)) == wanted
    assert look(browser, wanted).status == 200


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_led_elsewhere(api: Api, target: str) -> None:
    browser = Browser(api)
    answer = browser.call(
        "POST",
        SIGN_IN,
        OUR_PAGE,
        params={"next": target},
        data={"login": "carl", "password": PASSWORD},
        follow_redirects=False,
    )
    assert led(answer) == PATH


def test_nobody_is_asked_for_a_password_where_others_could_read_it(api: Api) -> None:
    """To refuse it when it has come would be too late."""
    page = look(Browser(api, "http://soc.example"), SIGN_IN)
    assert page.status == 403
    assert SIGN_IN not in [action.partition("?")[0] for action in page.actions]
    assert "https" in page.text
    assert look(Browser(api, HERE), SIGN_IN).status == 200


def test_what_was_wrong_is_said_beside_what_was_typed(api: Api) -> None:
    browser = Browser(api)
    answer = send(browser, look(browser, SIGN_IN).form(SIGN_IN), login='carl"><b>', password="wrong")
    page = Page.of(answer)
    assert page.status == 401
    assert "do not belong together" in page.within("fault")
    assert ("login", 'carl"><b>') in page.form(SIGN_IN).fields
    assert "wrong" not in answer.text
    assert not browser.cookies


def test_who_fails_too_often_is_told_how_long_to_wait(api: Api) -> None:
    browser = Browser(api)
    form = look(browser, SIGN_IN).form(SIGN_IN)
    for _ in range(5):
        send(browser, form, login="carl", password="wrong")
    answer = send(browser, form, login="carl", password=PASSWORD)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert "Try again in 1 s" in Page.of(answer).within("fault")


def test_who_has_a_password_to_choose_gets_to_no_other_page(api: Api) -> None:
    browser = Browser(api)
    api.user("nina", must_change_password=True)
    form = look(browser, SIGN_IN).form(SIGN_IN)
    assert led(send(browser, form, login="nina", password=PASSWORD)) == f"{PATH}/password"
    for path in (PATH, f"{PATH}/alerts", f"{PATH}/sessions"):
        answer = browser.call("GET", path, {"Accept": "text/html"}, follow_redirects=False)
        assert led(answer) == f"{PATH}/password"
    page = look(browser, f"{PATH}/password")
    assert f"{PATH}/alerts" not in page.links
    location = led(send(browser, page.form(f"{PATH}/password"), current_password=PASSWORD, new_password=NEXT))
    assert location == f"{SIGN_IN}?done=password"
    assert "Sign in with the new one" in look(browser, location).text
    form = look(browser, SIGN_IN).form(SIGN_IN)
    assert led(send(browser, form, login="nina", password=NEXT)) == PATH


@pytest.mark.parametrize(
    ("current", "new", "status", "said"),
    [(PASSWORD, "short", 400, "12"), ("wrong", NEXT, 400, "present"), ("", "", 400, "")],
)
def test_a_password_that_will_not_do_changes_nothing(
    browser: Browser, current: str, new: str, status: int, said: str
) -> None:
    form = look(browser, f"{PATH}/password").form(f"{PATH}/password")
    answer = send(browser, form, current_password=current, new_password=new)
    assert answer.status_code == status
    assert said in Page.of(answer).within("fault")
    assert not (new and new in answer.text)
    Browser(browser.api).sign_in()


def test_a_session_elsewhere_is_ended_by_its_button(browser: Browser) -> None:
    other = Browser(browser.api)
    other.sign_in()
    page = look(browser, f"{PATH}/sessions")
    # The latest first.
    action = next(one for one in page.actions if one.endswith("/end"))
    assert led(send(browser, page.form(action))) == f"{PATH}/sessions?done=ended"
    assert look(browser, f"{PATH}/sessions?done=ended").within("notices") == "The session was ended."
    assert other.get().status_code == 401
    assert browser.get().status_code == 200


def test_who_signs_out_is_signed_out(browser: Browser) -> None:
    form = look(browser, PATH).form(f"{PATH}/sign-out")
    kept = dict(browser.cookies)
    assert led(send(browser, form)) == f"{SIGN_IN}?done=signed-out"
    assert not browser.cookies
    browser.cookies = kept
    assert browser.get().status_code == 401


@pytest.mark.parametrize(("theme", "shown"), [("dark", "dark"), ("light", "light"), ("system", "system")])
def test_colours_are_kept_by_the_browser(browser: Browser, theme: str, shown: str) -> None:
    form = look(browser, PATH).form(f"{PATH}/theme")
    answer = send(browser, form, theme=theme)
    assert led(answer) == PATH
    kept = answer.headers["set-cookie"]
    assert kept.startswith(f"watchfloor-theme={theme};")
    assert all(word in kept for word in ("HttpOnly", "Path=/console", "SameSite=lax", "Secure"))
    browser.known["watchfloor-theme"] = theme
    assert f'data-theme="{shown}"' in browser.call("GET", PATH, {"Accept": "text/html"}).text


@pytest.mark.parametrize(
    ("zone", "shown"),
    [("Asia%2FTokyo", "17:00:00"), ("America/New_York", "04:00:00"), ("", "08:00:00"), ("../etc/passwd", "08:00:00")],
)
def test_times_are_shown_in_the_zone_of_the_reader(browser: Browser, zone: str, shown: str) -> None:
    browser.known["watchfloor-zone"] = zone
    page = look(browser, f"{PATH}/sessions")
    assert shown in page.text
    assert 'title="2026-08-20 08:00:00 UTC"' in page.answer.text


def test_forms_carry_another_token_each_time_and_each_is_good(browser: Browser) -> None:
    """A token that stays the same could be found by the lengths of compressed pages."""
    forms = [look(browser, PATH).form(f"{PATH}/sign-out") for _ in range(2)]
    tokens = [dict(form.fields)["csrf_token"] for form in forms]
    assert len(set(tokens)) == 2
    assert all(browser.csrf not in token for token in tokens)
    assert led(send(browser, forms[0]))


@pytest.mark.parametrize("token", ["", "x", "A" * 116, "é" * 50, "A" * 43])
def test_a_form_with_another_token_changes_nothing(browser: Browser, token: str) -> None:
    form = look(browser, PATH).form(f"{PATH}/sign-out")
    answer = send(browser, form, csrf_token=token)
    assert answer.status_code == 403
    assert "earlier sign-in" in Page.of(answer).text
    assert browser.get().status_code == 200


def test_who_comes_from_a_long_address_is_led_to_signing_in(api: Api) -> None:
    answer = Browser(api).call(
        "GET", f"{PATH}/alerts?observable={'a' * 2_500}", {"Accept": "text/html"}, follow_redirects=False
    )
    assert led(answer) == SIGN_IN


def test_colours_can_be_chosen_where_a_form_was_refused(browser: Browser) -> None:
    form = look(browser, f"{PATH}/password").form(f"{PATH}/password")
    page = Page.of(send(browser, form, current_password="wrong", new_password=NEXT))
    assert led(send(browser, page.form(f"{PATH}/theme"), theme="dark")) == PATH


@pytest.mark.parametrize("path", [f"{PATH}/nothing", f"{PATH}/alerts/xyz", f"{PATH}/"])
def test_an_address_that_is_none_is_a_page_that_leads_on(browser: Browser, path: str) -> None:
    page = look(browser, path)
    assert (page.status, PATH in page.links) == (200 if path == f"{PATH}/" else 404, True)
    assert browser.call("GET", f"{PATH}/nothing").headers["content-type"] == "application/problem+json"
    assert browser.call("GET", "/nothing", {"Accept": "text/html"}).headers["content-type"].startswith("application/")
