"""Documents of the Elastic Common Schema: alerts of Elastic Security, and events of anything else."""

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
from socdomain.sources.mapping import CustomerField, HostFields, SeverityField, SeverityTable, SourceMapping
from socdomain.sources.normalised_event import CustomerClaim
from socdomain.sources.severity import Severity

# `event.severity` has no fixed meaning in ECS. Elastic's own agents write their risk scores there (21, 47, 73, 99);
# CEF, syslog and others go up to 7 or 10, and 10 is either next to nothing or the worst that there is.
_EVENT_SEVERITY = SeverityTable(
    steps=((11, Severity.LOW), (22, Severity.MEDIUM), (48, Severity.HIGH), (74, Severity.CRITICAL)), up_to=100
)

# Alerts are `kibana.alert.*` since 8.0 and were `signal.*` before
# (https://www.elastic.co/guide/en/security/current/alert-schema.html).
ECS = SourceMapping(
    name="ecs",
    # The message comes late: it differs from event to event, and a title is what joins events that have no rule.
    title=("kibana.alert.rule.name", "signal.rule.name", "rule.name", "rule.description", "event.action", "message"),
    fallback_title="Event",
    fallback_title_fields=("event.code", "event.dataset", "event.category", "event.provider"),
    description=(
        "kibana.alert.reason",
        "signal.reason",
        "message",
        "event.reason",
        "kibana.alert.rule.description",
        "signal.rule.description",
        "rule.description",
        "error.message",
        "event.original",
    ),
    # Suricata's own field comes before `event.severity`, into which Filebeat's module copies the priority of the rule.
    severity=(
        SeverityField("kibana.alert.severity", "words"),
        SeverityField("kibana.alert.rule.severity", "words"),
        SeverityField("signal.rule.severity", "words"),
        SeverityField("kibana.alert.risk_score", "elastic_risk"),
        SeverityField("signal.rule.risk_score", "elastic_risk"),
        SeverityField("suricata.eve.alert.severity", "suricata_priority"),
        SeverityField("vulnerability.severity", "words"),
        SeverityField("event.risk_score_norm", "elastic_risk"),
        SeverityField("event.severity", _EVENT_SEVERITY),
        SeverityField("log.level", "log_level"),
    ),
    level=("event.severity",),
    # The time of an alert is when its rule ran; what it found is older.
    time=("kibana.alert.original_time", "signal.original_time", "@timestamp", "event.start", "event.created"),
    customer=(
        CustomerField("labels.customer", CustomerClaim.NAMES),
        CustomerField("labels.customer_code", CustomerClaim.NAMES),
        CustomerField("customer_code", CustomerClaim.NAMES),
        CustomerField("organization.id", CustomerClaim.HINTS),
        CustomerField("organization.name", CustomerClaim.HINTS),
        CustomerField("data_stream.namespace", CustomerClaim.HINTS),
        CustomerField("cloud.account.id", CustomerClaim.HINTS),
    ),
    index_name=("_index",),
    # Not `event.id`: an alert and the events it was made of share it.
    document_id=("_id", "kibana.alert.uuid"),
    # No agent id: `agent.*` is whoever shipped the document, which for forwarded logs is a collector.
    host=HostFields(
        names=(
            "host.name",
            "host.hostname",
            "winlog.computer_name",
            "cloud.instance.name",
            "cloud.instance.id",
        ),
        addresses=("destination.ip", "source.ip"),
    ),
    user=ECS_USERS,
    observables=ECS_OBSERVABLES,
    scan=ECS_SCAN,
    scan_unless=ECS_SCAN_UNLESS,
    identifiers=ECS_IDENTIFIERS,
    rule_id=(
        "kibana.alert.rule.rule_id",
        "kibana.alert.rule.uuid",
        "signal.rule.rule_id",
        "signal.rule.id",
        "rule.id",
        "rule.uuid",
    ),
    techniques=(
        "kibana.alert.rule.threat.technique.id",
        "kibana.alert.rule.threat.technique.subtechnique.id",
        "signal.rule.threat.technique.id",
        "signal.rule.threat.technique.subtechnique.id",
        "threat.technique.id",
        "threat.technique.subtechnique.id",
    ),
    context=(
        *context(
            ("Tactics", "kibana.alert.rule.threat.tactic.name signal.rule.threat.tactic.name threat.tactic.name"),
            ("Risk score", "kibana.alert.risk_score signal.rule.risk_score event.risk_score"),
        ),
        *ECS_CONTEXT,
    ),
    shape=("@timestamp", "event.kind"),
)
