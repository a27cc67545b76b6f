"""The box that asks without scripts: it is in whole pages, and in no part that scripts put into one."""

from __future__ import annotations

from entrypoints.console.pages import Pages

ASKS = '{% import "ui.html" as ui with context %}{{ ui.ticked("Remove “<b>”?") }}'


def test_a_box_that_has_to_be_ticked_is_in_whole_pages_alone() -> None:
    template = Pages.read().templates.from_string(ASKS)
    whole, part = (template.render(is_part=is_part, shell=None, text=None) for is_part in (False, True))
    assert '<noscript><label class="tick"><input type="checkbox" required> Remove “&lt;b&gt;”?' in whole
    assert part == ""
