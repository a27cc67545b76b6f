"""Tables of severity that a mapping can name instead of writing them out."""

from __future__ import annotations

from types import MappingProxyType

from socdomain.sources.mapping.severity_table import SeverityTable
from socdomain.sources.severity import Severity

# The words of OCSF's severity (https://schema.ocsf.io), and the spellings of them that tools use.
WORDS = SeverityTable(
    words=(
        ("informational", Severity.INFORMATIONAL),
        ("information", Severity.INFORMATIONAL),
        ("info", Severity.INFORMATIONAL),
        ("low", Severity.LOW),
        ("medium", Severity.MEDIUM),
        ("moderate", Severity.MEDIUM),
        ("high", Severity.HIGH),
        ("critical", Severity.CRITICAL),
        ("fatal", Severity.CRITICAL),
    )
)

# Wazuh 4 has levels 0 to 16 (https://documentation.wazuh.com/4.14/user-manual/ruleset/rules/rules-classification.html)
# and shows these bands itself. No level means Informational: what is worth an alert is at least Low.
WAZUH_LEVEL = SeverityTable(
    steps=((0, Severity.LOW), (7, Severity.MEDIUM), (12, Severity.HIGH), (15, Severity.CRITICAL))
)

# Suricata writes a rule's priority, 1 to 255, as severity; 1 is the highest. The shipped classification.config goes
# from 1 to 4, which Snort's manual names high, medium, low and very low. Critical is left to analysts: priority 1
# is also what a policy violation gets.
SURICATA_PRIORITY = SeverityTable(
    steps=((1, Severity.HIGH), (2, Severity.MEDIUM), (3, Severity.LOW), (4, Severity.INFORMATIONAL)), up_to=255
)

# Elastic's risk score: 21, 47, 73 and 99 are what its rules give to low, medium, high and critical, and end the bands
# that it shows (https://www.elastic.co/docs/solutions/security/detect-and-alert/common-rule-settings).
ELASTIC_RISK = SeverityTable(
    steps=((0, Severity.LOW), (22, Severity.MEDIUM), (48, Severity.HIGH), (74, Severity.CRITICAL)), up_to=100
)

# OCSF severity_id: 0 is Unknown, 99 Other, and 6, Fatal, is the one beyond Critical.
OCSF_SEVERITY_ID = SeverityTable(
    words=(
        ("1", Severity.INFORMATIONAL),
        ("2", Severity.LOW),
        ("3", Severity.MEDIUM),
        ("4", Severity.HIGH),
        ("5", Severity.CRITICAL),
        ("6", Severity.CRITICAL),
    )
)

# The words of syslog (RFC 5424 section 6.2.1) and of logging libraries. They say how much a program minds, not how
# dangerous it is, hence none of them is Critical.
LOG_LEVEL = SeverityTable(
    words=tuple(
        (word, severity)
        for severity, words in (
            (Severity.INFORMATIONAL, "trace debug verbose informational information info notice"),
            (Severity.LOW, "warning warn"),
            (Severity.MEDIUM, "error err"),
            (Severity.HIGH, "critical crit fatal alert emergency emerg panic"),
        )
        for word in words.split()
    )
)

NAMED_TABLES = MappingProxyType(
    {
        "words": WORDS,
        "wazuh_level": WAZUH_LEVEL,
        "suricata_priority": SURICATA_PRIORITY,
        "elastic_risk": ELASTIC_RISK,
        "ocsf_severity_id": OCSF_SEVERITY_ID,
        "log_level": LOG_LEVEL,
    }
)
