"""What is the same for all types, and digests and CVE numbers."""

from __future__ import annotations

import pytest

from socdomain.sources.observables import Observable, ObservableType, normalise_observable

SAMPLES = {
    ObservableType.IPV4: "203.0.113.9",
    ObservableType.IPV6: "2001:db8::1",
    ObservableType.DOMAIN: "evil.example",
    ObservableType.HOST_NAME: "ws01.example.com",
    ObservableType.URL: "https://evil.example/a?b=c",
    ObservableType.EMAIL: "bob@example.com",
    ObservableType.MAC: "00:00:5e:00:53:af",
    ObservableType.MD5: "d41d8cd98f00b204e9800998ecf8427e",
    ObservableType.SHA1: "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    ObservableType.SHA256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ObservableType.FILENAME: "evil.exe",
    ObservableType.REGISTRY_KEY: r"HKEY_LOCAL_MACHINE\software",
    ObservableType.USER_ACCOUNT: r"corp\bob",
    ObservableType.CVE: "CVE-2021-44228",
}


def test_there_is_a_sample_of_each_type() -> None:
    assert set(SAMPLES) == set(ObservableType)


@pytest.mark.parametrize(("kind", "value"), SAMPLES.items())
def test_a_value_in_normal_form_stays_as_it_is(kind: ObservableType, value: str) -> None:
    assert normalise_observable(kind, value) == Observable(kind, value, internal=False)


@pytest.mark.parametrize(("kind", "value"), SAMPLES.items())
def test_white_space_around_a_value_does_not_matter(kind: ObservableType, value: str) -> None:
    assert normalise_observable(kind, f"\t {value}\r\n") == Observable(kind, value)


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\u2028", chr(0xD800), chr(0xDFFF)])
@pytest.mark.parametrize("kind", ObservableType)
def test_control_characters_and_lone_surrogates_never_pass(kind: ObservableType, character: str) -> None:
    value = SAMPLES[kind]
    assert normalise_observable(kind, f"{value[:2]}{character}{value[2:]}") is None
    assert normalise_observable(kind, f"{value[:-2]}{character}{value[-2:]}") is None


@pytest.mark.parametrize("kind", ObservableType)
@pytest.mark.parametrize("text", ["", " ", "\n", "-", "N/A"])
def test_nothing_is_no_observable(kind: ObservableType, text: str) -> None:
    assert normalise_observable(kind, text) is None


@pytest.mark.parametrize("kind", ObservableType)
def test_a_megabyte_is_no_observable(kind: ObservableType) -> None:
    assert normalise_observable(kind, SAMPLES[kind] + "a" * 1_000_000) is None


@pytest.mark.parametrize("kind", [ObservableType.MD5, ObservableType.SHA1, ObservableType.SHA256])
def test_a_digest_is_lower_case_and_of_its_exact_length(kind: ObservableType) -> None:
    digest = SAMPLES[kind]
    assert normalise_observable(kind, digest.upper()) == Observable(kind, digest)
    for wrong in (digest[:-1], f"{digest}0", f"g{digest[1:]}", f"{digest[:-1]}٣", f"0x{digest[2:]}"):
        assert normalise_observable(kind, wrong) is None


def test_a_digest_of_zeros_was_never_computed() -> None:
    assert normalise_observable(ObservableType.MD5, "0" * 32) is None


@pytest.mark.parametrize("text", ["cve-2021-44228", "Cve-2021-44228"])
def test_a_cve_number_is_upper_case(text: str) -> None:
    assert normalise_observable(ObservableType.CVE, text) == Observable(ObservableType.CVE, "CVE-2021-44228")


@pytest.mark.parametrize("text", ["CVE-2021-442", "CVE-21-44228", "2021-44228", "CVE-2021-44228a", "CVE-2021-4422٨"])
def test_what_is_no_cve_number_is_refused(text: str) -> None:
    assert normalise_observable(ObservableType.CVE, text) is None


def test_equal_observables_are_one_in_a_set() -> None:
    spellings = ["Evil.Example", "evil[.]example", "evil.example."]
    assert len({normalise_observable(ObservableType.DOMAIN, text) for text in spellings}) == 1
