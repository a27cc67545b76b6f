"""``watchfloor settings``: what a process would be started with, and why."""

from __future__ import annotations

import click

from entrypoints.cli.console import Exit, write_json, write_table
from entrypoints.cli.platform import current_settings
from entrypoints.settings_report import setting_lines


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Write the settings as JSON.")
def settings(as_json: bool) -> int:
    """Show every setting, its value, where it comes from and its default; secrets are masked."""
    lines = list(setting_lines(current_settings()))
    if as_json:
        write_json([{"name": x.name, "value": x.value, "source": x.source, "default": x.default} for x in lines])
    else:
        rows = [(line.name, line.value, line.source, line.default) for line in lines]
        write_table(("SETTING", "VALUE", "SOURCE", "DEFAULT"), rows)
    return Exit.DONE
