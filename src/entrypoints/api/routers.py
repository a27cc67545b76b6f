"""Every route of the API, each under its prefix."""

from __future__ import annotations

from litestar import Router
from litestar.handlers import HTTPRouteHandler

from entrypoints.api import agents, audit, customers, health, rejected_events, sources, views, well_known
from entrypoints.api.artifacts import holds, retention
from entrypoints.api.artifacts.routers import ROUTERS as ARTIFACTS
from entrypoints.api.auth import keys, own, tokens, users
from entrypoints.api.connectors import connectors, files, verify
from entrypoints.api.incidents import alert_events, alert_list, alerts, cases, collected_alerts, ingest, manual_alerts
from entrypoints.api.scheduler import runs, schedules


def routers() -> list[Router]:
    """Returns the routes."""
    # Side by side and not nested: each nesting copies everything within it once more.
    return [
        health.ROUTER,
        well_known.ROUTER,
        Router("/api/auth", route_handlers=_auth(), tags=["auth"]),
        audit.ROUTER,
        customers.ROUTER,
        Router("/api/sources", route_handlers=_sources(), tags=["sources"]),
        Router("/api/scheduler", route_handlers=_scheduler(), tags=["scheduler"]),
        Router("/api/connectors", route_handlers=_connectors(), tags=["connectors"]),
        agents.ROUTER,
        Router("/api/incident_alert", route_handlers=_intake()),
        Router("/api/incident_management", route_handlers=_alerts(), tags=["alerts"]),
        Router("/api/incident_management", route_handlers=_cases(), tags=["cases"]),
        views.ROUTER,
        *ARTIFACTS,
        holds.ROUTER,
        retention.ROUTER,
    ]


def _intake() -> list[HTTPRouteHandler]:
    return [ingest.ingest, collected_alerts.create_auto, manual_alerts.create_manual_alert]


def _connectors() -> list[HTTPRouteHandler]:
    return [
        connectors.list_all,
        connectors.list_kinds,
        connectors.show,
        connectors.add,
        files.add_with_files,
        connectors.change,
        files.give_file,
        connectors.remove,
        connectors.enable,
        connectors.disable,
        connectors.make_default,
        connectors.history,
        verify.verify_one,
        verify.verify_all,
    ]


def _auth() -> list[HTTPRouteHandler]:
    return [
        tokens.create_token,
        tokens.refresh,
        tokens.log_out,
        tokens.log_out_everywhere,
        own.show_me,
        own.change_password,
        own.list_own_sessions,
        own.end_session,
        users.list_all,
        users.create,
        users.show,
        users.change,
        users.disable,
        users.reset_password,
        users.list_all_roles,
        keys.list_all,
        keys.create,
        keys.show,
        keys.revoke,
    ]


def _sources() -> list[HTTPRouteHandler]:
    return [
        rejected_events.list_rejected,
        rejected_events.replay,
        sources.list_all,
        sources.show,
        sources.save,
        sources.preview,
    ]


def _scheduler() -> list[HTTPRouteHandler]:
    return [
        schedules.list_all,
        schedules.add,
        schedules.show_next_run,
        schedules.update,
        schedules.start,
        schedules.pause,
        schedules.reset,
        runs.run_now,
        runs.list_some,
        runs.show,
        runs.watch,
        schedules.show,
        schedules.remove,
    ]


def _alerts() -> list[HTTPRouteHandler]:
    return [
        alert_list.list_some,
        alert_list.summarise,
        alert_list.follow,
        alerts.show,
        alerts.change,
        alerts.history,
        alerts.comment,
        alerts.change_many,
        alert_events.list_events,
    ]


def _cases() -> list[HTTPRouteHandler]:
    return [
        cases.open_case_from_alert,
        cases.list_some,
        cases.show,
        cases.change,
        cases.link_alerts,
        cases.unlink_alert,
        cases.comment,
        cases.history,
    ]
