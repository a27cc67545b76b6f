"""What stands in each parameter that any route takes, and whose it may be.

Whoever adds a parameter says it here; a test fails until they have.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.api.driving import PASSWORD
from tests.api.tenancy import console_places
from tests.api.tenancy.connectors import CONNECTOR
from tests.api.tenancy.jobs import RUN, SCHEDULE
from tests.api.tenancy.parameters import DROPPED
from tests.api.tenancy.sides import SHARED_SOURCE

LATER: Final = "2026-08-20T09:00:00Z"
CURSOR: Final = "cursor"

REFERENCES: Final[Mapping[str, str]] = {
    "alert_id": "alert",
    "alert_ids": "alert",
    "duplicate_of": "alert",
    "query.object_id": "alert",
    "case_id": "case",
    "agent_id": "agent",
    "artifact_id": "file",
    "upload_id": "upload",
    "hold_id": "hold",
    "view_id": "view",
    "query.sha256": "sha256",
    "form.customer": "customer",
    "path.customer": "customer",
    "user_id": "user",
    "key_id": "key",
    "session_id": "session",
    "BulkBody.ids": "alert",
    "ReplayBody.ids": "rejected",
    "query.customer": "customer",
    "path.code": "customer",
    "AlertFilterBody.customer": "customer",
    "ManualAlertBody.customer": "customer",
    "HoldBody.customer": "customer",
    "ShareBody.customer": "customer",
    "UserBody.customers": "customer",
    "ConnectorBody.customer": "customer",
    "ConnectorBody.name": "new_login",
    "ConnectorPatch.customer": "customer",
    "AgentPatch.customer": "customer",
    "UserPatch.customers": "customer",
    "KeyBody.customers": "customer",
    "SourceBody.default_customer": "customer",
    "query.actor": "login",
    "query.assignee": "login",
    "AlertFilterBody.assignee": "login",
    "form.username": "login",
    "query.tag": "tag",
    "AlertFilterBody.tag": "tag",
    "query.asset": "asset",
    "AlertFilterBody.asset": "asset",
    "query.observable": "observable",
    "AlertFilterBody.observable": "observable",
    "query.technique": "technique",
    "AlertFilterBody.technique": "technique",
    "query.text": "text",
    "AlertFilterBody.text": "text",
    "AlertFilterBody.source": "only_source",
    "documents": "document",
    "PreviewBody.document": "document",
    "CustomerBody.code": "new_code",
    "CustomerBody.further_codes": "new_code",
    "CustomerPatch.further_codes": "new_code",
    "UserBody.login": "new_login",
    "UserBody.email": "new_email",
    "UserPatch.email": "new_email",
    "query.cursor": CURSOR,
    "query.after": CURSOR,
    "query.since": CURSOR,
    "BulkBody.cursor": CURSOR,
    **console_places.REFERENCES,
}
"""What kind of thing a parameter names; a thing may be somebody else's."""

PLAIN: Final[Mapping[str, object]] = {
    "path.source": SHARED_SOURCE,
    "path.path": "nothing",
    "query.source": "wazuh",
    "query.instance": "first",
    "query.action": "alert.",
    "query.object_type": "alert",
    "ReplayBody.source": "wazuh",
    "KeyBody.source": "wazuh",
    "KeyBody.scopes": "alerts:read",
    "KeyBody.name": "a key",
    "ViewBody.query": "status=OPEN",
    "ViewPatch.query": "severity=High",
    "UserBody.role": "customer_user",
    "UserPatch.role": "customer_user",
    "name": "a name",
    "title": "a title",
    "description": "a description",
    "text": "a remark",
    "tags": "a-tag",
    "add_tags": "a-tag",
    "remove_tags": "a-tag",
    "reason": "a reason",
    "verdict_reason": "a reason",
    "AlertPatch.assignee": "nobody",
    "CasePatch.assignee": "nobody",
    "asset_name": "a-host",
    "index_name": "wazuh-alerts-1",
    "ObservableBody.value": "192.0.2.50",
    "mapping": {"title": ["message"]},
    "join_existing": True,
    "current_password": "not the present one",
    "new_password": "an entirely different thought",
    "form.grant_type": "password",
    "form.password": PASSWORD,
    "form.refresh_token": "made-up",
    "path.job_id": SCHEDULE,
    "query.job_id": SCHEDULE,
    "path.run_id": RUN,
    "path.connector_id": CONNECTOR,
    "path.field": "ca",
    "file": "-----BEGIN CERTIFICATE-----",
    "ConnectorBody.kind": "hound",
    "ConnectorBody.values": {"url": "https://hound.example.org"},
    "ConnectorPatch.values": {"username": "anna"},
    "org_customers": {},
    "query.connector": CONNECTOR,
    "query.os_family": "linux",
    "query.status": "active",
    "AgentPatch.note": "a note",
    "query.job": "prune_outbox",
    "ScheduleBody.job": "prune_outbox",
    "ScheduleBody.job_id": "another-schedule",
    "cron": "30 3 * * *",
    "zone": "UTC",
    "arguments": {},
    "If-Match": ", ".join(f'"{version}"' for version in range(1, 11)),
    "Idempotency-Key": DROPPED,
    "Range": "bytes=0-0",
    "If-Range": '"of-another-file"',
    "If-None-Match": '"of-another-file"',
    "bytes.part": b"p",
    "sha256": "00" * 32,
    "file_name": "a-file.bin",
    "content_type": "text/plain",
    "notes": "a note",
    "query.in_force": True,
    "keep_days": None,
    **console_places.PLAIN,
}
"""What stands in parameters that name nothing of anybody's; tests of their own send keys for doing things once."""

ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "BulkBody": ("ids", "change.add_tags"),
    "AlertsBody": ("alert_ids",),
    "CaseFromAlertBody": ("join_existing",),
    "ReplayBody": ("source",),
    "UploadBody": ("agent_id",),
    "HoldBody": ("customer",),
    "ShareBody": ("customer", "name"),
    "form": ("username", "password", "agent_id"),
    **console_places.ALSO,
}
"""What has to be given, although nothing declares it as required."""

_WRITTEN_BY_HAND: Final = {"customer": DROPPED, "title": DROPPED, "severity": DROPPED}

BESIDE: Final[Mapping[str, Mapping[str, object]]] = {
    "AlertPatch.duplicate_of": {"status": "CLOSED", "verdict": "duplicate"},
    "HoldBody.case_id": {"customer": DROPPED},
    "HoldBody.artifact_id": {"customer": DROPPED},
    "IndexedAlertBody.index_name": {"alert_id": "w1", **_WRITTEN_BY_HAND},
    "IndexedAlertBody.alert_id": {"index_name": "wazuh-alerts-1", **_WRITTEN_BY_HAND},
    "BulkBody.filter": {"ids": DROPPED, "as_of": LATER},
    "BulkBody.cursor": {"ids": DROPPED, "as_of": LATER, "filter": {}},
    "form.username": {"password": "not the present one"},
    "ScheduleBody.zone": {"cron": "30 3 * * *"},
    "SchedulePatch.zone": {"cron": "30 3 * * *"},
    **console_places.BESIDE,
}
"""What has to be given, or left out, beside something; within the same part of a body."""
