"""What people and pipes get to see."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from entrypoints.cli import console
from entrypoints.cli.console import printable, printable_lines, write_json_list, write_table


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What is written to standard output, which is a pipe."""
    stream = io.StringIO()
    monkeypatch.setattr(console.out, "file", stream)
    return stream


def test_what_a_terminal_would_obey_is_replaced() -> None:
    assert printable("\x1b[31mred\u202e") == "\N{REPLACEMENT CHARACTER}[31mred\N{REPLACEMENT CHARACTER}"


def test_white_space_of_any_kind_is_a_space() -> None:
    assert printable("a\tb\u00a0c\nd") == "a b c d"


def test_a_text_keeps_its_lines() -> None:
    assert printable_lines("first\r\nsecond\x1b\n\nfourth") == "first\nsecond\N{REPLACEMENT CHARACTER}\n\nfourth"


def test_a_table_in_a_pipe_is_not_cut(written: io.StringIO) -> None:
    write_table(["id", "title"], [["1", "long " * 200 + "end"], ["22", "short"]])

    heading, first, second = written.getvalue().splitlines()
    assert heading == "id  title"
    assert first.endswith("long end")
    assert second == "22  short"


def test_a_table_on_a_terminal_keeps_what_is_there_to_be_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    terminal = Console(file=stream, force_terminal=True, color_system=None, width=60, markup=False, emoji=False)
    monkeypatch.setattr(console, "out", terminal)
    identifier = "01990000-0000-7000-8000-000000000000"

    write_table(["id", "asset", "title"], [[identifier, "ws-0001", "a title " * 20]])

    assert f"{identifier} " in stream.getvalue()
    assert max(map(len, stream.getvalue().splitlines())) <= 60


def test_what_a_cell_holds_is_no_markup(written: io.StringIO) -> None:
    write_table(["title"], [["[/x] :bomb: [bold]b[/]"]])

    assert "[/x] :bomb: [bold]b[/]" in written.getvalue()


def test_an_emphasised_line_is_no_markup(written: io.StringIO) -> None:
    console.out.print("[/x] :bomb:", style="bold")

    assert written.getvalue() == "[/x] :bomb:\n"


@pytest.mark.parametrize(("values", "expected"), [([], "[]\n"), ([{"a": 1}], '[\n  {\n    "a": 1\n  }\n]\n')])
def test_a_list_is_written_one_by_one(written: io.StringIO, values: list[object], expected: str) -> None:
    write_json_list(iter(values))

    assert written.getvalue() == expected
