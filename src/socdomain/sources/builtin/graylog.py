"""Events of Graylog (indices ``gl-events*``) that stand for themselves: no document of a tool lies behind them.

The fields are those of its EventDto (graylog2-server, org.graylog.events.event); deployments add some under ``fields``.
``origin_document`` is what collecting puts beside them: the message that an event was made of, where no other mapping
knows it.
"""

from __future__ import annotations

from socdomain.sources.builtin.field_groups import ADDRESS, HOST, NOT_HASHES, USER, context, observables
from socdomain.sources.mapping import CustomerField, HostFields, ScanField, SeverityField, SeverityTable, SourceMapping
from socdomain.sources.normalised_event import CustomerClaim
from socdomain.sources.severity import Severity

ORIGIN_DOCUMENT = "origin_document"

# 1 to 3 are what an event definition calls Low, Normal and High; later releases add Info below and Critical above.
_PRIORITY = SeverityTable(
    steps=(
        (0, Severity.INFORMATIONAL),
        (1, Severity.LOW),
        (2, Severity.MEDIUM),
        (3, Severity.HIGH),
        (4, Severity.CRITICAL),
    ),
    up_to=4,
)

GRAYLOG = SourceMapping(
    name="graylog",
    title=("message",),
    fallback_title="Graylog event",
    fallback_title_fields=("event_definition_type",),
    description=(f"{ORIGIN_DOCUMENT}.full_message", f"{ORIGIN_DOCUMENT}.message"),
    severity=(SeverityField("priority", _PRIORITY),),
    time=("timestamp", "timerange_start", "timestamp_processing"),
    customer=(
        CustomerField("customer_code", CustomerClaim.NAMES),
        CustomerField("fields.CUSTOMER_CODE", CustomerClaim.NAMES),
        CustomerField("fields.customer_code", CustomerClaim.NAMES),
    ),
    index_name=("_index",),
    document_id=("_id", "id"),
    # `source` of an event is the node of Graylog that made it.
    host=HostFields(
        names=(
            "fields.agent_name",
            "fields.hostname",
            "fields.host",
            f"{ORIGIN_DOCUMENT}.agent_name",
            f"{ORIGIN_DOCUMENT}.hostname",
            f"{ORIGIN_DOCUMENT}.source",
        ),
    ),
    user=("fields.user", "fields.username", "fields.user_name", f"{ORIGIN_DOCUMENT}.username"),
    observables=observables(
        (ADDRESS, "fields.source_ip fields.src_ip fields.destination_ip fields.dst_ip"),
        (HOST, "fields.domain"),
        (USER, "fields.user fields.username fields.user_name"),
    ),
    scan=(
        ScanField("message"),
        ScanField("key"),
        ScanField("fields", NOT_HASHES),
        ScanField("group_by_fields", NOT_HASHES),
        ScanField(ORIGIN_DOCUMENT, NOT_HASHES),
    ),
    scan_except=(f"{ORIGIN_DOCUMENT}.streams", f"{ORIGIN_DOCUMENT}.gl2_message_id", "fields.COPILOT_ALERT_ID"),
    rule_id=("event_definition_id",),
    # One definition makes an event for each value of the fields that it groups by.
    fingerprint=("key",),
    context=context(
        ("Key", "key"),
        ("From", "timerange_start"),
        ("Until", "timerange_end"),
        ("Query", "replay_info.query"),
        ("Replay from", "replay_info.timerange_start"),
        ("Replay until", "replay_info.timerange_end"),
        ("Event definition type", "event_definition_type"),
        ("Origin", "origin_context"),
        ("Source IP", "fields.source_ip fields.src_ip"),
        ("Log source", f"{ORIGIN_DOCUMENT}.source"),
    ),
    shape=("event_definition_id", "event_definition_type"),
)
