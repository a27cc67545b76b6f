"""The queue, an alert, and cases."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import Factory, frozen

_SEVERITIES = {
    "Critical": "Critical",
    "High": "High",
    "Medium": "Medium",
    "Low": "Low",
    "Informational": "Informational",
}
_STATUSES = {"OPEN": "Open", "IN_PROGRESS": "In progress", "CLOSED": "Closed"}
_VERDICTS = {
    "true_positive": "True positive",
    "benign_positive": "Benign positive",
    "false_positive": "False positive",
    "duplicate": "Duplicate",
    "undetermined": "Undetermined",
}

_OBSERVABLES = {
    "ipv4": "IPv4 address",
    "ipv6": "IPv6 address",
    "domain": "Domain",
    "host_name": "Host name",
    "url": "URL",
    "email": "E-mail address",
    "mac": "MAC address",
    "md5": "MD5",
    "sha1": "SHA-1",
    "sha256": "SHA-256",
    "filename": "File name",
    "registry_key": "Registry key",
    "user_account": "User account",
    "cve": "CVE",
}


@frozen
class IncidentsText:
    """What alerts and cases share."""

    severities: Mapping[str, str] = Factory(lambda: _SEVERITIES)
    statuses: Mapping[str, str] = Factory(lambda: _STATUSES)
    verdicts: Mapping[str, str] = Factory(lambda: _VERDICTS)
    observable_kinds: Mapping[str, str] = Factory(lambda: _OBSERVABLES)
