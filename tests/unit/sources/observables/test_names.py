"""File names, registry keys and user accounts in whatever spelling become one."""

from __future__ import annotations

import pytest

from socdomain.sources.observables import Observable, ObservableType, normalise_observable

FILENAME = ObservableType.FILENAME
REGISTRY_KEY = ObservableType.REGISTRY_KEY
USER_ACCOUNT = ObservableType.USER_ACCOUNT


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Invoice.PDF.exe", "Invoice.PDF.exe"),
        (r"C:\Windows\System32\svchost.exe", "svchost.exe"),
        ("/usr/bin/../bin/Find", "Find"),
        (r'"C:\Program Files\x y.exe"', "x y.exe"),
        ("  .bashrc ", ".bashrc"),
        ("report[.]exe", "report[.]exe"),
        ("cafe\u0301.txt", "caf\u00e9.txt"),
        ("gpj\u202eexe.scr", "gpj\u202eexe.scr"),
        ("a.txt:Zone.Identifier", "a.txt:Zone.Identifier"),
    ],
)
def test_a_file_name_is_the_last_part_of_a_path_in_the_case_given(text: str, value: str) -> None:
    assert normalise_observable(FILENAME, text) == Observable(FILENAME, value)


@pytest.mark.parametrize("text", ["", "-", "N/A", "(null)", ".", "..", "/usr/bin/", "C:\\", '""', "a\x00b", "a" * 256])
def test_what_is_no_file_name_is_refused(text: str) -> None:
    assert normalise_observable(FILENAME, text) is None


RUN = r"HKEY_LOCAL_MACHINE\software\microsoft\windows\currentversion\run"


@pytest.mark.parametrize(
    "text",
    [
        r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Run",
        r"HKLM\Software\Microsoft\Windows\CurrentVersion\Run",
        r"hklm\software\microsoft\windows\currentversion\run" + "\\",
        r"HKLM:\Software\Microsoft\Windows\CurrentVersion\Run",
        r"HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run",
        r"\REGISTRY\MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Run",
        r"\\Registry\\Machine\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run",
        r"Registry::HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Run",
        r"[x32] HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Run",
        r'"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Run"',
    ],
)
def test_a_registry_key_is_one_in_all_its_spellings(text: str) -> None:
    assert normalise_observable(REGISTRY_KEY, text) == Observable(REGISTRY_KEY, RUN)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r"HKU\S-1-5-18\Environment", r"HKEY_USERS\s-1-5-18\environment"),
        (r"\REGISTRY\USER\.DEFAULT", r"HKEY_USERS\.default"),
        (r"HKCU\Control Panel\Desktop", r"HKEY_CURRENT_USER\control panel\desktop"),
        (r"HKCR\.exe", r"HKEY_CLASSES_ROOT\.exe"),
        (r"HKCC\System", r"HKEY_CURRENT_CONFIG\system"),
        ("HKLM", "HKEY_LOCAL_MACHINE"),
    ],
)
def test_hives_get_their_full_names(text: str, value: str) -> None:
    assert normalise_observable(REGISTRY_KEY, text) == Observable(REGISTRY_KEY, value)


@pytest.mark.parametrize(
    "text",
    ["", r"SOFTWARE\Microsoft", r"HKLMX\Software", r"C:\HKLM\x", r"\REGISTRY\A\x", "HKLM\\a\x00", "HKLM/Software"],
)
def test_what_does_not_begin_with_a_hive_is_refused(text: str) -> None:
    assert normalise_observable(REGISTRY_KEY, text) is None


def test_a_registry_key_longer_than_2048_bytes_is_refused() -> None:
    assert normalise_observable(REGISTRY_KEY, "HKU\\" + "a" * 2037) is not None
    assert normalise_observable(REGISTRY_KEY, "HKU\\" + "a" * 2038) is None
    assert normalise_observable(REGISTRY_KEY, "HKU\\" + "ü" * 1100) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Bob", "bob"),
        (r"CORP\Bob", r"corp\bob"),
        (r"CORP\\Bob", r"corp\bob"),
        (r".\Bob", "bob"),
        (r"-\Bob", "bob"),
        ("Bob@Corp.Example", "bob@corp.example"),
        ("bob[@]corp[.]example", "bob@corp.example"),
        ("STRASSE\u00df", "strassess"),
        ("JU\u0308RGEN", "j\u00fcrgen"),
        # The same letter with the same marks, composed in two ways.
        ("\u1fb3\u0301", "\u03ac\u03b9"),
        ("\u03ac\u0345", "\u03ac\u03b9"),
        ("WS01$", "ws01$"),
        ("Bob Miller", "bob miller"),
        ("root(uid=0)", "root"),
        ("Root (uid=0)", "root"),
        ("web(dev)", "web(dev)"),
        ("0", "0"),
    ],
)
def test_a_user_account_is_folded(text: str, value: str) -> None:
    assert normalise_observable(USER_ACCOUNT, text) == Observable(USER_ACCOUNT, value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "--",
        "N/A",
        "n/a",
        "null",
        "(null)",
        "None",
        "?",
        "unknown",
        "unset",
        "4294967295",
        r"-\-",
        r"CORP\-",
        "CORP\\",
        r"a\b\c",
        "(uid=0)",
        "a\x07b",
        "a" * 256,
    ],
)
def test_what_names_no_account_is_refused(text: str) -> None:
    assert normalise_observable(USER_ACCOUNT, text) is None


@pytest.mark.parametrize(
    "text",
    [
        "SYSTEM",
        "LocalSystem",
        "Local Service",
        "NETWORK SERVICE",
        "ANONYMOUS LOGON",
        "S-1-5-18",
        "DWM-1",
        "UMFD-0",
        r"NT AUTHORITY\SYSTEM",
        r"NT SERVICE\TrustedInstaller",
        r"Font Driver Host\UMFD-1",
        r"NT-AUTORITÄT\SYSTEM",
    ],
)
def test_accounts_of_windows_itself_are_kept_and_internal(text: str) -> None:
    assert normalise_observable(USER_ACCOUNT, text) == Observable(USER_ACCOUNT, text.lower(), internal=True)


@pytest.mark.parametrize("text", ["root", "administrator", r"corp\system", "systemd", "s-1-5-21-1-2-3-500"])
def test_accounts_that_somebody_may_use_are_not_internal(text: str) -> None:
    assert normalise_observable(USER_ACCOUNT, text) == Observable(USER_ACCOUNT, text, internal=False)
