"""Filters of the list of alerts with known shares of the alerts of ``alert_rows``, as parameters of a query."""

from __future__ import annotations

Filter = dict[str, str | list[str]]

SINGLE: dict[str, Filter] = {
    "no filter": {},
    "status 50 %": {"status": "CLOSED"},
    "status 1 %": {"status": "IN_PROGRESS"},
    "severity 50 %": {"severity": "Medium"},
    "severity 1 %": {"severity": "Critical"},
    "severity 0 %": {"severity": "Informational"},
    "source 50 %": {"source": "wazuh"},
    "source 1 %": {"source": "manual"},
    "source 0 %": {"source": "absent"},
    "customer 50 %": {"customer": "BIG"},
    "customer 1 %": {"customer": "ONE"},
    "customer 0 %": {"customer": "EMPTY"},
    "assignee 49 %": {"assignee": "anna"},
    "assignee 1 %": {"assignee": "ben"},
    "assignee 0 %": {"assignee": "absent"},
    "verdict 49 %": {"verdict": "false_positive"},
    "verdict 1 %": {"verdict": "true_positive"},
    "verdict 0 %": {"verdict": "undetermined"},
    "tag 50 %": {"tag": "half"},
    "tag 1 %": {"tag": "hundredth"},
    "tag 0 %": {"tag": "absent"},
    "asset 50 %": {"asset": "proxy01"},
    "asset 1 %": {"asset": "mail01"},
    "asset 0 %": {"asset": "absent"},
    "observable 50 %": {"observable": "10.0.0[.]1"},
    "observable 1 %": {"observable": "198.51.100.1"},
    "observable 0 %": {"observable": "192.0.2.1"},
    "technique 50 %": {"technique": "T1059"},
    "technique 1 %": {"technique": "T1566"},
    "technique 0 %": {"technique": "T9999"},
    "text 50 %": {"text": "PowerShell"},
    "text 1 %": {"text": "mimikatz"},
    "text 0.01 %": {"text": "psexec"},
    "text 0 %": {"text": "absent word"},
}
"""Each filter alone; ``status`` has no value that nothing has."""

PAIRS: dict[str, Filter] = {
    "status 49 % and customer 50 %": {"status": "OPEN", "customer": "BIG"},
    "status 1 % and customer 1 %": {"status": "IN_PROGRESS", "customer": "ONE"},
    "status 49 %, severity 1 % and customer 50 %": {"status": "OPEN", "severity": "Critical", "customer": "BIG"},
    "status 49 %, severity 1 % and customer 0.05 %": {"status": "OPEN", "severity": "Critical", "customer": "R01"},
}
"""The combinations that a queue is worked through with."""

OTHERS: dict[str, Filter] = {
    "tag, all in the older half": {"tag": "oldest-half"},
    "tag, all in the oldest hundredth": {"tag": "oldest-hundredth"},
    "asset, all in the older half": {"asset": "old01"},
    "asset, all in the oldest hundredth": {"asset": "ancient01"},
    "observable, all in the older half": {"observable": "198.51.100.2"},
    "observable, all in the oldest hundredth": {"observable": "198.51.100.3"},
    "technique, all in the older half": {"technique": "T1003"},
    "technique, all in the oldest hundredth": {"technique": "T1190"},
    "text, all in the older half": {"text": "kerberoasting"},
    "text, all in the oldest hundredth": {"text": "stuxnet"},
    "live": {"status": ["OPEN", "IN_PROGRESS"]},
    "tag 1 % of a customer 1 %": {"tag": "hundredth", "customer": "ONE"},
    "text 1 % of a customer 1 %": {"text": "mimikatz", "customer": "ONE"},
    "assignee 1 % and source 1 %": {"assignee": "ben", "source": "manual"},
    "assignee 49 %, source 50 % and severity 50 %": {"assignee": "anna", "source": "wazuh", "severity": "Medium"},
    "tag 50 % and technique 50 %": {"tag": "half", "technique": "T1059"},
    "tag 1 % and technique 1 %": {"tag": "hundredth", "technique": "T1566"},
}
"""What is harder: matches far back, and filters that no one index serves."""
