"""What entities may hold, for properties that store them."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from socdomain.agents.agent import Criticality
from socdomain.connectors.history import Happening
from socdomain.connectors.verification import Outcome, Verification
from socdomain.ids import CustomerId
from socdomain.incidents.event import JoinedBy
from socdomain.incidents.status import Status, Verdict
from socdomain.jobs.run import Attempt, Cause, RunStatus
from socdomain.jobs.timing import MOST_MINUTES, Cron, Every
from socdomain.principal import PrincipalKind, Reach
from socdomain.sealed import Sealed
from socdomain.sources.normalised_event import EventFlag
from socdomain.sources.rejected_event import RejectReason
from socdomain.sources.severity import Severity

# Reading documents drops NUL and halves of surrogate pairs, which PostgreSQL cannot keep.
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
texts = st.text(characters, max_size=80)
names = st.text(characters, min_size=1, max_size=80).filter(lambda text: text.strip() == text)
times = st.datetimes(datetime(1970, 1, 1), datetime(2261, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants bounds without a zone
counts = st.integers(0, 2**31 - 1)
severities = st.sampled_from(Severity)
digests = st.binary(min_size=32, max_size=32)
json_leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
json_values = st.recursive(
    json_leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)
)
mappings = st.dictionaries(texts, json_values, max_size=4)
reaches = st.none() | st.frozensets(st.uuids().map(CustomerId), max_size=3)
words = st.lists(names, max_size=4, unique=True).map(lambda found: tuple(sorted(found)))

alert_fields = st.fixed_dictionaries(
    {
        "source": names,
        "title": names,
        "description": texts,
        "rule_id": st.none() | texts,
        "techniques": words,
        "context": mappings,
        "asset_name": st.none() | texts,
        "opened_at": times,
        "recorded_at": times,
        "first_seen": times,
        "last_seen": times,
        "window_until": times,
        "takes_events": st.booleans(),
        "event_count": counts,
        "late_events": counts,
        "severity": severities,
        "severity_known": st.booleans(),
    }
)
decided_fields = st.fixed_dictionaries(
    {
        "severity_is_set": st.booleans(),
        "severity_raised": st.none() | severities,
        "new_assets_since": st.none() | times,
        "status": st.sampled_from(Status),
        "verdict": st.none() | st.sampled_from(Verdict),
        "verdict_reason": st.none() | texts,
        "assignee": st.none() | texts,
        "tags": words,
        "acted_at": st.none() | times,
        "closed_at": st.none() | times,
        "version": st.integers(1, 2**31 - 1),
    }
)
event_fields = st.fixed_dictionaries(
    {
        "digest": digests,
        "occurred_at": st.none() | times,
        "seen_at": times,
        "received_at": times,
        "severity": severities,
        "flags": st.lists(st.sampled_from(EventFlag), unique=True).map(tuple),
        "mapping_version": counts,
        "joined_by": st.sampled_from(JoinedBy),
        "deciding_fields": st.lists(st.tuples(texts, texts), max_size=4).map(tuple),
        "body": st.none() | st.binary(),
    }
)
case_fields = st.fixed_dictionaries(
    {
        "name": names,
        "description": texts,
        "severity": severities,
        "opened_at": times,
        "opened_by": texts,
        "changed_at": times,
        "status": st.sampled_from(Status),
        "assignee": st.none() | texts,
        "closed_at": st.none() | times,
        "version": st.integers(1, 2**31 - 1),
    }
)
rejected_event_fields = st.fixed_dictionaries(
    {
        "received_at": times,
        "source": texts,
        "instance": texts,
        "reason": st.sampled_from(RejectReason),
        "detail": texts,
        "sent_by": texts,
        "sent_within": reaches.map(Reach),
        "backfill": st.booleans(),
        "skip_minimum": st.booleans(),
    }
)
audit_record_fields = st.fixed_dictionaries(
    {
        "at": times,
        "by_id": st.uuids(),
        "by_name": texts,
        "by_kind": st.sampled_from(PrincipalKind),
        "by_role": texts,
        "by_address": texts,
        "action": texts,
        "object_type": texts,
        "object_id": texts,
        "before": st.none() | mappings,
        "after": st.none() | mappings,
    }
)

arguments = st.dictionaries(texts, st.none() | st.booleans() | st.integers(-(2**63), 2**63) | texts, max_size=4)
schedule_fields = st.fixed_dictionaries(
    {
        "timing": st.builds(Every, st.integers(1, MOST_MINUTES)) | st.builds(Cron, texts, texts),
        "counted_from": times,
        "next_due_at": st.none() | times,
        "created_at": times,
        "arguments": arguments,
        "is_builtin": st.booleans(),
        "last_success_at": st.none() | times,
        "last_error_at": st.none() | times,
        "last_error": texts,
        "version": st.integers(1, 2**31 - 1),
    }
)
attempts = st.builds(Attempt, texts, times, st.none() | times, st.none() | st.sampled_from(RunStatus), texts)
run_fields = st.fixed_dictionaries(
    {
        "job": names,
        "arguments": arguments,
        "cause": st.sampled_from(Cause),
        "by_id": st.none() | st.uuids(),
        "by_name": texts,
        "due_at": times,
        "ready_at": times,
        "status": st.sampled_from(RunStatus),
        "queued_at": st.none() | times,
        "ended_at": st.none() | times,
        "attempts": st.lists(attempts, max_size=3).map(tuple),
        "percent": st.integers(0, 100),
        "phrase": texts,
        "counts": st.dictionaries(texts, st.integers(0, 2**63), max_size=4),
        "note": texts,
        "version": st.integers(1, 2**31 - 1),
    }
)

verifications = st.builds(Verification, times, st.sampled_from(Outcome), texts, counts, texts)
connector_fields = st.fixed_dictionaries(
    {
        "kind": names,
        "values": st.dictionaries(texts, texts, max_size=4),
        "secrets": st.dictionaries(texts, texts.map(Sealed), max_size=4),
        "created_at": times,
        "changed_at": times,
        "is_enabled": st.booleans(),
        "verification": st.none() | verifications,
        "version": st.integers(1, 2**31 - 1),
    }
)
agent_fields = st.fixed_dictionaries(
    {
        "hostname": texts,
        "vendor_id": texts,
        "customer_is_set": st.booleans(),
        "os": texts,
        "os_family": texts,
        "address": texts,
        "agent_version": texts,
        "status": texts,
        "last_seen": st.none() | times,
        "groups": st.lists(texts, max_size=4).map(tuple),
        "labels": st.dictionaries(texts, texts, max_size=4),
        "org": texts,
        "created_at": times,
        "synced_at": times,
        "vanished_at": st.none() | times,
        "criticality": st.none() | st.sampled_from(Criticality),
        "note": texts,
        "version": st.integers(1, 2**31 - 1),
    }
)
connector_entry_fields = st.fixed_dictionaries(
    {
        "at": times,
        "by": texts,
        "happening": st.sampled_from(Happening),
        "version": st.integers(1, 2**31 - 1),
        "detail": mappings,
    }
)
