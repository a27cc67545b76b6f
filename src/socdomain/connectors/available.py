"""What comes with the product: integrations that customers can have, and devices that send their logs."""

from __future__ import annotations

from typing import Final

from socdomain.connectors.catalogue import AskedField, CatalogueEntry, CatalogueKind

_TENANT: Final = AskedField("tenant_id", "Tenant ID", help="Directory (tenant) ID of the app registration in Entra ID.")
_APP: Final = AskedField("client_id", "Client ID", help="Application (client) ID of the app registration in Entra ID.")
_APP_SECRET: Final = AskedField(
    "client_secret", "Client secret", is_secret=True, help="Value of the client secret, not its ID."
)
_API_KEY: Final = AskedField("api_key", "API key", is_secret=True)
_BASE_URL: Final = AskedField("base_url", "Base URL", help="Where its API is, with https:// and without a path.")


def _integration(name: str, title: str, *fields: AskedField) -> CatalogueEntry:
    return CatalogueEntry(CatalogueKind.INTEGRATION, name, title, fields)


def _device(name: str, title: str, *fields: AskedField) -> CatalogueEntry:
    return CatalogueEntry(CatalogueKind.NETWORK_CONNECTOR, name, title, fields)


AVAILABLE_INTEGRATIONS: Final = (
    _integration(
        "Office365",
        "Microsoft 365",
        _TENANT,
        _APP,
        _APP_SECRET,
        AskedField("api_type", "API type", help="commercial, gcc or gcc-high."),
    ),
    _integration(
        "Mimecast",
        "Mimecast Email Security",
        _BASE_URL,
        AskedField("app_id", "Application ID"),
        AskedField("app_key", "Application key", is_secret=True),
        AskedField("email_address", "E-mail address", help="Of the account that the keys were made for."),
        AskedField("access_key", "Access key", is_secret=True),
        AskedField("secret_key", "Secret key", is_secret=True),
    ),
    _integration(
        "SAP SIEM",
        "SAP Customer Data Cloud",
        AskedField("api_domain", "API domain", help="Data centre of the site, such as eu1.gigya.com."),
        _API_KEY,
        AskedField("user_key", "User key"),
        AskedField("secret_key", "Secret key", is_secret=True),
    ),
    _integration(
        "Huntress",
        "Huntress",
        _API_KEY,
        AskedField("api_secret", "API secret", is_secret=True),
    ),
    _integration(
        "CarbonBlack",
        "Carbon Black Cloud",
        _BASE_URL,
        AskedField("org_key", "Organisation key"),
        AskedField("api_id", "API ID"),
        AskedField("api_key", "API secret key", is_secret=True),
    ),
    _integration(
        "Crowdstrike",
        "CrowdStrike Falcon",
        _BASE_URL,
        AskedField("client_id", "Client ID", help="Of an API client with the scopes for events and detections."),
        AskedField("client_secret", "Client secret", is_secret=True),
    ),
    _integration(
        "DUO",
        "Cisco Duo",
        AskedField("api_hostname", "API hostname", help="Such as api-xxxxxxxx.duosecurity.com."),
        AskedField("integration_key", "Integration key", help="Of an Admin API application."),
        AskedField("secret_key", "Secret key", is_secret=True),
    ),
    _integration(
        "Darktrace",
        "Darktrace",
        _BASE_URL,
        AskedField("public_token", "Public token"),
        AskedField("private_token", "Private token", is_secret=True),
    ),
    _integration("BitDefender", "Bitdefender GravityZone", _BASE_URL, _API_KEY),
    _integration("CATO", "Cato Networks", AskedField("account_id", "Account ID"), _API_KEY),
    _integration("DefenderForEndpoint", "Microsoft Defender for Endpoint", _TENANT, _APP, _APP_SECRET),
    _integration(
        "MDR forwarder",
        "MDR forwarder",
        _BASE_URL,
        AskedField("api_key", "API key", is_secret=True, help="As the provider who receives the alerts gave it."),
    ),
)

_SYSLOG: Final = (
    AskedField("syslog_host", "Sender's address", help="Address from which the device sends its syslog."),
    AskedField("syslog_port", "Syslog port", help="Port that the device is told to send to."),
    AskedField("syslog_protocol", "Syslog protocol", help="udp, tcp or tls."),
)

NETWORK_CONNECTORS: Final = (
    _device("Fortinet", "Fortinet FortiGate", *_SYSLOG),
    _device("Sonicwall", "SonicWall", *_SYSLOG),
    _device("Sentinelone", "SentinelOne", _BASE_URL, AskedField("api_token", "API token", is_secret=True)),
)
