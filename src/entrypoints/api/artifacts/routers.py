"""The places where stored files are: the same routes behind each, by what its path says."""

from __future__ import annotations

from litestar import Router

from entrypoints.api.artifacts import download, entries, evidence_bundle, lists, one_file, parts, uploads
from entrypoints.api.artifacts.shelves import of_agent, of_case, of_sysmon, of_templates, shelved

_ONE = [one_file.show, one_file.custody, one_file.verify, one_file.remove, download.download, entries.entries]

ROUTERS = (
    Router(
        "/api/agent_data_store",
        route_handlers=[
            lists.list_all,
            uploads.upload,
            uploads.upload_many,
            parts.begin,
            parts.there,
            parts.put_part,
            parts.complete,
            parts.give_up,
        ],
        tags=["artifacts"],
    ),
    Router(
        "/api/agent_data_store/agent/{agent_id:uuid}/artifacts",
        route_handlers=[lists.list_here, *_ONE],
        dependencies=shelved(of_agent),
        tags=["artifacts"],
    ),
    Router(
        "/api/incident_management/cases/{case_id:uuid}/data-store",
        route_handlers=[lists.list_here, uploads.upload_to_case, one_file.link, *_ONE],
        dependencies=shelved(of_case),
        tags=["artifacts"],
    ),
    Router("/api/incident_management/cases", route_handlers=[evidence_bundle.export_bundle], tags=["artifacts"]),
    Router(
        "/api/incident_management/case-report-template",
        route_handlers=[lists.list_here, uploads.upload_template, *_ONE],
        dependencies=shelved(of_templates),
        tags=["artifacts"],
    ),
    Router(
        "/api/sysmon_config/{customer:str}",
        route_handlers=[lists.list_here, uploads.upload_config, *_ONE],
        dependencies=shelved(of_sysmon),
        tags=["artifacts"],
    ),
)
"""Wired into the application one by one."""
