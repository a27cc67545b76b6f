"""A million plausible alerts as rows, with known shares for every filter of the list.

Rows are neutral: identifiers are 16 bytes, times are microseconds since 1970, JSON is text. ``alert_load`` hands
them to a database. The same count and end give the same rows.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from adapters.database.alert_zones import ZONE_BITS
from socdomain.ids import uuid8
from socdomain.incidents.asset import alias_of_name
from socdomain.sources.normalised_event import AssetKind

Row = tuple[object, ...]
Batch = dict[str, list[Row]]

SPAN = timedelta(days=30)
BATCH_SIZE = 10_000

_DAY_US = 86_400_000_000

# Each customer's code and share; the last has no alerts.
CUSTOMERS = (("BIG", 0.50), ("REST", 0.48), ("ONE", 0.01), *((f"R{n:02}", 0.0005) for n in range(20)), ("EMPTY", 0.0))

COLUMNS: dict[str, tuple[str, ...]] = {
    "customers": ("id", "code", "name", "created_at", "version"),
    "customer_codes": ("folded", "customer_id", "code", "ordinal"),
    "assets": ("id", "customer_id", "kind", "name", "first_seen_at"),
    "asset_aliases": ("customer_id", "alias", "asset_id"),
    "observables": ("id", "customer_id", "type", "value", "is_internal"),
    "alerts": (
        *("number", "id", "customer_id", "source", "fingerprint", "rule_id", "techniques", "asset_name"),
        *("opened_at", "recorded_at", "first_seen", "last_seen", "window_until", "event_count", "late_events"),
        *("takes_events", "severity", "severity_known", "severity_is_set", "status", "verdict", "assignee"),
        *("acted_at", "closed_at", "tags", "version", "change_sequence"),
        "title",
    ),
    "alert_texts": ("number", "customer_id", "search_text", "description", "context"),
    "alert_assets": ("alert_id", "asset_id", "customer_id", "event_count", "first_seen", "last_seen"),
    "alert_observables": ("alert_id", "observable_id", "customer_id"),
    "alert_techniques": ("alert_id", "technique", "customer_id", "opened_at"),
    "alert_tags": ("alert_id", "tag", "customer_id"),
    "alert_zones": ("zone", "first_id", "last_id", "seen_from", "seen_to"),
}

_TITLES = (
    "Login failure for {user} on {host}",
    "Suspicious process started by {user} on {host}",
    "ET SCAN port scan from {ip} against {host}",
    "Integrity checksum changed on {host}",
    "New service installed on {host} by {user}",
    "Outbound connection to a listed address from {host}",
)
_DESCRIPTION = "The rule fired for {user} at {host}; the source was {ip}. Group: authentication, syslog. {words}"


def identifier(*parts: object) -> bytes:
    """Returns the same 16 bytes for the same parts."""
    return uuid8(hashlib.sha256(repr(parts).encode()).digest()).bytes


def alert_batches(count: int, *, until: datetime) -> Iterator[Batch]:
    """Makes the rows of all tables, a batch at a time, parents before children.

    Args:
        count: How many alerts.
        until: When the last was opened, aware UTC; the first was opened 30 days before.
    """
    maker = _Maker(count, int(until.timestamp() * 1_000_000))
    batch = maker.customers()
    for number in range(1, count + 1):
        maker.add_alert(number, batch)
        if number % BATCH_SIZE == 0 or number == count:
            batch["alert_zones"] = maker.zones() if number == count else []
            yield batch
            batch = _empty()


def _empty() -> Batch:
    return {table: [] for table in COLUMNS}


class _Maker:
    """Makes one alert after the other and remembers which assets and observables there are."""

    def __init__(self, count: int, until_us: int) -> None:
        self._count = count
        self._until_us = until_us
        self._start_us = until_us - SPAN // timedelta(microseconds=1)
        self._step_us = SPAN // timedelta(microseconds=1) // count
        self._random = random.Random(1)
        self._ids = {code: identifier("customer", code) for code, _ in CUSTOMERS}
        self._codes = [code for code, _ in CUSTOMERS]
        self._shares = [share for _, share in CUSTOMERS]
        self._known: set[bytes] = set()
        self._zones: dict[int, tuple[bytes, bytes, int, int]] = {}

    def zones(self) -> list[Row]:
        return [(zone, *bounds) for zone, bounds in self._zones.items()]

    def customers(self) -> Batch:
        batch = _empty()
        for code, customer in self._ids.items():
            batch["customers"].append((customer, code, code.title(), self._start_us, 1))
            batch["customer_codes"].append((code.casefold(), customer, code, 0))
        return batch

    def add_alert(self, number: int, batch: Batch) -> None:
        chance, age = self._random.random, number / self._count
        opened = self._start_us + number * self._step_us
        last_seen = opened + int(chance() * min(_DAY_US, self._until_us - opened))
        alert_id = _uuid7(opened, number)
        customer = self._ids[self._random.choices(self._codes, self._shares)[0]]
        host = _pick(chance(), age, "proxy01", "mail01", "old01", "ancient01", f"ws{number % 500:04}")
        ip = f"203.0.{number // 251 % 251}.{number % 251}"
        techniques = _words(chance(), age, "T1059.001", "T1566", "T1003.006", "T1190", f"T1{number % 90 + 600}")
        tags = _words(chance(), age, "half", "hundredth", "oldest-half", "oldest-hundredth", "")
        origin = (number, alert_id, customer, _first(chance(), (0.5, "wazuh"), (0.51, "manual"), (1, "suricata")))
        times = (opened, opened, opened, last_seen, opened + _DAY_US)
        title, *texts = self._texts(number, age, host, ip)
        batch["alerts"].append(
            (
                *(*origin, identifier("print", number), str(number % 3000), _json(techniques), host, *times, 10, 0),
                *(*self._decided(last_seen), _json(tags), 1, number // 400),
                title,
            )
        )
        batch["alert_texts"].append((number, customer, *texts))
        self._see(number >> ZONE_BITS, alert_id, last_seen)
        batch["alert_techniques"] += [(alert_id, technique, customer, opened) for technique in techniques]
        batch["alert_tags"] += [(alert_id, tag, customer) for tag in tags]
        self._add_asset(batch, alert_id, customer, host, opened, last_seen)
        self._add_observables(batch, alert_id, customer, number, ip)

    def _decided(self, at: int) -> Row:
        """Makes what an analyst decides: half are live, and those that are closed have a verdict."""
        chance = self._random.random
        severity = _first(chance(), (0.5, 3), (0.8, 2), (0.99, 4), (1, 5))
        assignee = _first(chance(), (0.49, "anna"), (0.5, "ben"), (1, None))
        status = _first(chance(), (0.5, "CLOSED"), (0.51, "IN_PROGRESS"), (1, "OPEN"))
        if status != "CLOSED":
            return (True, severity, True, False, status, None, assignee, None, None)
        verdict = "false_positive" if chance() > 0.02 else "true_positive"
        return (False, severity, True, False, status, verdict, assignee, at, at)

    def _texts(self, number: int, age: float, host: str, ip: str) -> Row:
        words = _pick(self._random.random(), age, "powershell", "mimikatz", "kerberoasting", "stuxnet", "sshd")
        names = {"host": host, "user": f"user{number % 997}", "ip": ip, "words": words}
        title, description = _TITLES[number % len(_TITLES)].format(**names), _DESCRIPTION.format(**names)
        if number % 10_000 == 7:
            description += " psexec"
        searched = f"{title}\n{host}\n{description}".casefold()[:1000]
        return (title, searched, description, '{"rule.groups": ["syslog", "sshd"], "location": "/var/log/auth.log"}')

    def _see(self, zone: int, alert_id: bytes, at: int) -> None:
        # Identifiers grow with the numbers.
        first_id, _, earliest, latest = self._zones.get(zone, (alert_id, alert_id, at, at))
        self._zones[zone] = (first_id, alert_id, min(earliest, at), max(latest, at))

    def _add_asset(
        self, batch: Batch, alert_id: bytes, customer: bytes, host: str, opened: int, last_seen: int
    ) -> None:
        asset = identifier("asset", customer, host)
        if asset not in self._known:
            self._known.add(asset)
            batch["assets"].append((asset, customer, "host", host, opened))
            batch["asset_aliases"].append((customer, alias_of_name(AssetKind.HOST, host), asset))
        batch["alert_assets"].append((alert_id, asset, customer, 10, opened, last_seen))

    def _add_observables(self, batch: Batch, alert_id: bytes, customer: bytes, number: int, ip: str) -> None:
        chance, age = self._random.random(), number / self._count
        common = _pick(
            chance, age, "10.0.0.1", "198.51.100.1", "198.51.100.2", "198.51.100.3", f"10.0.1.{number % 250}"
        )
        shown = (("ipv4", common), ("ipv4", ip), ("user_account", f"user{number % 997}"))
        for kind, value in shown:
            observable = identifier("observable", customer, kind, value)
            if observable not in self._known:
                self._known.add(observable)
                batch["observables"].append((observable, customer, kind, value, value.startswith("10.")))
            batch["alert_observables"].append((alert_id, observable, customer))


def _pick(chance: float, age: float, half: str, hundredth: str, oldest_half: str, oldest: str, other: str) -> str:
    """Picks one word: of the older half of all alerts some show ``oldest_half``, of the oldest 2 % half ``oldest``."""
    if chance < 0.5:
        return half
    if chance < 0.51:
        return hundredth
    if age <= 0.02:
        return oldest
    return oldest_half if age <= 0.5 else other


def _words(chance: float, age: float, *words: str) -> list[str]:
    return [word for word in (_pick(chance, age, *words),) if word]


def _first(chance: float, *bounds: tuple[float, object]) -> object:
    return next(value for bound, value in bounds if chance < bound)


def _json(words: list[str]) -> str:
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"


def _uuid7(at_us: int, number: int) -> bytes:
    head = at_us // 1000 << 16 | 0x7000 | number & 0xFFF
    return head.to_bytes(8, "big") + (2 << 62 | number).to_bytes(8, "big")
