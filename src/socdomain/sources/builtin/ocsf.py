"""Events of the Open Cybersecurity Schema Framework: detection findings (class 2004), and the other classes too.

The attributes are those of https://schema.ocsf.io, 1.0 to 1.6; class 2001, Security Finding, came before 2004.
"""

from __future__ import annotations

from socdomain.sources.builtin.field_groups import (
    ADDRESS,
    CVE,
    DOMAIN,
    EMAIL,
    FILE,
    HASH,
    HOST,
    KEY,
    MAC,
    URL,
    USER,
    context,
    observables,
    under,
)
from socdomain.sources.mapping import CustomerField, HostFields, ScanField, SeverityField, SourceMapping
from socdomain.sources.normalised_event import CustomerClaim

# A finding holds what it was made of as `evidences`; other classes have the same attributes at the top.
_PLACES = ("", "evidences.")


def _at(paths: str) -> str:
    return " ".join(f"{place}{path}" for path in paths.split() for place in _PLACES)


# The name of an observable says where else in the event it stands, hence only what cannot be mistaken is taken here.
_UNMISTAKABLE = (*ADDRESS, *HASH, *MAC, *CVE, *URL, *EMAIL)

_OBSERVABLES = observables(
    (_UNMISTAKABLE, "observables.value"),
    (ADDRESS, _at("src_endpoint.ip dst_endpoint.ip src_endpoint.intermediate_ips proxy_endpoint.ip")),
    (HOST, _at("src_endpoint.hostname dst_endpoint.hostname src_endpoint.domain dst_endpoint.domain")),
    (HOST, _at("query.hostname url.hostname http_request.url.hostname answers.rdata")),
    (DOMAIN, _at("tls.sni")),
    (URL, _at("url.url_string http_request.url.url_string http_request.referrer file.url.url_string")),
    (USER, _at("actor.user.name user.name src_endpoint.owner.name")),
    (EMAIL, _at("actor.user.email_addr user.email_addr email.from email.to email.cc email.reply_to email.smtp_from")),
    (FILE, _at("file.name file.path process.name process.file.path process.file.name actor.process.name")),
    (FILE, _at("actor.process.file.path process.parent_process.file.path module.file.path email.files.name")),
    (HASH, _at("file.hashes.value process.file.hashes.value actor.process.file.hashes.value")),
    (HASH, _at("process.parent_process.file.hashes.value module.file.hashes.value email.files.hashes.value")),
    (HASH, "malware.files.hashes.value"),
    (KEY, _at("reg_key.path reg_value.path")),
    (MAC, _at("src_endpoint.mac dst_endpoint.mac")),
    (CVE, "vulnerabilities.cve.uid malware.cves.uid finding_info.related_cves"),
)

_SCAN = tuple(
    ScanField(path)
    for path in (
        *("message", "raw_data", "finding_info.desc"),
        *_at(
            "process.cmd_line actor.process.cmd_line process.parent_process.cmd_line script.script_content.value"
        ).split(),
        *("evidences.data", "unmapped"),
    )
)

OCSF = SourceMapping(
    name="ocsf",
    title=("finding_info.title", "finding.title", "message", "type_name", "class_name"),
    fallback_title="OCSF event",
    fallback_title_fields=("activity_name", "class_uid", "event.name"),
    description=("finding_info.desc", "finding.desc", "message", "status_detail", "raw_data"),
    severity=(SeverityField("severity_id", "ocsf_severity_id"), SeverityField("severity", "words")),
    time=(
        "time_dt",
        "time",
        "finding_info.last_seen_time",
        "finding_info.created_time",
        "finding.created_time",
        "metadata.logged_time",
        "@timestamp",
        "observedTimestamp",
    ),
    # A tenant's uid is the vendor's; it names a customer once that customer has it among its further codes.
    customer=(
        CustomerField("customer_code", CustomerClaim.NAMES),
        CustomerField("unmapped.customer_code", CustomerClaim.NAMES),
        CustomerField("metadata.tenant_uid", CustomerClaim.HINTS),
        CustomerField("tenant_uid", CustomerClaim.HINTS),
        CustomerField("cloud.org.uid", CustomerClaim.HINTS),
        CustomerField("cloud.account.uid", CustomerClaim.HINTS),
    ),
    index_name=("_index",),
    # Not `finding_info.uid`: an update of a finding has the same one.
    document_id=("_id", "metadata.uid"),
    host=HostFields(
        agent_ids=("device.uid",),
        agent_names=("device.hostname", "device.name"),
        # Of two endpoints the destination comes last: in most findings it is a server outside.
        names=(
            "evidences.device.hostname",
            "resources.hostname",
            "affected_code.device.hostname",
            "device.instance_uid",
            "src_endpoint.hostname",
            "dst_endpoint.hostname",
        ),
        addresses=(
            "device.ip",
            "dst_endpoint.ip",
            "src_endpoint.ip",
            "evidences.dst_endpoint.ip",
            "evidences.src_endpoint.ip",
        ),
    ),
    user=(
        "user.name",
        "actor.user.name",
        "evidences.actor.user.name",
        "evidences.user.name",
        "user.email_addr",
        "actor.user.email_addr",
        "user.uid",
        "actor.user.uid",
    ),
    observables=_OBSERVABLES,
    scan=_SCAN,
    rule_id=("finding_info.analytic.uid", "analytic.uid", "finding_info.analytic.name", "analytic.name"),
    techniques=(
        *under("finding_info.attacks", "technique.uid sub_technique.uid techniques.uid"),
        *under("attacks", "technique.uid sub_technique.uid techniques.uid"),
        "mitre_attack.technique.uid",
    ),
    context=context(
        ("Class", "class_name class_uid"),
        ("Activity", "activity_name type_name"),
        ("Status", "status status_code"),
        ("Disposition", "disposition"),
        ("Product", "metadata.product.name"),
        ("Vendor", "metadata.product.vendor_name"),
        ("Finding types", "finding_info.types finding.types"),
        ("Finding", "finding_info.uid finding.uid"),
        ("Confidence", "confidence confidence_id"),
        ("Risk", "risk_level risk_score"),
        ("Tactics", "finding_info.attacks.tactic.name finding_info.attacks.tactics.name attacks.tactics.name"),
        ("Malware", "malware.name"),
        ("Resources", "resources.name resources.uid"),
        ("Device IP", "device.ip"),
        ("Source IP", "src_endpoint.ip evidences.src_endpoint.ip"),
        ("Source port", "src_endpoint.port evidences.src_endpoint.port"),
        ("Destination IP", "dst_endpoint.ip evidences.dst_endpoint.ip"),
        ("Destination port", "dst_endpoint.port evidences.dst_endpoint.port"),
        ("Process", "process.file.path process.name evidences.process.file.path evidences.process.name"),
        ("Command line", "process.cmd_line evidences.process.cmd_line actor.process.cmd_line"),
        ("File", "file.path file.name evidences.file.path evidences.file.name"),
        ("Operation", "api.operation evidences.api.operation"),
        ("Cloud account", "cloud.account.uid"),
        ("Cloud region", "cloud.region"),
        ("Source URL", "finding_info.src_url"),
    ),
    shape=("class_uid",),
)
