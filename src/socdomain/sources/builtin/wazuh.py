"""Alerts of Wazuh 4, as its manager writes them and as Graylog flattens them.

The fields are those of the alerts' index template (wazuh-template.json of 4.14) and of the decoders that Wazuh ships.
"""

from __future__ import annotations

from socdomain.sources.builtin.field_groups import (
    ADDRESS,
    CVE,
    DOMAIN,
    EMAIL_OR_USER,
    FILE,
    HASH,
    HOST,
    KEY,
    KEY_OR_FILE,
    MAC,
    NOT_HASHES,
    URL,
    USER,
    context,
    observables,
    under,
)
from socdomain.sources.mapping import CustomerField, HostFields, ScanField, SeverityField, SourceMapping
from socdomain.sources.normalised_event import CustomerClaim

_WIN = "data.win.eventdata"
_GUARDDUTY = "data.aws.service.action"

_OBSERVABLES = observables(
    (ADDRESS, "data.srcip data.dstip data.src_ip data.dst_ip data.dest_ip data.audit.srcip data.office365.ClientIP"),
    (ADDRESS, "data.office365.ClientIPAddress data.office365.ActorIpAddress data.aws.sourceIPAddress"),
    (ADDRESS, "data.aws.source_ip_address data.aws.srcaddr data.aws.dstaddr data.gcp.jsonPayload.sourceIP"),
    (ADDRESS, "data.gcp.protoPayload.requestMetadata.callerIp data.ms-graph.actor.ipAddress"),
    (ADDRESS, f"{_WIN}.ipAddress {_WIN}.sourceIp {_WIN}.destinationIp {_WIN}.sourceAddress {_WIN}.destAddress"),
    (ADDRESS, f"{_GUARDDUTY}.networkConnectionAction.remoteIpDetails.ipAddressV4"),
    (ADDRESS, f"{_GUARDDUTY}.awsApiCallAction.remoteIpDetails.ipAddressV4"),
    (ADDRESS, f"{_GUARDDUTY}.portProbeAction.portProbeDetails.remoteIpDetails.ipAddressV4"),
    (HOST, f"{_WIN}.destinationHostname {_WIN}.sourceHostname {_WIN}.workstationName data.http.hostname"),
    # A web filter of FortiGate writes the site that was asked for here.
    (HOST, "data.hostname"),
    (DOMAIN, f"{_WIN}.queryName data.dns.query.rrname data.dns.rrname data.dns.question.name data.tls.sni"),
    (DOMAIN, "data.gcp.jsonPayload.queryName"),
    (URL, "data.url data.http.url data.http.http_refer"),
    (USER, f"data.srcuser data.dstuser {_WIN}.targetUserName {_WIN}.subjectUserName {_WIN}.user {_WIN}.sourceUser"),
    (USER, f"{_WIN}.targetUser data.user data.username data.audit.acct data.aws.userIdentity.userName"),
    (USER, "data.aws.resource.accessKeyDetails.userName data.github.actor syscheck.audit.user.name"),
    (USER, "syscheck.audit.login_user.name"),
    (EMAIL_OR_USER, "data.office365.UserId data.office365.MailboxOwnerUPN data.ms-graph.userPrincipalName"),
    (EMAIL_OR_USER, "data.ms-graph.actor.userPrincipalName data.ms-graph.emailAddress"),
    (EMAIL_OR_USER, "data.gcp.protoPayload.authenticationInfo.principalEmail"),
    (KEY_OR_FILE, "syscheck.path"),
    (KEY, f"{_WIN}.targetObject"),
    (FILE, f"{_WIN}.image {_WIN}.parentImage {_WIN}.originalFileName {_WIN}.targetFilename {_WIN}.imageLoaded"),
    (FILE, f"{_WIN}.newProcessName {_WIN}.parentProcessName {_WIN}.processName {_WIN}.callerProcessName"),
    (FILE, f"{_WIN}.sourceImage {_WIN}.targetImage data.file data.audit.exe data.audit.file.name"),
    (FILE, "data.virustotal.source.file data.YARA.scanned_file data.fileinfo.filename syscheck.audit.process.name"),
    (HASH, "syscheck.md5_after syscheck.sha1_after syscheck.sha256_after data.virustotal.source.md5"),
    (
        HASH,
        "data.virustotal.source.sha1 data.virustotal.sha1 data.fileinfo.md5 data.fileinfo.sha1 data.fileinfo.sha256",
    ),
    (MAC, "data.srcmac data.dstmac data.office365.DeviceMacAddress data.ms-graph.wiFiMacAddress"),
    (CVE, "data.vulnerability.cve rule.cve"),
)

# Lines and texts that hold anything; the rest of `data`, whose fields other people's decoders name, holds identifiers
# as well.
_SCAN = (
    *(ScanField(path) for path in ("full_log", "previous_output", "previous_log", "syscheck.diff", "data.command")),
    *(ScanField(path) for path in under(_WIN, "commandLine parentCommandLine hashes hash scriptBlockText payload")),
    *(
        ScanField(path)
        for path in under(_WIN, "contextInfo queryResults details imagePath serviceFileName destination")
    ),
    *(ScanField(path) for path in ("data.audit.execve", "data.extra_data")),
    ScanField("data", NOT_HASHES),
)

# Inventories list what a host has, agents of browsers hold version numbers, and of a Windows event `system` is its
# frame, with a message that repeats its data.
_SCAN_EXCEPT = (
    *under("data", "os hardware program netinfo hotfix integration"),
    "data.win.system",
    *under(_WIN, "processGuid parentProcessGuid sourceProcessGUID targetProcessGUID logonGuid utcTime fileVersion"),
    *under("data.virustotal", "permalink scan_date"),
    *under("data.aws", "log_info userAgent schemaVersion"),
    *under("data.ms-graph", "alertWebUrl incidentWebUrl"),
    *under("data.docker.Actor.Attributes", "org maintainer"),
    *("data.office365.UserAgent", "data.http.http_user_agent", "data.user_agent", "data.YARA.reference"),
)

_CONTEXT = context(
    ("Rule groups", "rule.groups"),
    ("Tactics", "rule.mitre.tactic"),
    ("Agent IP", "agent.ip"),
    ("Location", "location"),
    ("Decoder", "decoder.name"),
    ("Source IP", f"data.srcip data.src_ip {_WIN}.sourceIp {_WIN}.ipAddress data.aws.sourceIPAddress"),
    ("Source port", f"data.srcport data.src_port {_WIN}.sourcePort"),
    ("Source country", "GeoLocation.country_name"),
    ("Destination IP", f"data.dstip data.dest_ip {_WIN}.destinationIp"),
    ("Destination port", f"data.dstport data.dest_port {_WIN}.destinationPort"),
    ("Protocol", f"data.protocol data.proto {_WIN}.protocol"),
    ("Action", "data.action data.audit.command data.docker.Action data.aws.eventName data.office365.Operation"),
    ("Windows event", "data.win.system.eventID"),
    ("Channel", "data.win.system.channel"),
    ("Logon type", f"{_WIN}.logonType"),
    ("Process", f"{_WIN}.image {_WIN}.newProcessName {_WIN}.processName data.audit.exe"),
    ("Command line", f"{_WIN}.commandLine data.command"),
    ("Parent process", f"{_WIN}.parentImage {_WIN}.parentProcessName"),
    ("File", f"syscheck.path {_WIN}.targetFilename data.file data.audit.file.name"),
    ("File event", "syscheck.event"),
    ("Registry key", f"{_WIN}.targetObject"),
    ("Vulnerability", "data.vulnerability.cve"),
    ("Package", "data.vulnerability.package.name"),
    ("Container", "data.docker.Actor.Attributes.name"),
    ("Cloud account", "data.aws.accountId data.aws.recipientAccountId data.gcp.resource.labels.project_id"),
)

# Rules that report whatever another part or tool has found: alerts of Suricata (86601), vulnerabilities (23503-23506),
# findings of GuardDuty (80301-80305) and rootcheck (510), alerts of Microsoft Defender (99500-99515). Files are left
# out (a trojan replaces many at once, and VirusTotal is asked about each that changes), and so are checks of policies.
_FINGERPRINT = (
    "data.alert.signature_id",
    "data.vulnerability.cve",
    "data.vulnerability.package.name",
    "data.aws.type",
    "data.title",
    "data.ms-graph.title",
)

WAZUH = SourceMapping(
    name="wazuh",
    title=("rule.description",),
    fallback_title="Wazuh alert",
    fallback_title_fields=("decoder.name", "location"),
    description=(
        "full_log",
        "data.win.system.message",
        "data.aws.description",
        "data.ms-graph.description",
        "data.vulnerability.rationale",
        "data.vulnerability.title",
        "data.sca.check.description",
        "data.title",
        "previous_output",
        "message",
    ),
    severity=(SeverityField("rule.level", "wazuh_level"),),
    level=("rule.level",),
    # Graylog puts its own time of receipt into `timestamp` and the alert's into `timestamp_utc`.
    time=("timestamp_utc", "timestamp", "@timestamp", "predecoder.timestamp"),
    customer=(
        CustomerField("agent.labels.customer", CustomerClaim.NAMES),
        CustomerField("data.office365.OrganizationId", CustomerClaim.NAMES),
        CustomerField("customer_code", CustomerClaim.NAMES),
        CustomerField("cluster.node", CustomerClaim.HINTS),
    ),
    index_name=("_index",),
    document_id=("_id", "id", "gl2_message_id"),
    host=HostFields(
        agent_ids=("agent.id",),
        agent_names=("agent.name",),
        # 000 is the manager (https://documentation.wazuh.com, "agent_control"); 0 where a pipeline made a number of it.
        collector_ids=("000", "0"),
        names=(
            "data.win.system.computer",
            "predecoder.hostname",
            "data.system_name",
            "data.devname",
            "data.ms-graph.deviceName",
            "data.ms-graph.managedDeviceName",
            "data.gcp.jsonPayload.vmInstanceName",
            "data.aws.resource.instanceDetails.instanceId",
            # Last, since it may as well be the site that somebody visited.
            "data.hostname",
        ),
    ),
    user=(
        "data.srcuser",
        "data.dstuser",
        *under(_WIN, "targetUserName user subjectUserName sourceUser"),
        "data.user",
        "data.username",
        "data.office365.UserId",
        *under("data.aws", "userIdentity.userName userIdentity.arn resource.accessKeyDetails.userName"),
        "data.gcp.protoPayload.authenticationInfo.principalEmail",
        *under("data.ms-graph", "userPrincipalName actor.userPrincipalName"),
        "data.github.actor",
        "data.audit.acct",
        *under("syscheck.audit", "login_user.name user.name"),
    ),
    mailbox=("data.office365.MailboxOwnerUPN",),
    observables=_OBSERVABLES,
    scan=_SCAN,
    scan_except=_SCAN_EXCEPT,
    scan_unless=(
        *("data.vulnerability.cve", "data.vulnerability.title", "data.cis.benchmark", "data.cis.rule_title"),
        *("data.sca.type", "data.sca.policy_id", "data.oscap.check.id", "data.oscap.scan.id"),
    ),
    identifiers=("data.docker.id", "data.docker.Actor.ID", "data.docker.Actor.Attributes.container", "data.aws.id"),
    rule_id=("rule.id",),
    # A rule that passes on the alerts of a tool has none of its own; Emerging Threats and Microsoft name them.
    techniques=("rule.mitre.id", "data.alert.metadata.mitre_technique_id", "data.ms-graph.mitreTechniques"),
    fingerprint=_FINGERPRINT,
    context=_CONTEXT,
    shape=("rule.level", "rule.description"),
)
