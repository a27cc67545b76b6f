"""``watchfloor-verify``: is this evidence bundle as it was exported, and by somebody whom I trust?"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any, Final

from socdomain.artifacts import VerifyBundle
from socdomain.artifacts.bundle.verify_bundle import BundleReport
from socdomain.audit.public_keys import LARGEST_TEXT, PublicKeyError, read_public_keys
from socdomain.version import __version__
from watchfloor_verify.bundle_file import BundleFile
from watchfloor_verify.ed25519 import Ed25519PublicKeys

_DESCRIPTION: Final = "Tells whether an evidence bundle is as it was exported, and who of those you name has signed it."
_EPILOG: Final = (
    "Exit codes: 0 all of it holds, and a key you named has signed it; 1 something does not hold, and is named; "
    "2 wrong use; 3 no key was given, so that nobody you named has signed it."
)
NOBODY: Final = "nobody you named has signed it: give the public key that you were told with --key"


class Exit(IntEnum):
    """Exit codes that a script can trust."""

    PROVED = 0
    FOUND = 1
    WRONG_USE = 2
    NO_KEY = 3


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the program, and ends the process with one of the exit codes in ``Exit``."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> Exit:
    """Verifies a bundle, writes what was found to standard output, and returns the exit code.

    Args:
        arguments: Those of the command line; None for the process's own.
    """
    parser = _parser()
    asked = parser.parse_args(arguments)
    try:
        keys = Ed25519PublicKeys([key for text in asked.key for key in read_public_keys(_text_of(text))])
    except (PublicKeyError, OSError) as error:
        parser.error(f"--key: {error}")
    try:
        with open(asked.file, "rb") as file:
            report = VerifyBundle(keys if asked.key else None).execute(BundleFile(file))
    except OSError as error:
        parser.error(f"{asked.file} cannot be read: {error.strerror}")
    _write(_as_json(report, keys) if asked.json else _as_text(report, keys, has_keys=bool(asked.key)))
    if not report.is_whole:
        return Exit.FOUND
    return Exit.PROVED if report.is_proved else Exit.NO_KEY


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("watchfloor-verify", description=_DESCRIPTION, epilog=_EPILOG)
    parser.add_argument("file", metavar="FILE", help="the bundle")
    parser.add_argument(
        "--key",
        metavar="PUB",
        action="append",
        default=[],
        help="a public key, or a file with some: a JWK set as a platform serves it, or PEM; can be repeated",
    )
    parser.add_argument("--json", action="store_true", help="write what was found as JSON")
    parser.add_argument("--version", action="version", version=__version__)
    return parser


def _text_of(given: str) -> str:
    """Returns the text of a key that was given as it is, or as the name of a file."""
    if given.lstrip().startswith(("{", "-----BEGIN")):
        return given
    with Path(given).open(encoding="utf-8", errors="replace") as file:
        return file.read(LARGEST_TEXT + 1)


def _as_text(report: BundleReport, keys: Ed25519PublicKeys, *, has_keys: bool) -> str:
    lines = []
    if report.signed is not None:
        said = report.signed.manifest
        lines += [
            f"bundle {said.bundle_id} of case {said.case_number} of {said.customer}: {said.case_name}",
            f"exported {said.exported_at} by {said.exported_by}: {len(said.files)} files",
        ]
    lines += [f"{one.kind}: {one.about + ': ' if one.about else ''}{one.detail}" for one in report.findings]
    if report.more_findings:
        lines.append(f"and {report.more_findings} more")
    lines += [f"note: {remark}" for remark in report.remarks]
    if report.signed_by is not None:
        lines.append(f"signed with {report.signed_by}, SHA256:{keys.key(report.signed_by).fingerprint}")
    elif not has_keys:
        lines.append(NOBODY)
    if not report.is_whole:
        lines.append("it is NOT as it was exported")
    else:
        lines.append("all of it holds" if report.is_proved else "it fits together, which anybody could have made it do")
    return "\n".join(map(_shown, lines))


def _as_json(report: BundleReport, keys: Ed25519PublicKeys) -> str:
    said = report.signed.manifest if report.signed else None
    signer = report.signed_by
    document: dict[str, Any] = {
        "whole": report.is_whole,
        "proved": report.is_proved,
        "bundle_id": said and said.bundle_id,
        "case_id": said and said.case_id,
        "signed_by": signer and {"key_id": signer, "sha256": keys.key(signer).fingerprint},
        "findings": [{"kind": one.kind, "about": one.about, "detail": one.detail} for one in report.findings],
        "more_findings": report.more_findings,
        "remarks": list(report.remarks),
    }
    return json.dumps(document, indent=2)


def _shown(line: str) -> str:
    """Replaces what a terminal would obey instead of showing; a bundle says what its maker wants it to."""
    return "".join(one if one.isprintable() else f"\\u{{{ord(one):x}}}" for one in line)


def _write(text: str) -> None:
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # it is a file of text
    sys.stdout.write(text + "\n")
