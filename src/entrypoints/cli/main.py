"""The program ``watchfloor``: its commands, and how errors become exit codes."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Final

import click

from entrypoints.cli.console import Exit, complain
from entrypoints.cli.processes import END_WITH_INPUT, StopRequested, stop_at_end_of_input
from entrypoints.setting_rules import SettingsError
from socdomain.errors import InvalidInputError, WatchfloorError
from socdomain.version import __version__

# Where each command is defined; a module is imported only when one of its commands runs, so that `--help` and
# the small commands do not wait for the web framework.
_COMMANDS: Final = {
    "up": "startup",
    "api": "startup",
    "migrate": "startup",
    "worker": "workers",
    "scheduler": "workers",
    "queue": "workers",
    "connectors": "connectors",
    "agents": "agents",
    "simulate": "simulate",
    "jobs": "jobs",
    "settings": "settings",
    "keys": "keys",
    "doctor": "doctor",
    "demo": "demo",
    "ingest": "sources",
    "customers": "customers",
    "users": "users",
    "prune": "prune",
    "alerts": "alerts",
    "cases": "cases",
    "artifacts": "artifacts",
    "holds": "holds",
    "audit": "audit",
}


class _Commands(click.Group):
    """Finds a command in the module of its feature."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(import_module(f"entrypoints.cli.{module}"), cmd_name)
        return command


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the embedded database and of generated keys.  [default: $WATCHFLOOR_DATA_DIR, or else "
    "$XDG_DATA_HOME/watchfloor, which usually is ~/.local/share/watchfloor]",
)
@click.option(END_WITH_INPUT, "ends_with_input", is_flag=True, hidden=True)
@click.version_option(__version__, prog_name="watchfloor")
def cli(data_dir: Path | None, ends_with_input: bool) -> None:
    """Runs the floor of a security operations centre.

    Every setting is an environment variable WATCHFLOOR_<NAME>. Exit codes: 0 done, 1 failed, 2 wrong use,
    3 `ingest` rejected some documents, 4 `doctor`, `audit` or `connectors` found something wrong.
    """
    if ends_with_input:
        stop_at_end_of_input()


def main(arguments: list[str] | None = None) -> None:
    """Runs the program, and ends the process with one of the exit codes in ``Exit``.

    Args:
        arguments: As on the command line, without the program's name; the process's own where None.
    """
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Runs the program, and returns its exit code."""
    try:
        result = cli.main(args=arguments, prog_name="watchfloor", standalone_mode=False)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        error.show()
        return Exit.WRONG_USE
    except (SettingsError, InvalidInputError) as error:
        complain(error)
        return Exit.WRONG_USE
    except (WatchfloorError, OSError) as error:
        complain(error)
        return Exit.FAILED
    except (click.Abort, KeyboardInterrupt, StopRequested):
        return Exit.FAILED
    return int(result) if isinstance(result, int) else Exit.DONE


if __name__ == "__main__":
    main()
