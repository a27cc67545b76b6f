"""What stands in each parameter of the console's routes, and whose it may be; it is read as a part of ``places``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from entrypoints.console.assets import Assets
from tests.api.tenancy.parameters import DROPPED

VERSION: Final = "the version that it has"
"""Stands for the version of what the path names, which whoever sends a form has seen."""
LISTENING: Final = "where the queue said to listen"
"""Stands for where a page of the queue says that its news begin."""
CSRF: Final = "the token of the session"
"""Stands for what the session's pages carry, where a form is read as it arrives."""

_STYLES: Final = "console.css"

REFERENCES: Final[Mapping[str, str]] = {
    "event_id": "rejected",
    "query.rejected": "rejected",
    "query.shown": "alert",
    "query.done_case": "case",
    "signing_in.Credentials.login": "login",
    "form.assignee": "login",
    "incidents.bulk_form.BulkForm.ids": "alert",
    "sources.source_forms.SourceForm.default_customer": "customer",
    "sources.source_forms.SourceForm.document": "document",
    "sources.source_forms.SourceForm.rejected": "rejected",
    "sources.rejected.ReplayForm.ids": "rejected",
    "auth.users.UserForm.login": "new_login",
    "auth.users.UserForm.email": "new_email",
    "auth.user.ChangeForm.email": "new_email",
    "form.customers": "customer",
    "form.others": "customer",
    "customers.entries.CustomerForm.code": "new_code",
    "form.further_codes": "new_code",
    "connectors.adding.name": "new_login",
}

PLAIN: Final[Mapping[str, object]] = {
    "path.digest": Assets.read().digest,
    "path.name": _STYLES,
    "path.verification_id": "0192d1a1-0b5e-7000-8000-00000000c0de",
    "next": "/console/alerts",
    "done": "changed",
    "unassigned": "yes",
    **dict.fromkeys(("seen_from", "seen_until", "opened_from", "opened_until"), "2026-08-20T09:00:00Z"),
    "at_from": "2026-08-19T09:00",
    "at_until": "2026-08-20T09:00",
    "query.reason": "not_json",
    "query.verdict": "duplicate",
    "query.severity": "High",
    "form.version": VERSION,
    "form.csrf_token": CSRF,
    "form.once": DROPPED,
    "form.back": "/console/alerts",
    "form.reach": "named",
    "form.role": "customer_user",
    "form.role_was": "customer_user",
    "form.scopes": "alerts:read",
    "form.expires_at": "2026-10-01T09:00",
    "form.query": "status=OPEN",
    "form.source": "wazuh",
    "form.join_existing": "on",
    **dict.fromkeys(("vanished", "ambiguous"), "true"),
    "path.kind": "hound",
    "path.job": "prune_outbox",
    "values.url": "https://hound.example.org",
    "values.username": "anna",
    "org_customers": "org=ACME",
    "file.ca": "-----BEGIN CERTIFICATE-----",
    "connectors.changing.name": "The walked one",
    "jobs.adding.name": "another-of-them",
    "by": "interval",
    "interval": "60",
    "paused": "on",
    "note": "a note",
    "cases.acts.StatusForm.status": "IN_PROGRESS",
    "form.mapping": json.dumps({"title": ["message"]}),
    "form.minimum_severity": "high",
    "form.minimum_level": "3",
    "form.keep_days": "30",
    "views.page.RenameForm.name": "another name",
    "sources.source_forms.SourceForm.name": "another-source",
    "sources.rejected.ReplayForm.reason": "not_json",
    "sources.rejected.ReplayForm.which": "all",
}

ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "incidents.alert_forms.ChangeForm": ("take",),
    "incidents.alert_forms.CommentForm": ("text",),
    "views.page.SaveForm": ("name", "query"),
    "views.page.RenameForm": ("name",),
    "views.page.ShareForm": ("customer",),
    "sources.source_forms.SourceForm": ("name", "version", "mapping"),
    "sources.rejected.ReplayForm": ("ids",),
    "entrypoints.api.auth.own.PasswordBody": ("current_password", "new_password"),
    "auth.own.PasswordForm": ("current_password", "new_password"),
    "auth.users.UserForm": ("login", "role", "reach", "customers"),
    "auth.user.ChangeForm": ("role", "reach", "customers"),
    "auth.keys.KeyForm": ("name", "scopes", "reach", "customers"),
    "customers.entries.CustomerForm": ("code", "name"),
    "customers.customer_page.ChangeForm": ("name",),
    "customers.customer_page.HoldForm": ("reason",),
    "customers.customer_page.LiftForm": ("reason",),
    "agents.changing.CustomerForm": ("customer",),
    "artifacts.uploads": ("file",),
    "artifacts.acts.ReasonForm": ("reason",),
    "artifacts.holds.HoldForm": ("reason",),
    "artifacts.holds.LiftForm": ("reason",),
    "cases.acts.DetailsForm": ("name",),
    "cases.belongings.AlertsForm": ("alert_ids",),
    "cases.belongings.CommentForm": ("text",),
}

BESIDE: Final[Mapping[str, Mapping[str, object]]] = {
    "signing_in.Credentials.login": {"password": "not the present one"},
    "incidents.alert_forms.ChangeForm.duplicate_of": {"status": "CLOSED", "verdict": "duplicate", "take": DROPPED},
    "incidents.alert_forms.ChangeForm.assignee": {"take": DROPPED},
    "incidents.alert_forms.ChangeForm.release": {"take": DROPPED},
    "incidents.alert_forms.ChangeForm.tags": {"sets_tags": "on"},
    "incidents.bulk_form.BulkForm.case_id": {"act": "case", "given": "on"},
    "incidents.bulk_form.BulkForm.duplicate_of": {"act": "close", "given": "on", "verdict": "duplicate"},
    "incidents.bulk_form.BulkForm.add_tags": {"act": "tag", "given": "on"},
    "incidents.bulk_form.BulkForm.remove_tags": {"act": "tag", "given": "on"},
    "incidents.bulk_form.BulkForm.assignee": {"act": "assign", "given": "on"},
    "incidents.bulk_form.BulkForm.verdict": {"act": "close", "given": "on"},
    "sources.rejected.ReplayForm.which": {"ids": DROPPED},
    "auth.users.UserForm.others": {"customers": DROPPED},
    "auth.user.ChangeForm.others": {"customers": DROPPED},
    "jobs.adding.cron": {"by": "cron"},
    "jobs.changing.cron": {"by": "cron"},
    "auth.keys.KeyForm.others": {"customers": DROPPED},
}

WAYS: Final[Mapping[str, tuple[Mapping[str, object], ...]]] = {
    "incidents.bulk_form.BulkForm.ids": (
        {"act": "start"},
        {"act": "close", "given": "on", "verdict": "true_positive"},
        {"act": "case"},
        {"act": "case", "given": "on"},
        {"act": "tag", "given": "on", "add_tags": "a-tag"},
        {"act": "assign", "given": "on"},
    ),
}
"""What a form can be sent with to mean another thing by the same field; each is asked about as well."""
