"""What each form of field takes, and that nothing that is refused is quoted."""

from __future__ import annotations

from traceback import format_exception
from urllib.parse import quote, urlsplit

import pytest
from attrs import evolve
from hypothesis import example, given, strategies as st

from socdomain.connectors.catalogue import AskedField, FieldForm
from socdomain.connectors.given_values import LONGEST_FILE, LONGEST_VALUE, checked_values
from socdomain.errors import InvalidInputError
from tests.canaries import Canaries
from tests.products import HOUND, Kind

SECRET = "correct/horse@battery:staple"
WORD = "correcthorsebattery"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\r\nMIIB\tä\n-----END CERTIFICATE-----\n"


def kind_of(form: FieldForm, *choices: str, is_secret: bool = False) -> Kind:
    """A kind with one field."""
    return evolve(HOUND, fields=(AskedField("it", "It", is_secret, form=form, choices=choices),))


def checked(form: FieldForm, value: str, *choices: str) -> str:
    """What a field of a form makes of a value."""
    return checked_values(kind_of(form, *choices), {"it": value})["it"]


def refusal(form: FieldForm, value: str, *choices: str) -> str:
    """What a field of a form says of a value that it does not take."""
    with pytest.raises(InvalidInputError) as refused:
        checked(form, value, *choices)
    assert refused.value.field == "values.it"
    return refused.value.reason


@pytest.mark.parametrize(
    "value",
    [
        "pä ss@w/o:rd?#%",
        " spaces around ",
        "日本語 \U0001f600",
        "e\u0301 is two characters",
        "a" * LONGEST_VALUE,
        "\U0001f600" * LONGEST_VALUE,
        "\u00a0\u200b\u202e",
    ],
    ids=ascii,
)
def test_text_is_kept_character_by_character(value: str) -> None:
    assert checked(FieldForm.TEXT, value) == value


@pytest.mark.parametrize(
    "sign", ["\x00", "\n", "\r", "\r\n", "\t", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\ud800"]
)
@pytest.mark.parametrize("form", [FieldForm.TEXT, FieldForm.URL, FieldForm.CHOICE])
def test_nothing_that_ends_a_line_of_a_header_is_taken(form: FieldForm, sign: str) -> None:
    for value in (f"https://a{sign}X-Other: 1", f"{sign}https://a", f"https://a{sign}"):
        assert refusal(form, value, value) == "must not contain control characters"


@pytest.mark.parametrize(
    ("form", "longest"), [*((one, LONGEST_VALUE) for one in FieldForm if one is not FieldForm.FILE)]
)
def test_a_value_has_a_length(form: FieldForm, longest: int) -> None:
    assert refusal(form, "1" * (longest + 1), "1" * (longest + 1)) == "must be at most 4,096 characters long"


def test_a_file_is_text_of_some_lines() -> None:
    assert checked(FieldForm.FILE, CERTIFICATE) == CERTIFICATE
    assert checked(FieldForm.FILE, "a" * LONGEST_FILE) == "a" * LONGEST_FILE
    assert refusal(FieldForm.FILE, "a" * (LONGEST_FILE + 1)) == "must be at most 65,536 characters long"
    for sign in ("\x00", "\x0b", "\x0c", "\x1b", "\x7f", "\udfff"):
        assert refusal(FieldForm.FILE, f"a{sign}") == "must not contain control characters"


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("https://wazuh.example.org", None),
        ("http://wazuh:55000", None),
        ("https://wazuh.example.org:55000/", "https://wazuh.example.org:55000"),
        ("https://proxy.example.org/graylog/", "https://proxy.example.org/graylog"),
        ("https://proxy.example.org/a/b%20c//", "https://proxy.example.org/a/b%20c"),
        ("HTTPS://Wazuh.Example.ORG", None),
        ("https://192.0.2.7:9200", None),
        ("https://[2001:db8::7]:9200/x", None),
        ("https://wäzuh.example.org", None),
        ("https://under_score:1", None),
        ("https://a:65535", None),
    ],
)
def test_a_url_may_have_a_port_and_a_path(value: str, kept: str | None) -> None:
    assert checked(FieldForm.URL, value) == (kept or value)


@pytest.mark.parametrize(
    "value",
    [
        "wazuh.example.org",
        "wazuh.example.org:55000",
        "//wazuh",
        "https://",
        "https:///path",
        "https:wazuh",
        "https://:443",
        "https://a:0",
        "https://a:65536",
        "https://a:b",
        "https://a:-1",
        "https://[::1",
        "https://a b",
        "https://a /b",
        " https://a",
        "https://a\u00a0b",
        "https://a\u200bb",
        "https://a\\b",
        "https://exam\u2100ple.org",
        "ftp://a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "gopher://a",
    ],
    ids=ascii,
)
def test_what_is_no_url_of_http_is_refused(value: str) -> None:
    assert refusal(FieldForm.URL, value) == "must be a URL such as https://wazuh.example.org:55000"


@pytest.mark.parametrize("who", ["user", "user:secret", ":secret", ":", "", "a%40b:c"])
def test_a_url_holds_no_credentials(who: str) -> None:
    assert refusal(FieldForm.URL, f"https://{who}@wazuh:55000").startswith("must not hold a user or a password")


@pytest.mark.parametrize("rest", ["?", "?a=b", "#", "#a", "/path?", "/path#a", "/?token=a"])
def test_a_url_ends_with_its_path(rest: str) -> None:
    assert refusal(FieldForm.URL, f"https://wazuh{rest}") == "must end with its path, without ? or #"


@given(number=st.integers(1, 65_535))
def test_a_port_is_a_number_in_its_usual_form(number: int) -> None:
    assert checked(FieldForm.PORT, str(number)) == str(number)
    for other in (f"0{number}", f"+{number}", f" {number}", f"{number}.0", f"-{number}"):
        assert refusal(FieldForm.PORT, other) == "must be a port from 1 to 65535"


@pytest.mark.parametrize("value", ["0", "65536", "655360", "0655359", "99999999999", "١٢", "²", "1e3", "0x50", "port"])
def test_what_is_no_port_is_refused(value: str) -> None:
    assert refusal(FieldForm.PORT, value) == "must be a port from 1 to 65535"


def test_a_flag_is_true_or_false() -> None:
    assert [checked(FieldForm.FLAG, value) for value in ("true", "false")] == ["true", "false"]
    for value in ("True", "1", "yes", "true "):
        assert refusal(FieldForm.FLAG, value) == "must be true or false"


def test_a_choice_is_one_of_those_that_there_are() -> None:
    assert checked(FieldForm.CHOICE, "tls", "tcp", "tls") == "tls"
    for value in ("udp", "TLS", "t"):
        assert refusal(FieldForm.CHOICE, value, "tcp", "tls") == "must be one of tcp, tls"


def test_each_field_that_is_not_optional_has_to_be_given() -> None:
    for given_values in ({}, {"it": ""}):
        with pytest.raises(InvalidInputError, match=r"^values\.it: must be given"):
            checked_values(kind_of(FieldForm.TEXT), given_values)
    optional = evolve(HOUND, fields=(AskedField("it", "It", is_optional=True),))
    assert checked_values(optional, {}) == checked_values(optional, {"it": ""}) == {}


def test_a_field_that_a_kind_does_not_have_is_refused() -> None:
    with pytest.raises(InvalidInputError, match=r"^values\.other: a hound has no such field"):
        checked_values(kind_of(FieldForm.TEXT), {"it": "a", "other": ""})


def test_a_kind_sees_the_values_as_they_are_kept() -> None:
    with pytest.raises(InvalidInputError, match="beside a password"):
        checked_values(HOUND, {"url": "https://a/", "password": "a", "token": "b"})
    assert checked_values(HOUND, {"url": "https://a/", "password": "a", "token": ""}) == {
        "url": "https://a",
        "password": "a",
    }


@pytest.mark.parametrize(
    ("form", "value"),
    [
        (FieldForm.TEXT, f"{SECRET}\n"),
        (FieldForm.TEXT, SECRET * 200),
        (FieldForm.FILE, f"{SECRET}\x00"),
        (FieldForm.URL, SECRET),
        (FieldForm.URL, f"https://user:{SECRET}"),
        (FieldForm.URL, f"https://user:{quote(SECRET, safe='')}@a"),
        (FieldForm.URL, f"https://a?token={SECRET}"),
        (FieldForm.URL, f"https://user:{WORD}"),  # which Python takes for a port, and quotes
        (FieldForm.PORT, SECRET),
        (FieldForm.FLAG, SECRET),
        (FieldForm.CHOICE, SECRET),
    ],
    ids=ascii,
)
def test_nothing_that_is_refused_is_quoted(form: FieldForm, value: str) -> None:
    canaries = Canaries()
    canaries.add("a secret", SECRET)
    canaries.add("another", WORD)
    with pytest.raises(InvalidInputError) as refused:
        checked_values(kind_of(form, "tls", is_secret=True), {"it": value})
    assert canaries.found_in("".join(format_exception(refused.value))) == []


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(texts)
@example("https://a/\u2028")
@example("https://[::1]/\\")
def test_a_url_that_is_taken_is_one_whose_parts_everybody_reads_alike(text: str) -> None:
    for value in (text, f"https://{text}", f"https://wazuh.example.org{text}"):
        try:
            kept = checked(FieldForm.URL, value)
        except InvalidInputError:
            continue
        parts = urlsplit(kept)
        assert parts.scheme in ("http", "https")
        assert parts.hostname
        assert "@" not in parts.netloc
        assert kept.isprintable()
        assert checked(FieldForm.URL, kept) == kept


@given(texts.filter(bool))
def test_text_is_kept_as_it_is_or_refused(text: str) -> None:
    try:
        assert checked(FieldForm.TEXT, text) == text
    except InvalidInputError:
        assert any(sign in "\u2028\u2029" or sign < " " or "\x7f" <= sign <= "\x9f" for sign in text)
