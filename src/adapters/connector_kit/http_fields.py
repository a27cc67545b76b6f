"""What kinds ask for that are reached by HTTP; ``ClientKit.http`` reads it."""

from __future__ import annotations

from typing import Final

from socdomain.connectors.catalogue import AskedField, FieldForm

URL: Final = "url"
CA_CERTIFICATE: Final = "ca_certificate"
CERTIFICATE_SHA256: Final = "certificate_sha256"

# Whoever changes one of these decides who is sent the secrets.
TLS_FIELDS: Final = (
    AskedField(
        CA_CERTIFICATE,
        "CA certificate",
        help="PEM of the CA that signed its certificate, or of the certificate itself, where no public CA did.",
        form=FieldForm.FILE,
        is_optional=True,
        says_where=True,
    ),
    AskedField(
        CERTIFICATE_SHA256,
        "Certificate's SHA-256 fingerprint",
        help="64 hexadecimal digits; then this certificate alone is believed, whatever name and date it has.",
        is_optional=True,
        says_where=True,
    ),
)


def url_field(help: str) -> AskedField:  # noqa: A002  # as the field's own attribute
    """Returns the field for where a product's API is."""
    return AskedField(URL, "URL", help=help, form=FieldForm.URL, says_where=True)
