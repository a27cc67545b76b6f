"""What every document of the Elastic Common Schema may hold (https://www.elastic.co/docs/reference/ecs)."""

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
from socdomain.sources.mapping import ScanField

_FILES = ("file", "process", "process.parent", "dll", "email.attachments.file", "threat.indicator.file")

# The addresses and names of the host itself (`host.ip`, `host.name`, `related.hosts`) are the asset's.
ECS_OBSERVABLES = observables(
    (ADDRESS, "source.ip destination.ip client.ip server.ip source.nat.ip destination.nat.ip related.ip"),
    (ADDRESS, "network.forwarded_ip dns.resolved_ip threat.indicator.ip"),
    (HOST, "source.address destination.address client.address server.address dns.answers.data"),
    (HOST, "source.domain destination.domain client.domain server.domain url.domain"),
    (DOMAIN, "dns.question.name tls.client.server_name threat.indicator.url.domain"),
    (URL, "url.full url.original http.request.referrer threat.indicator.url.full"),
    (EMAIL, "user.email email.from.address email.to.address email.cc.address email.bcc.address email.sender.address"),
    (EMAIL, "email.reply_to.address threat.indicator.email.address"),
    (USER, "user.name user.target.name user.effective.name user.changes.name source.user.name destination.user.name"),
    (USER, "client.user.name server.user.name related.user"),
    *((HASH, " ".join(under(f"{thing}.hash", "sha256 sha1 md5"))) for thing in _FILES),
    (HASH, "related.hash"),
    (FILE, "file.name file.path process.name process.executable process.parent.name process.parent.executable"),
    (FILE, "dll.name dll.path email.attachments.file.name"),
    (KEY, "registry.path registry.key"),
    (MAC, "source.mac destination.mac client.mac server.mac"),
    (CVE, "vulnerability.id"),
)

ECS_SCAN = tuple(
    ScanField(path)
    for path in (
        "message",
        "event.original",
        "process.command_line",
        "process.parent.command_line",
        "powershell.file.script_block_text",
        "winlog.event_data",
    )
)

# Findings of scanners: their texts are advice, with links to where it is from.
ECS_SCAN_UNLESS = ("vulnerability.id", "check.id", "check.name", "policy.file")

# Not `container.image.name`: the file name of what runs in it is often the same.
ECS_IDENTIFIERS = (
    *("container.id", "container.image.hash.all"),
    *("process.pe.imphash", "file.pe.imphash", "dll.pe.imphash", "process.entity_id"),
)

ECS_USERS = (
    "user.name",
    "user.target.name",
    "user.effective.name",
    "source.user.name",
    "client.user.name",
    "user.email",
)

ECS_CONTEXT = context(
    ("Category", "event.category"),
    ("Action", "event.action"),
    ("Outcome", "event.outcome"),
    ("Event code", "event.code"),
    ("Dataset", "event.dataset data_stream.dataset"),
    ("Host IP", "host.ip"),
    ("Operating system", "host.os.name"),
    ("Source IP", "source.ip client.ip source.address"),
    ("Source port", "source.port client.port"),
    ("Source country", "source.geo.country_name"),
    ("Destination IP", "destination.ip server.ip destination.address"),
    ("Destination port", "destination.port server.port"),
    ("Protocol", "network.protocol network.transport"),
    ("Process", "process.executable process.name"),
    ("Command line", "process.command_line"),
    ("Parent process", "process.parent.executable process.parent.name"),
    ("File", "file.path file.name"),
    ("Registry key", "registry.path"),
    ("URL", "url.full url.original"),
    ("User agent", "user_agent.original"),
    ("User id", "user.id"),
    ("Target user", "user.target.name"),
    ("Error", "error.message error.code"),
    ("Vulnerability", "vulnerability.id"),
    ("Package", "package.name"),
    ("Container", "container.name"),
    ("Container image", "container.image.name"),
    ("Cloud account", "cloud.account.id"),
    ("Cloud region", "cloud.region"),
)
