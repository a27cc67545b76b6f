"""What holds for observables out of any text."""

from __future__ import annotations

from hypothesis import given, strategies as st

from socdomain.sources.observables import (
    Observable,
    ObservableType,
    defang,
    find_observables,
    normalise_observable,
    refang,
)

# Text that looks like observables far more often than chance would have it.
PIECES = st.sampled_from(
    [
        "http://",
        "hxxps[:]//",
        "ldap://",
        "evil.example",
        "bob@",
        "203.0.113.9",
        "2001:db8::1",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        ".",
        "[.]",
        "(dot)",
        "[at]",
        ":",
        "::",
        "@",
        "/",
        "\\",
        "%",
        "%2e",
        "%28d%6ft)",
        "..",
        "?",
        "#",
        ":80",
        "xn--",
        "-",
        "HKLM\\",
        "\\REGISTRY\\USER\\",
        "Windows NT",
        "CVE-2021-44228",
        "a" * 32,
        "0f" * 20,
        "00:00:5e:00:53:af",
        "CORP\\",
        " ",
        "\n",
        "\t",
        "\x00",
        "\ud800",
        "\u2028",
        "'",
        '"',
        "ü",
        "ß",
        "İ",
        "\u0301",
        "例え",
        "。",
        "\u200d",
        "0x7f",
        "1.1",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join))
TYPES = st.sampled_from(ObservableType)

LABELS = st.from_regex(r"\A[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?\Z").filter(lambda label: not label.isdigit())
NAMES = st.lists(LABELS, min_size=2, max_size=4).map(lambda labels: ".".join([*labels, "example"]))
ADDRESSES = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).map(str)
HOSTS = NAMES | st.ip_addresses(v=4).map(str) | st.ip_addresses(v=6).map(lambda address: f"[{address}]")
URLS = st.builds(
    "{}://{}{}{}".format,
    st.sampled_from(["http", "https", "ftp", "ftps", "ldap", "ws"]),
    HOSTS,
    st.sampled_from(["", ":80", ":8443"]),
    st.lists(PIECES | st.text(max_size=3), max_size=6).map(lambda pieces: "/" + "".join(pieces)),
)


def assert_normal(observable: Observable) -> None:
    assert normalise_observable(observable.type, observable.value) == observable
    assert 0 < len(observable.value.encode()) <= 2048
    assert not any(character < " " or "\x7f" <= character <= "\x9f" for character in observable.value)


@given(TYPES, TEXTS)
def test_normalising_any_text_gives_nothing_or_a_normal_form(kind: ObservableType, text: str) -> None:
    """A value in normal form is its own, so that it is the same row whichever way it comes in."""
    observable = normalise_observable(kind, text)
    if observable is not None:
        assert_normal(observable)


@given(URLS)
def test_a_url_has_one_normal_form(text: str) -> None:
    observable = normalise_observable(ObservableType.URL, text)
    if observable is not None:
        assert_normal(observable)


@given(TEXTS)
def test_finding_in_any_text_gives_normal_forms_each_once(text: str) -> None:
    observables = find_observables(text)
    assert len(set(observables)) == len(observables)
    for observable in observables:
        assert_normal(observable)


@given(TEXTS)
def test_refanging_twice_is_refanging_once(text: str) -> None:
    once = refang(text)
    assert refang(once) == once


@given(TYPES, TEXTS | URLS | NAMES | ADDRESSES)
def test_what_is_shown_defanged_reads_as_the_same(kind: ObservableType, text: str) -> None:
    observable = normalise_observable(kind, text)
    if observable is not None:
        shown = defang(observable)
        assert normalise_observable(observable.type, shown) == observable
        # Names of files and keys are shown as they are, and may hold brackets of their own.
        if observable.type not in (ObservableType.FILENAME, ObservableType.REGISTRY_KEY):
            assert normalise_observable(observable.type, refang(shown)) == observable


@given(ADDRESSES, st.sampled_from(["{}", "from {} port 22", "({})", "src={},", "[{}]:80", "addr {}.", '"{}"', "{}/80"]))
def test_any_address_is_found_in_a_line(address: str, line: str) -> None:
    kind = ObservableType.IPV6 if ":" in address else ObservableType.IPV4
    observable = normalise_observable(kind, address)
    assert observable is not None
    # Without a digit ("cafe::add") it may as well be a name.
    if any(map(str.isdigit, address)):
        assert find_observables(line.format(address)) == (observable,)


@given(NAMES, st.sampled_from(["{}", "see {}.", "<{}>", "({}),", 'href="{}"', "{} "]))
def test_any_url_and_its_host_are_found_in_a_line(name: str, line: str) -> None:
    url = normalise_observable(ObservableType.URL, f"https://{name}/a")
    host = normalise_observable(ObservableType.DOMAIN, name)
    assert find_observables(line.format(f"https://{name}/a")) == (url, host)
    assert find_observables(line.format(f"hxxps://{name.replace('.', '[.]')}/a")) == (url, host)


@given(st.lists(TEXTS, max_size=5))
def test_texts_joined_by_line_breaks_give_what_each_of_them_gives(texts: list[str]) -> None:
    each = {observable for text in texts for observable in find_observables(text)}
    assert set(find_observables("\n".join(texts))) == each
