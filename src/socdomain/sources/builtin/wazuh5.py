"""Findings of Wazuh 5 (indices ``wazuh-findings-v5*``): ECS, with the rule and the agent under ``wazuh``."""

from __future__ import annotations

from socdomain.sources.builtin.ecs_fields import (
    ECS_CONTEXT,
    ECS_IDENTIFIERS,
    ECS_OBSERVABLES,
    ECS_SCAN,
    ECS_SCAN_UNLESS,
    ECS_USERS,
)
from socdomain.sources.builtin.field_groups import context
from socdomain.sources.mapping import CustomerField, HostFields, SeverityField, SourceMapping
from socdomain.sources.normalised_event import CustomerClaim

WAZUH5 = SourceMapping(
    name="wazuh5",
    title=("wazuh.rule.title",),
    fallback_title="Wazuh finding",
    fallback_title_fields=("event.action", "wazuh.integration.name"),
    description=("message", "vulnerability.description", "check.rationale", "rule.description", "event.original"),
    # A word; there is no numeric level any more.
    severity=(SeverityField("wazuh.rule.level", "words"),),
    time=("@timestamp", "event.created", "event.start"),
    customer=(
        CustomerField("wazuh.agent.labels.customer", CustomerClaim.NAMES),
        CustomerField("agent.labels.customer", CustomerClaim.NAMES),
        CustomerField("labels.customer", CustomerClaim.NAMES),
        CustomerField("customer_code", CustomerClaim.NAMES),
        CustomerField("wazuh.cluster.node", CustomerClaim.HINTS),
        CustomerField("organization.id", CustomerClaim.HINTS),
        CustomerField("wazuh.agent.groups", CustomerClaim.HINTS),
    ),
    index_name=("_index",),
    # Not `event.id` and `event.doc_id`: they name the event, of which several rules may each make a finding.
    document_id=("_id",),
    host=HostFields(
        agent_ids=("wazuh.agent.id",),
        agent_names=("wazuh.agent.name", "wazuh.agent.host.hostname"),
        collector_ids=("000", "0"),
        names=("host.name", "host.hostname"),
    ),
    user=ECS_USERS,
    observables=ECS_OBSERVABLES,
    scan=ECS_SCAN,
    scan_unless=ECS_SCAN_UNLESS,
    identifiers=ECS_IDENTIFIERS,
    rule_id=("wazuh.rule.id", "wazuh.rule.sigma_id"),
    techniques=("wazuh.rule.mitre.technique.id", "wazuh.rule.mitre.subtechnique.id"),
    # Not `package.name`, which would tell apart the hundreds of packages that an upgrade installs.
    fingerprint=("vulnerability.id",),
    context=(
        *context(
            ("Rule tags", "wazuh.rule.tags"),
            ("Tactics", "wazuh.rule.mitre.tactic.name"),
            ("Integration", "wazuh.integration.name"),
            ("Agent IP", "wazuh.agent.host.ip"),
            ("Agent operating system", "wazuh.agent.host.os.name"),
            ("Agent groups", "wazuh.agent.groups"),
            ("Log file", "log.file.path"),
            ("Check", "check.name"),
            ("Check result", "check.result"),
        ),
        *ECS_CONTEXT,
    ),
    shape=("wazuh.rule.id",),
)
