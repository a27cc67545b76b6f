"""Evidence in the console: sent, looked at, verified, held, deleted and exported."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import httpx
import pytest

from socdomain.principal import Scope
from tests.api.driving import LIMITS, Api, ok, refused
from tests.api.files import CONTENT, END, FORM, STORE, a_case, nothing_is_stored, part, stored
from tests.console.browsers import OUR_PAGE
from tests.console.clerks import PAGE, PART, Clerk, said, value_of
from tests.console.page_reader import element

FILES, UPLOADS = "/console/artifacts", "/console/artifacts/uploads"
JSON = {"Accept": "application/json"}


def case_of(place: str) -> str:
    """The identifier of the case whose files are at a place of the API."""
    return place.split("/")[-2]


def kept(clerk: Clerk, name: str = "evil.exe", content: bytes = CONTENT) -> tuple[str, dict[str, Any]]:
    """A case with a file: the page of the case, and the file."""
    place = a_case(clerk.api)
    return f"/console/cases/{case_of(place)}", stored(clerk.api, place, name, content)


def by_script(clerk: Clerk, method: str, path: str, **sent: Any) -> httpx.Response:
    """Calls as uploads.js does."""
    headers = OUR_PAGE | JSON | {"X-CSRF-Token": clerk.browser.csrf}
    return clerk.browser.call(method, path, headers, **sent)


def begun(clerk: Clerk, case_id: str, size_bytes: int, name: str = "a.bin") -> str:
    """Begins to send a file, and returns where its parts go."""
    body = {"file_name": name, "size_bytes": size_bytes, "case_id": case_id}
    answer = by_script(clerk, "POST", UPLOADS, json=body)
    assert answer.headers["location"] == f"{UPLOADS}/{ok(answer, 201)['id']}"
    return answer.headers["location"]


def of_form(clerk: Clerk, case: str, *parts: bytes, token: str | None = None) -> httpx.Response:
    """Sends a form of several parts as a browser without JavaScript does."""
    carried = part("csrf_token", (clerk.browser.csrf if token is None else token).encode())
    body = b"".join((carried, *parts, END))
    return clerk.browser.call("POST", f"{case}/evidence", OUR_PAGE | PAGE | FORM, content=body, follow_redirects=False)


def test_a_file_goes_in_parts_and_is_taken_up_where_it_broke_off(any_clerk: Clerk) -> None:
    place = a_case(any_clerk.api)
    first, second = b"1" * 5 * 1024**2, b"22"
    here = begun(any_clerk, case_of(place), len(first + second), "memory.raw")
    ok(by_script(any_clerk, "PUT", f"{here}/parts/1", content=first))
    there = ok(by_script(any_clerk, "GET", here))
    assert [(one["number"], one["size_bytes"]) for one in there["parts"]] == [(1, len(first))]
    case = f"/console/cases/{case_of(place)}"
    assert "memory.raw 5.2 MB · On its way" in said(any_clerk.look(case))
    refused(by_script(any_clerk, "POST", f"{here}/complete", json={}), 400, "invalid-input")
    ok(by_script(any_clerk, "PUT", f"{here}/parts/2", content=second))
    ok(by_script(any_clerk, "POST", f"{here}/complete", json={}))
    assert "✓ Stored" in said(any_clerk.look(case))
    refused(by_script(any_clerk, "GET", here), 409, "not-pending")


def test_a_file_that_is_given_up_is_gone(any_clerk: Clerk) -> None:
    here = begun(any_clerk, case_of(a_case(any_clerk.api)), 2)
    ok(by_script(any_clerk, "PUT", f"{here}/parts/1", content=b"1"))
    assert by_script(any_clerk, "DELETE", here).status_code == 204
    refused(by_script(any_clerk, "PUT", f"{here}/parts/2", content=b"2"), 409, "not-pending")


def test_what_no_browser_knows_any_more_is_given_up_on_its_page(any_clerk: Clerk) -> None:
    file = begun(any_clerk, case_of(a_case(any_clerk.api)), 1).rsplit("/", 1)[1]
    here = f"{FILES}/{file}"
    berta = any_clerk.another("berta")
    assert f"{here}/give-up" not in berta.look(here)
    berta.send(f"{here}/give-up", 404)
    assert f'action="{here}/give-up"' in any_clerk.look(here)
    told = any_clerk.does(f"{here}/give-up")
    assert "Sending the file was given up." in told
    assert "! Did not come whole its sender has given it up" in told
    assert f"{here}/give-up" not in any_clerk.look(here)


def test_parts_need_the_token_and_the_right(clerk: Clerk) -> None:
    case_id = case_of(a_case(clerk.api))
    here = begun(clerk, case_id, 1)
    body = {"file_name": "b", "size_bytes": 1, "case_id": case_id}
    for method, path, sent in (
        ("POST", UPLOADS, {"json": body}),
        ("PUT", f"{here}/parts/1", {"content": b"1"}),
        ("POST", f"{here}/complete", {"json": {}}),
        ("DELETE", here, {}),
    ):
        refused(clerk.browser.call(method, path, OUR_PAGE | JSON, **sent), 403, "cross-site")
        other = {"Origin": "https://evil.example", "X-CSRF-Token": clerk.browser.csrf}
        refused(clerk.browser.call(method, path, other | JSON, **sent), 403, "cross-site")
        reader = clerk.another(f"reader-{method}-{len(path)}", scopes=[Scope.ARTIFACTS_READ, Scope.CASES_READ])
        refused(by_script(reader, method, path, **sent), 403, "not-allowed")
    assert ok(by_script(clerk, "GET", here))["parts"] == []
    bea = clerk.another("bea", customers=["BETA"])
    refused(by_script(bea, "POST", UPLOADS, json=body), 404, "not-found")
    refused(by_script(bea, "PUT", f"{here}/parts/1", content=b"1"), 404, "not-found")


def test_what_is_too_long_is_told_with_the_number(clerk: Clerk) -> None:
    body = {"file_name": "b", "size_bytes": LIMITS.most_bytes + 1, "case_id": case_of(a_case(clerk.api))}
    told = refused(by_script(clerk, "POST", UPLOADS, json=body), 413, "file-too-large")
    assert told["detail"] == f"a file may have at most {LIMITS.most_bytes:,} bytes here"


def test_a_form_without_scripts_sends_several_files(any_clerk: Clerk) -> None:
    place = a_case(any_clerk.api)
    case = f"/console/cases/{case_of(place)}"
    files = (part("notes", b"from the disk"), part("file", b"one", file_name="a"), part("file", b"two", file_name="b"))
    answer = of_form(any_clerk, case, *files)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{case}?done=stored")
    assert "The files were stored." in said(any_clerk.look(answer.headers["location"]))
    found = ok(any_clerk.api.http.get(place))["items"]
    assert sorted((one["file_name"], one["notes"], one["size_bytes"]) for one in found) == [
        ("a", "from the disk", 3),
        ("b", "from the disk", 3),
    ]


@pytest.mark.parametrize("token", ["", "made-up", "x" * 116])
def test_nothing_is_stored_without_the_token_of_the_session(any_clerk: Clerk, token: str) -> None:
    case = f"/console/cases/{case_of(a_case(any_clerk.api))}"
    answer = of_form(any_clerk, case, part("file", b"one", file_name="a"), token=token)
    assert answer.status_code == 403
    assert "This page is of an earlier sign-in" in said(answer.text)
    assert nothing_is_stored(any_clerk.api)


def test_the_token_comes_before_the_files_and_from_our_own_page(clerk: Clerk) -> None:
    case = f"/console/cases/{case_of(a_case(clerk.api))}"
    carried, file = part("csrf_token", clerk.browser.csrf.encode()), part("file", b"one", file_name="a")

    def send(content: bytes, headers: dict[str, str] = OUR_PAGE) -> int:
        return clerk.browser.call("POST", f"{case}/evidence", headers | PAGE | FORM, content=content).status_code

    assert send(file + END) == 403
    assert send(file + carried + END) == 403
    assert send(carried + file + END, {"Origin": "https://evil.example"}) == 403
    wrong = OUR_PAGE | {"X-CSRF-Token": "made-up"}
    assert send(carried + file + END, wrong) == 403
    assert send(carried + carried + file + END) == 400
    assert nothing_is_stored(clerk.api)
    clerk.send(f"{case}/evidence", 415)


def test_a_form_that_is_too_long_is_told_in_words(clerk: Clerk) -> None:
    case = f"/console/cases/{case_of(a_case(clerk.api))}"
    answer = of_form(clerk, case, part("file", bytes(LIMITS.most_bytes + 1), file_name="a"))
    assert answer.status_code == 413
    assert "That is more than fits" in said(answer.text)
    assert f"at most {LIMITS.most_bytes:,} bytes" in said(answer.text)
    assert nothing_is_stored(clerk.api)


def test_others_send_no_files(clerk: Clerk) -> None:
    case = f"/console/cases/{case_of(a_case(clerk.api))}"
    file = part("file", b"one", file_name="a")
    assert of_form(clerk.another("bea", customers=["BETA"]), case, file).status_code == 404
    reader = clerk.another("rita", scopes=[Scope.ARTIFACTS_READ, Scope.CASES_READ])
    assert of_form(reader, case, file).status_code == 403
    assert 'id="adding"' not in reader.look(case)
    assert nothing_is_stored(clerk.api)


def test_files_of_a_case_are_a_part_of_its_page(any_clerk: Clerk) -> None:
    case, file = kept(any_clerk)
    page = any_clerk.look(case)
    part_of_it = any_clerk.look(f"{case}/evidence", headers=PART)
    assert part_of_it.lstrip().startswith('<div id="files"')
    for shown in (page, part_of_it, any_clerk.look(f"{case}/evidence")):
        assert f'href="{FILES}/{file["id"]}/download"' in shown
        assert f'data-copies="{file["sha256"]}"' in shown
        assert f"evil.exe 200.0 kB {file['sha256'][:12]}… Copy ✓ Stored" in said(shown)


def test_a_case_shows_fifty_files_and_names_where_the_others_are(clerk: Clerk) -> None:
    case, file = kept(clerk, "first")
    place = f"{STORE}/upload/many"
    several = [("file", (f"file-{number}", b"x")) for number in range(50)]
    ok(clerk.api.http.post(place, data={"case_id": case.rsplit("/", 1)[1]}, files=several), 201)
    page = clerk.look(case)
    assert (page.count("/download"), "All files of this case" in page) == (50, True)
    listed = clerk.look(f"{case}/evidence")
    (older,) = [one for one in listed.split('"') if "cursor=" in one]
    assert file["id"] in clerk.look(older.replace("&amp;", "&"))


def test_the_page_of_a_file_shows_what_is_known_and_what_was_done(any_clerk: Clerk) -> None:
    case, file = kept(any_clerk)
    told = said(any_clerk.look(f"{FILES}/{file['id']}"))
    for word in (
        "evil.exe",
        "200.0 kB (200,000 bytes)",
        file["sha256"],
        "Customer ACME",
        "08:00:00 anna",
        "Last verified never",
        "anna Stored it name evil.exe",
    ):
        assert word in told, word
    assert case in any_clerk.look(f"{FILES}/{file['id']}")


def test_verifying_tells_what_was_found(any_clerk: Clerk) -> None:
    case, file = kept(any_clerk)
    here, objects = f"{FILES}/{file['id']}", any_clerk.api.container.artifacts.objects
    told = any_clerk.does(f"{here}/verify")
    assert "they are as they were stored" in told
    assert "carl Verified it found intact" in told
    assert "This evidence is not as it was stored" not in told
    objects.put(file["bucket"], file["key"], [CONTENT[:-1] + b"!"])
    told = any_clerk.does(f"{here}/verify")
    assert "This evidence is not as it was stored" in told
    assert "other bytes" in told
    assert "✕ Changed" in told
    assert "1 file of this case is not as it was stored." in said(any_clerk.look(case))
    objects.delete(file["bucket"], file["key"])
    assert "does not have its bytes any more" in any_clerk.does(f"{here}/verify")


def test_a_download_is_the_bytes_and_is_written_down(any_clerk: Clerk) -> None:
    _, file = kept(any_clerk, "<script>alert(1)</script>.html")
    answer = any_clerk.browser.call("GET", f"{FILES}/{file['id']}/download", PAGE)
    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    some = any_clerk.browser.call("GET", f"{FILES}/{file['id']}/download", PAGE | {"Range": "bytes=0-1"})
    assert (some.status_code, some.content) == (206, b"MZ")
    told = said(any_clerk.look(f"{FILES}/{file['id']}/custody"))
    assert told.count("carl Downloaded it") == 2
    assert "from byte 0; to byte 1" in told


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_nobody_is_led_to_a_download_or_a_bundle_by_another_site(clerk: Clerk, site: str, method: str) -> None:
    case, file = kept(clerk)
    for path, of in ((f"{FILES}/{file['id']}/download", f"{FILES}/{file['id']}"), (f"{case}/evidence-bundle", case)):
        answer = clerk.browser.call(method, path, PAGE | {"Sec-Fetch-Site": site}, follow_redirects=False)
        assert answer.status_code == 403
        if method == "GET":
            assert "Another site has led you here" in said(answer.text)
            assert f'href="{of}">Look at it' in answer.text
    told = said(clerk.look(f"{FILES}/{file['id']}/custody"))
    assert "carl Downloaded it" not in told
    assert "carl Exported it" not in told


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_links_and_bookmarks_lead_to_downloads_and_bundles(clerk: Clerk, site: str) -> None:
    case, file = kept(clerk)
    for path in (f"{FILES}/{file['id']}/download", f"{case}/evidence-bundle"):
        assert clerk.browser.call("GET", path, PAGE | {"Sec-Fetch-Site": site}).status_code == 200


def test_what_cannot_be_downloaded_is_told_on_a_page(clerk: Clerk) -> None:
    _, file = kept(clerk)
    clerk.does(f"{FILES}/{file['id']}/delete", reason="sent twice")
    answer = clerk.browser.call("GET", f"{FILES}/{file['id']}/download", PAGE)
    assert answer.status_code == 409
    assert "the file is deleted: sent twice" in said(answer.text)


def test_a_file_is_deleted_with_a_reason(any_clerk: Clerk) -> None:
    _, file = kept(any_clerk)
    here = f"{FILES}/{file['id']}"
    answer = any_clerk.send(f"{here}/delete", 400, reason=" ")
    assert element(answer.text, "input", id="delete-reason").attributes["aria-invalid"] == "true"
    assert "must have 1 to 1000 characters" in element(answer.text, "p", id="delete-reason-fault").text
    told = any_clerk.does(f"{here}/delete", reason="sent twice")
    assert "The bytes of the file were deleted." in told
    assert "carl Deleted it reason sent twice" in told
    assert "Delete the file" not in told


def test_what_is_held_stays_until_the_hold_is_lifted(any_clerk: Clerk) -> None:
    case, file = kept(any_clerk)
    here = f"{FILES}/{file['id']}"
    once = value_of(any_clerk.look(here), "once")
    for _ in range(2):
        assert "On this file: court order" in any_clerk.does(f"{here}/holds", reason="court order", once=once)
    assert "On its case: the whole case" in any_clerk.does(f"{case}/holds", reason="the whole case")
    page = any_clerk.look(here)
    assert (page.count("/lift"), "/delete" in page) == (2, False)
    assert "held" in said(any_clerk.look(case))
    refusal = any_clerk.send(f"{here}/delete", 409, reason="sent twice")
    assert "the file is under legal hold: court order (carl" in said(refusal.text)
    lifts = [one for one in page.split('"') if one.endswith("/lift")]
    assert "The legal hold was lifted." in any_clerk.does(lifts[0], reason="settled", next=f"{here}?done=held")
    assert any_clerk.send(lifts[1], reason="settled", next="https://evil.example/").headers["location"] == (
        "/console?done=lifted"
    )
    any_clerk.does(f"{here}/delete", reason="sent twice")


def test_a_hold_takes_a_reason_and_lifting_it_a_right(clerk: Clerk) -> None:
    case, file = kept(clerk)
    for path in (f"{FILES}/{file['id']}/holds", f"{case}/holds"):
        answer = clerk.send(path, 400, reason=" ")
        assert element(answer.text, "input", id="hold-reason").attributes["aria-invalid"] == "true"
        assert element(answer.text, "p", id="hold-reason-fault").text
    clerk.does(f"{FILES}/{file['id']}/holds", reason="court order")
    (lift,) = [one for one in clerk.look(f"{FILES}/{file['id']}").split('"') if one.endswith("/lift")]
    writer = clerk.another("wilma", scopes=[Scope.ARTIFACTS_READ, Scope.ARTIFACTS_WRITE])
    assert lift not in writer.look(f"{FILES}/{file['id']}")
    writer.send(lift, 403, reason="settled")


def a_zip(names: list[str]) -> bytes:
    """A zip of empty files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, b"")
    return written.getvalue()


def test_the_inside_of_an_archive_is_shown_as_text(any_clerk: Clerk) -> None:
    _, file = kept(any_clerk, "collection.zip", a_zip(["<img src=x onerror=alert(1)>", "a\u202etxt.exe"]))
    page = any_clerk.look(f"{FILES}/{file['id']}/entries")
    assert "<img" not in page
    for word in ("2 entries", "<img src=x onerror=alert(1)>", "a\\u{202e}txt.exe"):
        assert word in said(page), word
    _, other = kept_other(any_clerk.api)
    assert "This is no archive that can be looked into" in said(any_clerk.look(f"{FILES}/{other['id']}/entries"))


def kept_other(api: Api) -> tuple[str, dict[str, Any]]:
    """A case with a file that is no archive."""
    place = f"/api/incident_management/cases/{api.case(api.alert(2)['id'])['id']}/data-store"
    return place, stored(api, place)


def test_a_name_is_text_and_nothing_else(clerk: Clerk) -> None:
    name = "<img src=x onerror=alert(1)>\u202egnp.exe"
    place = a_case(clerk.api)
    here = begun(clerk, case_of(place), 1, name)
    ok(by_script(clerk, "PUT", f"{here}/parts/1", content=b"x"))
    ok(by_script(clerk, "POST", f"{here}/complete", json={}))
    file = here.rsplit("/", 1)[1]
    for path in (f"/console/cases/{case_of(place)}", f"{FILES}/{file}", f"{FILES}/{file}/custody"):
        page = clerk.look(path)
        assert "<img" not in page
        assert "\u202e" not in page
        assert "<img src=x onerror=alert(1)>\\u{202e}gnp.exe" in said(page)


def test_a_bundle_is_exported_beside_the_fingerprint_of_its_key(any_clerk: Clerk) -> None:
    case, file = kept(any_clerk)
    answer = any_clerk.browser.call("GET", f"{case}/evidence-bundle", PAGE)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["content-disposition"].startswith('attachment; filename="evidence-case-1-')
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    key = any_clerk.api.container.audit.make_keys().public_keys[0]
    assert f'data-copies="{key.fingerprint}"' in any_clerk.look(case)
    assert "carl Exported it in a bundle" in said(any_clerk.look(f"{FILES}/{file['id']}"))


def test_a_case_without_files_has_no_bundle(clerk: Clerk) -> None:
    case = f"/console/cases/{case_of(a_case(clerk.api))}"
    assert "There is a bundle as soon as the case has a file." in said(clerk.look(case))
    answer = clerk.browser.call("GET", f"{case}/evidence-bundle", PAGE)
    assert answer.status_code == 409
    assert answer.headers["content-type"].startswith("text/html")


def test_files_of_other_customers_do_not_exist(any_clerk: Clerk) -> None:
    case, file = kept(any_clerk)
    here, bea = f"{FILES}/{file['id']}", any_clerk.another("bea", customers=["BETA"])
    any_clerk.does(f"{here}/holds", reason="court order")
    (lift,) = [one for one in any_clerk.look(here).split('"') if one.endswith("/lift")]
    for path in ("", "/custody", "/entries", "/download"):
        bea.look(f"{here}{path}", 404)
    bea.look(f"{case}/evidence-bundle", 404)
    for act in ("verify", "delete", "holds"):
        fields = {} if act == "verify" else {"reason": "x"}
        bea.send(f"{here}/{act}", 404, **fields)
    bea.send(lift, 404, reason="x")
    assert "On this file: court order" in said(any_clerk.look(here))


def test_who_may_not_see_files_sees_none(clerk: Clerk) -> None:
    case, file = kept(clerk)
    stan = clerk.another("stan", scopes=[Scope.CASES_READ])
    assert file["id"] not in stan.look(case)
    for path in (
        f"{FILES}/{file['id']}",
        f"{FILES}/{file['id']}/download",
        f"{case}/evidence",
        f"{case}/evidence-bundle",
    ):
        stan.look(path, 403)


def test_only_evidence_is_here(clerk: Clerk) -> None:
    template = clerk.api.http.post(
        "/api/incident_management/case-report-template", data={"customer": "ACME"}, files={"file": ("t", b"t")}
    )
    clerk.look(f"{FILES}/{ok(template, 201)['id']}", 404)
