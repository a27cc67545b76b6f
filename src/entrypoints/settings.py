"""Settings of a process; the only place that reads the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from attrs import Attribute, field, fields, frozen

from entrypoints import setting_rules as rules
from entrypoints.connector_values import ConnectorValues, values_of
from entrypoints.given_keys import GivenKey, GivenKeyError, repeated, variables
from entrypoints.setting_rules import PREFIX, SECRET, SettingsError, parsed, variable
from socdomain.connectors.kind import ConnectorKind

GIBIBYTE = 1024**3
_SQLITE_FILE = re.compile(r"sqlite(?:\+pysqlite)?:///(?!:memory:$)([^?]+)")
_DERIVED = "derived"


def _lower(text: str) -> str:
    return text.lower()


def _default_data_dir() -> Path:
    try:
        home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    except RuntimeError as error:
        # A container's user may have a number, and neither a name nor a home.
        raise SettingsError(f"{PREFIX}DATA_DIR has to be set, since this user has no home folder") from error
    return Path(home) / "watchfloor"


@frozen
class Settings:
    """What one may decide about a process, each by the environment variable ``WATCHFLOOR_<NAME>``.

    Attributes:
        data_dir: Folder of the embedded database, of files and of generated keys; made with mode 0700.
        database_url: ``sqlite:///PATH`` or ``postgresql://USER:PASSWORD@HOST/NAME``, percent-encoded; empty: SQLite in
            the data folder.
        owner_database_url: The same PostgreSQL database as the role that owns its tables, for migrations alone; empty:
            that of ``database_url`` owns them.
        bootstrap_database_url: A role of the same server that may make databases and roles, with a database that is
            there, to make those of the two above; empty: they are there.
        redis_url: ``redis://``, ``rediss://`` or ``unix://`` of a Redis-compatible server that carries jobs to workers;
            empty: the one that comes along.
        database_pool_size: Connections of a process to the database, and so requests that it works on at a time.
        host: Address that the API listens on.
        port: Port that the API listens on, 1 to 65535.
        tls_certificate: File of the certificate, with those between it and its authority (PEM); empty: plain HTTP.
        tls_key: File of the certificate's private key (PEM).
        trusted_proxies: Addresses and networks, separated by commas, whose ``X-Forwarded-For`` and
            ``X-Forwarded-Proto`` are believed; empty: nobody's.
        allow_plain_http: Whether callers that are not on this machine may come without TLS.
        allowed_origins: Origins, separated by commas, whose pages may call the API from a browser; empty: none.
        max_body_bytes: The largest request body that intake reads.
        max_artifact_bytes: The largest file that is stored.
        max_customer_artifact_bytes: How much a customer may have stored, with files that are being sent by parts.
        least_free_disk_mib: Room that files leave on the disk, in MiB, where they are in the data folder.
        max_document_bytes: The largest document that becomes an event; larger ones are kept as rejected.
        event_retention_days: For how long the bytes of events are kept; the first and last of an alert always are.
        collect_overlap_minutes: How much of the time before collecting takes in once more: so late may a document show
            in an index and still be found at once; what is later is found within a day.
        audit_retention_days: For how long records of the audit log are kept, before `audit prune` removes them.
        job_memory_mib: Memory that a job may take beyond what its process has as it begins, in MiB.
        plugins: Packages of connectors to load, by the names of their entry points, separated by commas.
        connect_to_loopback: Whether connectors may lead to this machine itself, as simulators do.
        log_level: debug, info, warning or error.
        s3_url: ``https://HOST:PORT`` of a server that keeps files, MinIO or another one that speaks S3; empty: they are
            in the data folder.
        s3_access_key: Whom that server knows us as.
        s3_secret_key: What requests to it are signed with.
        s3_region: The region that the server is in; empty: us-east-1.
        s3_ca_file: File of the CAs that may have signed its certificate, and no others (PEM); empty: those that are
            known.
        bucket_copilot_cases: Name of the bucket for files of cases; this and the following ones all different.
        bucket_copilot_case_report_templates: Name of the bucket for templates of reports about cases.
        bucket_sysmon_configs: Name of the bucket for Sysmon's configurations.
        bucket_velociraptor_artifacts: Name of the bucket for what Velociraptor collects.
        bucket_incident_management_reports: Name of the bucket for reports that were made.
        bucket_audit_anchors: Name of the bucket for anchors of the audit log.
        keys: The keys that were given, by name; each by a variable of its own.
        origins: Where each setting comes from that is not at its default, by its variable.
    """

    data_dir: Path = field(factory=_default_data_dir, converter=Path)
    database_url: str = field(default="", repr=False)
    owner_database_url: str = field(default="", repr=False)
    bootstrap_database_url: str = field(default="", repr=False)
    redis_url: str = field(default="", repr=False, validator=rules.redis_url)
    database_pool_size: int = field(default=6, validator=rules.positive)
    host: str = "127.0.0.1"
    port: int = field(default=8080, validator=rules.port)
    tls_certificate: str = ""
    tls_key: str = ""
    trusted_proxies: str = field(default="", validator=rules.networks)
    allow_plain_http: bool = False
    allowed_origins: str = field(default="", validator=rules.origins)
    max_body_bytes: int = field(default=2 * GIBIBYTE, validator=rules.positive)
    max_artifact_bytes: int = field(default=20 * GIBIBYTE, validator=rules.positive)
    max_customer_artifact_bytes: int = field(default=1_024 * GIBIBYTE, validator=rules.positive)
    least_free_disk_mib: int = field(default=1_024, validator=rules.positive)
    max_document_bytes: int = field(default=1_048_576, validator=rules.positive)
    event_retention_days: int = field(default=365, validator=rules.days)
    collect_overlap_minutes: int = field(default=15, validator=rules.minutes)
    audit_retention_days: int = field(default=1_825, validator=rules.days)
    job_memory_mib: int = field(default=1_024, validator=rules.memory)
    plugins: str = ""
    connect_to_loopback: bool = False
    log_level: str = field(default="info", converter=_lower)
    s3_url: str = field(default="", validator=rules.s3_url)
    s3_access_key: str = ""
    s3_secret_key: str = field(default="", repr=False, metadata={SECRET: True})
    s3_region: str = field(default="", validator=rules.s3_region)
    s3_ca_file: str = field(default="", validator=rules.ca_file)
    bucket_copilot_cases: str = field(default="copilot-cases", validator=rules.bucket)
    bucket_copilot_case_report_templates: str = field(default="copilot-case-report-templates", validator=rules.bucket)
    bucket_sysmon_configs: str = field(default="sysmon-configs", validator=rules.bucket)
    bucket_velociraptor_artifacts: str = field(default="velociraptor-artifacts", validator=rules.bucket)
    bucket_incident_management_reports: str = field(default="incident-management-reports", validator=rules.bucket)
    bucket_audit_anchors: str = field(default="audit-anchors", validator=rules.bucket)
    keys: Mapping[str, GivenKey] = field(factory=dict, repr=False, metadata={_DERIVED: True})
    origins: Mapping[str, str] = field(factory=dict, repr=False, eq=False, metadata={_DERIVED: True})

    def __attrs_post_init__(self) -> None:
        if self.log_level not in ("debug", "info", "warning", "error"):
            raise SettingsError(f"{PREFIX}LOG_LEVEL must be debug, info, warning or error, not {self.log_level!r}")
        if bool(self.tls_certificate) != bool(self.tls_key):
            raise SettingsError(f"{PREFIX}TLS_CERTIFICATE and {PREFIX}TLS_KEY need each other")
        if self.bootstrap_database_url and not self.owner_database_url:
            raise SettingsError(f"{PREFIX}BOOTSTRAP_DATABASE_URL needs {PREFIX}OWNER_DATABASE_URL beside it")
        if self.owner_database_url and self.is_embedded:
            raise SettingsError(f"{PREFIX}OWNER_DATABASE_URL needs a {PREFIX}DATABASE_URL of the same database")
        rules.check_s3(self.s3_url, self.s3_access_key, self.s3_secret_key, self.s3_ca_file)
        if len(set(self.buckets)) < len(self.buckets):
            raise SettingsError(f"{PREFIX}BUCKET_... must be a different name for each bucket")

    @property
    def buckets(self) -> tuple[str, ...]:
        """Names of the buckets that files are kept in."""
        return tuple(getattr(self, one.name) for one in setting_fields() if one.name.startswith("bucket_"))

    @property
    def url(self) -> str:
        """The database that is used."""
        # In a URL a question mark ends the path, and a percent sign begins an escape.
        return self.database_url or f"sqlite:///{quote(str(self.data_dir / 'watchfloor.db'))}"

    @property
    def queue_folder(self) -> Path:
        """The folder of the embedded Redis-compatible server."""
        return self.data_dir / "queue"

    @property
    def key_folder(self) -> Path:
        """The folder of key files."""
        return self.data_dir / "keys"

    @property
    def is_embedded(self) -> bool:
        """Whether the database is the one that the program brings along."""
        return self.url.startswith("sqlite")

    @property
    def database_file(self) -> Path | None:
        """The file of an embedded database; None where a server keeps it, or the URL cannot be."""
        found = _SQLITE_FILE.fullmatch(self.url)
        return Path(unquote(found[1])) if found else None


def setting_fields() -> tuple[Attribute[Any], ...]:
    """Returns the settings that have a variable each; those of keys are apart."""
    return tuple(attribute for attribute in fields(Settings) if not attribute.metadata.get(_DERIVED))


def load_settings(environ: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Reads the settings, whole: one that is wrong stops the program before it does anything.

    An empty variable counts as unset, since files of variables can often not leave one out. White space around a value
    does not count, nor the carriage returns of a file that was written on Windows.

    Args:
        environ: The environment; the process's own where None.
        **given: Settings that the command line gave, which go first; None means not given.

    Raises:
        SettingsError: A variable with our prefix is not a setting, or has a value that it cannot have.
    """
    environ = os.environ if environ is None else environ
    known = {variable(attribute): attribute for attribute in setting_fields()}
    keys = {PREFIX + name: key for name, key in variables().items()}
    stripped = {name: text.strip() for name, text in environ.items() if name.startswith(PREFIX)}
    found = {name: text for name, text in stripped.items() if text}
    for name in found:
        if name not in known and name not in keys:
            close = get_close_matches(name, [*known, *keys], n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise SettingsError(f"{name} is not a setting{hint}")
    values = {known[name].name: parsed(known[name], text) for name, text in found.items() if name in known}
    commanded = {name: value for name, value in given.items() if value is not None}
    origins = dict.fromkeys(found, "environment") | {PREFIX + name.upper(): "command line" for name in commanded}
    return Settings(**values | commanded, keys=_keys(found), origins=origins)


def _keys(found: Mapping[str, str]) -> dict[str, GivenKey]:
    """Returns the keys that variables give, once each has been looked at."""
    given: dict[str, GivenKey] = {}
    read: dict[str, bytes] = {}
    for name, (key, is_file) in variables().items():
        if text := found.get(PREFIX + name):
            if key in given:
                raise SettingsError(f"{PREFIX}{name} gives a key that another variable gives too")
            given[key] = GivenKey(file=Path(text)) if is_file else GivenKey(text)
            try:
                read[key] = given[key].read()
            except GivenKeyError as error:
                raise SettingsError(f"{PREFIX}{name} {error}") from error
    if same := repeated(read):
        raise SettingsError(f"the keys {same[0]} and {same[1]} are the same; each must be one of its own")
    return given


_FOR_PREPARING = ("owner_database_url", "bootstrap_database_url")


def child_environment(settings: Settings) -> dict[str, str]:
    """Returns the environment for a process that is to have the same settings, but for what prepares the platform."""
    own = {variable(attribute): str(getattr(settings, attribute.name)) for attribute in setting_fields()}
    own |= {PREFIX + name.upper(): "" for name in _FOR_PREPARING}
    for name, (key, is_file) in variables().items():
        given = settings.keys.get(key, GivenKey())
        # Empty where it is not given so: what is set by chance in this process must not come in beside it.
        own[PREFIX + name] = str(given.file or "") if is_file else given.text
    return {**os.environ, **own}


def connector_values(kinds: Iterable[ConnectorKind]) -> dict[str, ConnectorValues]:
    """Returns what this process's environment says about connectors; see ``values_of``."""
    return values_of(kinds, os.environ)
