"""``watchfloor keys``: the keys of a platform whose database is a server's, which nobody makes on the quiet."""

from __future__ import annotations

import click

from entrypoints.bootstrap import generate_keys
from entrypoints.cli.console import Exit, out
from entrypoints.cli.platform import current_settings


@click.group()
def keys() -> None:
    """Make the keys that tokens, cursors and secrets need."""


@keys.command()
def generate() -> int:
    """Make a file for each key that is missing; never replaces one, and shows none."""
    settings = current_settings()
    made = generate_keys(settings)
    for name in made:
        out.print(f"Made {settings.key_folder / name}.key")
    if made:
        out.print("Back the folder up: what is sealed in the database cannot be read without it.")
        out.print("Every machine of the platform needs the same files.")
    else:
        out.print("No key is missing.")
    return Exit.DONE
