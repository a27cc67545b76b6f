"""Documents a second and core, from bytes to value with all observables; no storage, no HTTP."""

from __future__ import annotations

import json
import time
from typing import Final

from bench.report import heading, line, verdict
from entrypoints.garbage import collect_less_often
from entrypoints.samples.stream import documents
from socdomain.sources.builtin import BUILTIN_MAPPINGS
from socdomain.sources.documents import parse_document
from socdomain.sources.mapping import Normaliser

DOCUMENTS: Final = 30_000
LEAST_A_SECOND: Final = 15_000
LEAST_OBSERVABLES: Final = 3


def measure(count: int = DOCUMENTS) -> bool:
    """Measures, and tells whether the bar is met."""
    heading(f"Normalising {count:,} documents, bytes to value, one core")
    bodies = list(documents(count))
    collect_less_often()
    normaliser = Normaliser(BUILTIN_MAPPINGS["wazuh"])
    began = time.perf_counter()
    fewest = min(len(normaliser.normalise(parse_document(body)).observables) for body in bodies)
    seconds = time.perf_counter() - began
    began = time.perf_counter()
    for body in bodies:
        json.loads(body)
    floor = time.perf_counter() - began
    line(f"median {sorted(map(len, bodies))[count // 2]:,} bytes, at least {fewest} observables each")
    line(f"floor, json.loads alone: {count / floor:,.0f} documents/s; ours takes {seconds / floor:.1f} times as long")
    return verdict("normalising", count / seconds, LEAST_A_SECOND, unit="documents/s") and fewest >= LEAST_OBSERVABLES
