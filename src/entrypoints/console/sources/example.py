"""A mapping to learn from: what most tools need, and how it is written."""

from __future__ import annotations

from typing import Final

MAPPING_EXAMPLE: Final = """{
  "title": ["headline", "message"],
  "severity": [{"path": "level", "table": "words"}],
  "time": ["at", "timestamp"],
  "customer": [{"path": "site", "claim": "names"}],
  "host": {"names": ["box", "host.name"]},
  "user": ["account"],
  "rule_id": ["rule.id"],
  "techniques": ["attack.id"],
  "document_id": ["id"]
}"""
"""``names`` has a document belong to a customer, ``hints`` only where nothing else says whose it is."""
