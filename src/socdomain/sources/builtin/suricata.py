"""Suricata's EVE records: alerts, and the other types too.

The fields are those of https://docs.suricata.io/en/latest/output/eve/eve-json-format.html.
"""

from __future__ import annotations

from socdomain.sources.builtin.field_groups import (
    ADDRESS,
    DOMAIN,
    EMAIL,
    FILE,
    HASH,
    HOST,
    MAC,
    URL,
    USER,
    context,
    observables,
)
from socdomain.sources.mapping import CustomerField, HostFields, SeverityField, SeverityTable, SourceMapping
from socdomain.sources.normalised_event import CustomerClaim
from socdomain.sources.severity import Severity

# Records of what passed by; an anomaly is a packet or a protocol that is not what it should be.
_RECORDS = (
    "arp bittorrent_dht dcerpc dhcp dnp3 dns doh2 drop enip fileinfo flow frame ftp ftp_data http http2 ike ikev2 krb5 "
    "ldap mdns metadata modbus mqtt netflow nfs packet pgsql pop3 quic rdp rfb sip smb smtp snmp ssh stats telnet tftp "
    "tls websocket"
)
_BY_EVENT_TYPE = SeverityTable(
    words=(*((record, Severity.INFORMATIONAL) for record in _RECORDS.split()), ("anomaly", Severity.LOW))
)

SURICATA = SourceMapping(
    name="suricata",
    title=("alert.signature",),
    fallback_title="Suricata event",
    fallback_title_fields=("anomaly.event", "event_type"),
    description=("alert.category", "anomaly.type"),
    severity=(SeverityField("alert.severity", "suricata_priority"), SeverityField("event_type", _BY_EVENT_TYPE)),
    # No level: a minimum level would keep the least severe, since 1 is the highest.
    time=("timestamp", "@timestamp", "flow.start"),
    customer=(
        CustomerField("customer_code", CustomerClaim.NAMES),
        CustomerField("tenant_id", CustomerClaim.HINTS),
        CustomerField("host", CustomerClaim.HINTS),
    ),
    index_name=("_index",),
    document_id=("_id",),
    # `host` is the sensor. The victim is what the rule calls the target, else the private end of the flow.
    host=HostFields(addresses=("alert.target.ip", "dest_ip", "src_ip")),
    user=("krb5.cname", "smb.ntlmssp.user", "rdp.cookie"),
    observables=observables(
        (ADDRESS, "src_ip dest_ip http.xff dns.grouped.A dns.grouped.AAAA dhcp.assigned_ip dhcp.client_ip"),
        (HOST, "dns.answers.rdata dns.rdata http.hostname dhcp.hostname"),
        (DOMAIN, "dns.rrname dns.query.rrname dns.queries.rrname dns.answers.rrname tls.sni quic.sni"),
        (URL, "http.url http.http_refer http.redirect email.url"),
        (EMAIL, "email.from email.to email.cc smtp.mail_from smtp.rcpt_to"),
        (USER, "krb5.cname smb.ntlmssp.user"),
        (FILE, "fileinfo.filename files.filename smb.filename ftp_data.filename tftp.file email.attachment"),
        (HASH, "fileinfo.sha256 fileinfo.sha1 fileinfo.md5 files.sha256 files.sha1 files.md5"),
        (MAC, "ether.src_mac ether.dest_mac ether.src_macs ether.dest_macs dhcp.client_mac arp.src_mac arp.dest_mac"),
    ),
    rule_id=("alert.signature_id",),
    # Emerging Threats tag their rules so.
    techniques=("alert.metadata.mitre_technique_id",),
    context=context(
        ("Event type", "event_type"),
        ("Category", "alert.category"),
        ("Action", "verdict.action alert.action"),
        ("Rule severity", "alert.metadata.signature_severity"),
        ("Malware family", "alert.metadata.malware_family"),
        ("Source IP", "src_ip"),
        ("Source port", "src_port"),
        ("Destination IP", "dest_ip"),
        ("Destination port", "dest_port"),
        ("Protocol", "proto"),
        ("Application protocol", "app_proto"),
        ("Direction", "direction"),
        ("Flow", "flow_id"),
        ("HTTP host", "http.hostname"),
        ("HTTP path", "http.url"),
        ("HTTP method", "http.http_method"),
        ("HTTP status", "http.status"),
        ("User agent", "http.http_user_agent"),
        ("Server name", "tls.sni quic.sni"),
        ("DNS name", "dns.rrname dns.query.rrname dns.queries.rrname"),
        ("File", "fileinfo.filename files.filename"),
        ("Sensor", "host"),
        ("Interface", "in_iface"),
    ),
    shape=("event_type", "timestamp"),
)
