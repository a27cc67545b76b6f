"""``watchfloor prune``: the bytes of old events."""

from __future__ import annotations

import click

from entrypoints.cli.console import Exit, out, write_json
from entrypoints.cli.platform import current_settings, opened, person_here


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Write the count as JSON.")
def prune(as_json: bool) -> int:
    """Remove the bytes of events that were received too long ago.

    How long they are kept is WATCHFLOOR_EVENT_RETENTION_DAYS. That the events were there stays known, and the first and
    the last event of each alert stay whole.
    """
    settings = current_settings()
    with opened(settings) as platform:
        count = platform.container.prune_events.execute(by=person_here())
    if as_json:
        write_json({"events": count})
    else:
        out.print(f"Removed the bytes of {count:,} events received more than {settings.event_retention_days} days ago.")
    return Exit.DONE
