"""Every route of the console."""

from __future__ import annotations

from typing import Any

from litestar import Response, Router, get
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER
from litestar.types import ExceptionHandlersMap

from entrypoints.api.caller import PUBLIC
from entrypoints.console import agents, assets, connectors, jobs, session
from entrypoints.console.artifacts import handlers as evidence
from entrypoints.console.audit import log, verify
from entrypoints.console.auth import keys, own, sign_in, user, users
from entrypoints.console.cases import handlers as cases
from entrypoints.console.customers import customer, entries
from entrypoints.console.failures import failures_of_lost
from entrypoints.console.guard import HANDS_OUT, PATH
from entrypoints.console.incidents import alert, bulk, history, narrowing, news, queue
from entrypoints.console.overview import page
from entrypoints.console.page_router import page_router
from entrypoints.console.pages import Pages
from entrypoints.console.sources import editor, rejected, source_list
from entrypoints.console.views import page as views


def console_routers() -> list[Router]:
    """Returns the routes of the console."""
    pages = Pages.read()
    return [
        session.ROUTER,
        Router("/", route_handlers=[lead_in], include_in_schema=False),
        page_router(pages, "/static", assets.HANDLERS),
        page_router(pages, "/agents", agents.HANDLERS),
        page_router(pages, "/connectors", connectors.HANDLERS),
        page_router(pages, "/jobs", jobs.HANDLERS),
        page_router(pages, "/alerts", [*queue.HANDLERS, *narrowing.HANDLERS, *bulk.HANDLERS, *news.HANDLERS]),
        page_router(pages, "/alerts", [*alert.HANDLERS, *history.HANDLERS]),
        page_router(pages, "/views", views.HANDLERS),
        page_router(pages, "/sources", [*source_list.HANDLERS, *rejected.HANDLERS, *editor.HANDLERS]),
        page_router(pages, "/customers", [*entries.HANDLERS, *customer.HANDLERS]),
        page_router(pages, "/users", [*users.HANDLERS, *user.HANDLERS]),
        page_router(pages, "/keys", keys.HANDLERS),
        page_router(pages, "/audit", [*log.HANDLERS, *verify.HANDLERS], verify.DEPENDENCIES),
        page_router(pages, "", [*sign_in.HANDLERS, *own.HANDLERS, *page.HANDLERS]),
        page_router(pages, "", [*cases.HANDLERS, *evidence.HANDLERS], evidence.DEPENDENCIES),
        page_router(pages, "/artifacts", evidence.BYTES, evidence.DEPENDENCIES, **HANDS_OUT),
        page_router(pages, "/cases", evidence.BUNDLES, **HANDS_OUT),
    ]


def lost_in_console() -> ExceptionHandlersMap:
    """Returns what answers what no route takes: below the console it is a page."""
    return failures_of_lost(Pages.read())


@get("/", **PUBLIC, sync_to_thread=False)
def lead_in() -> Response[Any]:
    """Leads whoever opens the printed address to the console."""
    return Redirect(PATH, status_code=HTTP_303_SEE_OTHER)
