"""What preparing tells about its steps."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from entrypoints.cli.startup import show
from socdomain.startup.prepare_platform import Done, Outcome, StepReport


@pytest.mark.parametrize(
    ("done", "outcome", "brief", "whole"),
    [
        (Done(), Outcome.ALREADY_SO, "", "already so connectors\n"),
        (Done(notes=("a note",)), Outcome.ALREADY_SO, "", "already so connectors\n             a note\n"),
        (Done(("a change",)), Outcome.DONE, "done       connectors\n             a change\n", None),
        (Done(refused=("A_URL",)), Outcome.ALREADY_SO, "already so connectors\n             A_URL\n", None),
    ],
)
def test_a_brief_start_leaves_out_what_was_so_but_never_what_was_refused(
    done: Done, outcome: Outcome, brief: str, whole: str | None
) -> None:
    for is_brief, said in ((True, brief), (False, brief if whole is None else whole)):
        written = StringIO()
        show(StepReport("connectors", outcome, done), to=Console(file=written), is_brief=is_brief)
        assert written.getvalue() == said
