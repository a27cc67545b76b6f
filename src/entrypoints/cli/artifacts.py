"""``watchfloor artifacts``: stored files."""

from __future__ import annotations

import click

from entrypoints.cli.artifacts_verify import verify


@click.group()
def artifacts() -> None:
    """Look after stored files."""


artifacts.add_command(verify)
