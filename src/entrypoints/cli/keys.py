"""``watchfloor keys``: made where nobody makes them on the quiet, and shown as far as others verify with them."""

from __future__ import annotations

import click

from entrypoints.bootstrap import audit_keys, generate_keys
from entrypoints.cli.console import Exit, out, write_json
from entrypoints.cli.platform import current_settings
from socdomain.audit.public_keys import jwk_set


@click.group()
def keys() -> None:
    """Make the keys that tokens, cursors, secrets and signatures need, and show those that others verify with."""


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


@keys.command()
@click.option(
    "--json", "as_json", is_flag=True, help="Write the public keys as a JWK set, which watchfloor-verify takes."
)
def fingerprint(as_json: bool) -> int:
    """Show the id and the fingerprint of each public key that evidence bundles are verified with.

    The first one signs now. Tell the fingerprint to whoever verifies, by another way than the bundle takes.
    """
    public = audit_keys(current_settings()).public_keys
    if as_json:
        write_json(jwk_set(public))
        return Exit.DONE
    for number, key in enumerate(public):
        out.print(f"{key.key_id}  SHA256:{key.fingerprint}  {'retired' if number else 'signs now'}", soft_wrap=True)
    return Exit.DONE
