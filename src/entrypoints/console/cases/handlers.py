"""Every route of cases."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from entrypoints.console.cases import acts, belongings, case_list, case_page, history

HANDLERS: list[HTTPRouteHandler] = [
    case_list.show,
    case_list.narrow,
    case_page.show,
    history.show,
    acts.change_status,
    acts.assign,
    acts.change_details,
    acts.hold,
    belongings.open_from_alert,
    belongings.link_alerts,
    belongings.unlink_alert,
    belongings.comment,
    belongings.show_evidence,
]
