"""What comes with the product, and that a change of it reaches those who have it already."""

from __future__ import annotations

import hashlib
import re

from socdomain.connectors.available import AVAILABLE_INTEGRATIONS, NETWORK_CONNECTORS
from socdomain.startup.builtin_seeds import builtin_seeds

DIGEST_OF_ALL = "2c939fde49b1170eaa2d161eaae77490"
"""Over every seed's version and content. Where a seed's content changes, its version has to rise in
``builtin_seeds._VERSIONS``, or databases that have the earlier content keep it; then write the new digest here."""


def test_whoever_changes_a_seed_thinks_of_its_version() -> None:
    whole = hashlib.sha256()
    for seed in sorted(builtin_seeds(), key=lambda seed: (seed.kind, seed.key)):
        whole.update(f"{seed.kind}/{seed.key}/{seed.version}/".encode() + seed.digest)
    assert whole.hexdigest()[:32] == DIGEST_OF_ALL


def test_no_seed_comes_twice() -> None:
    names = [(seed.kind, seed.key) for seed in builtin_seeds()]
    assert len(names) == len(set(names))


def test_every_integration_that_is_promised_is_there() -> None:
    assert [entry.name for entry in AVAILABLE_INTEGRATIONS] == [
        "Office365",
        "Mimecast",
        "SAP SIEM",
        "Huntress",
        "CarbonBlack",
        "Crowdstrike",
        "DUO",
        "Darktrace",
        "BitDefender",
        "CATO",
        "DefenderForEndpoint",
        "MDR forwarder",
    ]
    assert [entry.name for entry in NETWORK_CONNECTORS] == ["Fortinet", "Sonicwall", "Sentinelone"]


def test_what_sounds_like_a_secret_is_one() -> None:
    secret = re.compile(r"secret|password|token|api_key|app_key|access_key")
    for entry in (*AVAILABLE_INTEGRATIONS, *NETWORK_CONNECTORS):
        names = [asked.name for asked in entry.fields]
        assert len(names) == len(set(names)) > 0
        for asked in entry.fields:
            assert re.fullmatch("[a-z][a-z0-9_]*", asked.name)
            assert asked.is_secret == (bool(secret.search(asked.name)) and asked.name != "public_token"), asked
