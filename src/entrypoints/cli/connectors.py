"""``watchfloor connectors``: the products that Watchfloor asks, and whether they can be asked."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from pathlib import Path

import click

from entrypoints.bootstrap import Platform
from entrypoints.cli.console import Exit, out, printable, shown_time, write_json_list, write_table
from entrypoints.cli.platform import current_settings, opened, person_here
from entrypoints.cli.processes import StopRequested, stop_on_signals
from socdomain.connectors.add_connector import NewConnector
from socdomain.connectors.catalogue import AskedField, FieldForm
from socdomain.connectors.connector import Connector
from socdomain.connectors.kind import ConnectorKind
from socdomain.connectors.queries import list_connectors
from socdomain.connectors.verification import Outcome
from socdomain.errors import InvalidInputError, NotFoundError

_STYLES = {
    **{outcome.value: "green" if outcome.works else "red" for outcome in Outcome},
    Outcome.SLOW.value: "yellow",
    "untried": "dim",
    "disabled": "dim",
}
_LOOK_EVERY_S = 2.0
_COLUMNS = ("name", "kind", "state", "since", "version", "what to do")


@click.group()
def connectors() -> None:
    """List, add and try connectors."""


@connectors.command("list")
@click.option("--json", "as_json", is_flag=True, help="Write them as JSON.")
def list_all(as_json: bool) -> int:
    """List connectors, and what was found when each was last tried."""
    with opened(current_settings()) as platform:
        found = _all(platform)
        if as_json:
            from entrypoints.api.connectors.showing import shown

            write_json_list(shown(platform.container, found, person_here()))
        else:
            write_table(_COLUMNS, list(map(_row, found)), styles=_STYLES)
    return Exit.DONE


@connectors.command()
@click.option("--json", "as_json", is_flag=True, help="Write them as JSON.")
def kinds(as_json: bool) -> int:
    """List what can be connected, and what each kind asks for."""
    with opened(current_settings()) as platform:
        found = platform.container.connectors.kinds.all()
    if as_json:
        from entrypoints.api.connectors.shapes import kind_out

        write_json_list(map(kind_out, found))
    else:
        write_table(("kind", "title", "asks for"), [[one.name, one.title, _asked(one)] for one in found])
    return Exit.DONE


@connectors.command()
@click.argument("kind")
@click.argument("name")
@click.option("--value", "pairs", multiple=True, metavar="FIELD=VALUE", help="What a field is given; can be repeated.")
@click.option(
    "--file",
    "files",
    multiple=True,
    metavar="FIELD=PATH",
    help="A file that holds what a field is given, such as a password; can be repeated.",
)
@click.option("--customer", help="Code of whose its finds are where nothing says so.")
@click.option(
    "--org",
    "orgs",
    multiple=True,
    metavar="ORG=CUSTOMER",
    help="Code of whose the finds of an organisation of the product are; can be repeated.",
)
@click.option("--disabled", is_flag=True, help="Do not use it yet.")
def add(
    kind: str,
    name: str,
    pairs: tuple[str, ...],
    files: tuple[str, ...],
    customer: str | None,
    orgs: tuple[str, ...],
    disabled: bool,
) -> int:
    """Add a connector of KIND, called NAME, and try it.

    On a terminal, what is missing is asked for. Give secrets by --file or when asked: what a command line holds can be
    read by others on the machine.
    """
    with opened(current_settings()) as platform:
        of_kind = platform.container.connectors.kinds.get(kind)
        given = {
            **_parted("--value", pairs),
            **{field: _read(path) for field, path in _parted("--file", files).items()},
        }
        org_customers = _parted("--org", orgs)
        wanted = NewConnector(
            kind, name, _completed(of_kind, given), customer, not disabled, org_customers=org_customers
        )
        added = platform.container.connectors.add.execute(wanted, by=person_here())
        out.print(f"Added {added.name}.")
        return _tried(platform, [added])


@connectors.command()
@click.argument("names", nargs=-1)
def verify(names: tuple[str, ...]) -> int:
    """Try the connectors NAMES, or all that are enabled, and show what was found as it is found.

    Nothing is changed in the products. The exit code is 4 where one of them cannot be used.
    """
    with opened(current_settings()) as platform:
        return _tried(platform, [_named(platform, name) for name in names] if names else None)


@connectors.command()
def watch() -> int:
    """Show connectors as they are, until Ctrl-C."""
    from rich.live import Live
    from rich.table import Table

    def shown(found: Iterable[Connector]) -> Table:
        table = Table(*_COLUMNS)
        for one in found:
            cells = _row(one)
            table.add_row(*map(printable, cells), style=_STYLES.get(cells[2], ""))
        return table

    with opened(current_settings()) as platform:
        try:
            with stop_on_signals(), Live(shown(_all(platform)), console=out, auto_refresh=False) as live:
                while True:
                    time.sleep(_LOOK_EVERY_S)
                    live.update(shown(_all(platform)), refresh=True)
        except StopRequested:
            return Exit.DONE


def _tried(platform: Platform, chosen: list[Connector] | None) -> int:
    by, verify_all = person_here(), platform.container.connectors.verify
    _, tried = verify_all.all(by=by) if chosen is None else (len(chosen), verify_all.some(chosen, by=by))
    works = True
    for connector, found in tried:
        works = works and found.outcome.works
        style = _STYLES[found.outcome.value]
        version = f" {found.product_version}" if found.product_version else ""
        line = f"{connector.name}: {found.outcome.value}{version} ({found.latency_ms} ms)  {found.advice}"
        out.print(printable(line), style=style)
    return Exit.DONE if works else Exit.UNHEALTHY


def _all(platform: Platform) -> tuple[Connector, ...]:
    by = person_here()
    return list_connectors(platform.container.reading(by.reach), by=by)


def _named(platform: Platform, name: str) -> Connector:
    for one in _all(platform):
        if one.name.casefold() == name.casefold():
            return one
    raise NotFoundError("connector", name)


def _row(connector: Connector) -> list[str]:
    found = connector.verification
    state = "disabled" if not connector.is_enabled else "untried" if found is None else found.outcome.value
    if found is None:
        return [connector.name, connector.kind, state, "", "", ""]
    return [connector.name, connector.kind, state, shown_time(found.at), found.product_version, found.advice]


def _asked(kind: ConnectorKind) -> str:
    return ", ".join(f"[{asked.name}]" if asked.is_optional else asked.name for asked in kind.fields)


def _parted(option: str, pairs: Iterable[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        field, equals, value = pair.partition("=")
        if not equals:
            raise InvalidInputError(option, "must be a field, = and its value")
        found[field] = value
    return found


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError):
        raise InvalidInputError("--file", f"{path} cannot be read as text") from None


def _completed(kind: ConnectorKind, given: dict[str, str]) -> dict[str, str]:
    if not sys.stdin.isatty():
        return given
    for asked in kind.fields:
        if asked.name not in given and not asked.is_optional:
            given[asked.name] = _answer(asked)
    return given


def _answer(asked: AskedField) -> str:
    if asked.form is FieldForm.FILE:
        return _read(click.prompt(f"{asked.label} (path of the file)"))
    return str(click.prompt(asked.label, hide_input=asked.is_secret))
