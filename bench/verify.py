"""Trying 20 connectors at the same time, ten of which lead to something that never answers."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack
from typing import Final

from adapters.connectors.grafana.simulator import GrafanaSimulator
from bench.platforms import empty_database
from bench.report import heading, line, verdict
from entrypoints.bootstrap import build, generate_keys
from entrypoints.prepare import prepare
from entrypoints.settings import Settings
from socdomain.auth.local_principal import local_principal
from socdomain.connectors.add_connector import NewConnector

CONNECTORS: Final = 20
HANGING: Final = 10
MOST_S: Final = 11.0


def measure() -> bool:
    """Measures, and tells whether the bar is met."""
    heading(f"Trying {CONNECTORS} connectors, {HANGING} of which never answer, SQLite")
    by = local_principal("bench")
    with ExitStack() as ending, empty_database("sqlite") as (folder, _):
        settings = Settings(data_dir=folder / "data", log_level="warning", connect_to_loopback=True)
        generate_keys(settings)
        platform = build(settings)
        ending.callback(platform.close)
        prepare(platform)
        use_cases = platform.container.connectors
        for number in range(CONNECTORS):
            simulator = ending.enter_context(GrafanaSimulator())
            values = dict(simulator.values)
            if number < HANGING:
                # It takes connections, and reads nothing of them.
                silent = ending.enter_context(socket.create_server(("127.0.0.1", 0)))
                values["url"] = f"http://127.0.0.1:{silent.getsockname()[1]}"
            use_cases.add.execute(NewConnector("grafana", f"Grafana {number}", values), by=by)
        began = time.perf_counter()
        _, tried = use_cases.verify.all(by=by)
        works = [found.outcome.works for _, found in tried]
        seconds = time.perf_counter() - began
    line(f"{sum(works)} work, {len(works) - sum(works)} do not")
    if (len(works), sum(works)) != (CONNECTORS, CONNECTORS - HANGING):
        raise RuntimeError("not as many work as should")
    return verdict("all are tried", seconds, MOST_S, unit="s", at_most=True)
