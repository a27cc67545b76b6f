"""Settings are read whole, and what is wrong stops the program before it does anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url

from entrypoints.setting_rules import SettingsError
from entrypoints.settings import child_environment, load_settings


def test_a_variable_sets_what_it_names() -> None:
    settings = load_settings({"WATCHFLOOR_PORT": "9000", "WATCHFLOOR_DATA_DIR": "/srv/wf", "HOME": "/root"})

    assert (settings.port, settings.data_dir) == (9000, Path("/srv/wf"))
    assert settings.url == "sqlite:////srv/wf/watchfloor.db"


def test_the_command_line_goes_before_the_environment() -> None:
    assert load_settings({"WATCHFLOOR_PORT": "9000"}, port=9001).port == 9001
    assert load_settings({"WATCHFLOOR_PORT": "9000"}, port=None).port == 9000


def test_an_unknown_variable_is_an_error_with_the_nearest_name() -> None:
    with pytest.raises(SettingsError, match=r"WATCHFLOOR_DATABSE_URL .* did you mean WATCHFLOOR_DATABASE_URL"):
        load_settings({"WATCHFLOOR_DATABSE_URL": "x"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "none"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("DATABASE_POOL_SIZE", "0"),
        ("MAX_BODY_BYTES", "-1"),
        ("EVENT_RETENTION_DAYS", "36501"),
        ("JOB_MEMORY_MIB", "63"),
        ("JOB_MEMORY_MIB", "1048577"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_value_that_cannot_be_is_an_error(name: str, value: str) -> None:
    with pytest.raises(SettingsError):
        load_settings({f"WATCHFLOOR_{name}": value})


@pytest.mark.parametrize("value", ["hunter2", "http://:hunter2@h", "redis:", "redis:// :hunter2@h"])
def test_what_is_no_url_of_redis_is_refused_and_not_quoted(value: str) -> None:
    with pytest.raises(SettingsError, match=r"^WATCHFLOOR_REDIS_URL must begin with redis://") as refused:
        load_settings({"WATCHFLOOR_REDIS_URL": value})
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("redis://:hunter2/x@h:6379/0", "cannot be read"),
        ("redis://:hunter2#x@h:6379/0", "cannot be read"),
        ("redis://:hunter2@h:99999/0", "cannot be read"),
        ("redis://:hunter2@h:0/0", "cannot be read"),
        ("redis://:hunter2@[h/0", "cannot be read"),
        ("redis://:hunter2@h/0#x", "cannot be read"),
        ("redis://:hunter2@/0", "names no host"),
        ("redis://:hunter2@h/abc", "number of a database"),
        ("redis://:hunter2@h/1/2", "number of a database"),
        ("redis://:hunter2@h/-1", "number of a database"),
        ("redis://:hunter2@h/0?decode_responses=yes", "these options and no others: none"),
        ("redis://h/0?password=hunter2", "these options and no others: none"),
        ("redis://h/0?ssl_ca_certs=/hunter2", "these options and no others: none"),
        ("rediss://:hunter2@h/0?socket_timeout=99", "these options and no others: ssl_ca_certs, "),
        ("rediss://:hunter2@h/0?ssl_ca_certs=/not/there", "names no file by ssl_ca_certs"),
        ("rediss://:hunter2@h/0?ssl_cert_reqs=maybe", "a value of ssl_cert_reqs"),
        ("rediss://:hunter2@h/0?ssl_check_hostname=", "a value of ssl_check_hostname"),
        ("unix://?db=1", "must begin with|names no socket"),
        ("unix:///run/redis.sock?db=first", "a value of db"),
    ],
)
def test_what_a_client_of_redis_would_take_silently_or_fail_over_is_refused(value: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=rf"^WATCHFLOOR_REDIS_URL .*({reason})") as refused:
        load_settings({"WATCHFLOOR_REDIS_URL": value})
    assert "hunter2" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    "value",
    [
        "redis://h",
        "redis://h/",
        "redis://user:p%2Fq@h:6380/15",
        "redis://:p@[::1]:6380/1",
        f"rediss://:p@h/0?ssl_ca_certs={__file__}&ssl_check_hostname=false&ssl_cert_reqs=required",
        "unix:///run/redis.sock?db=3",
        "unix://user:p@/run/redis.sock",
    ],
)
def test_what_is_an_address_of_redis_is_taken(value: str) -> None:
    assert load_settings({"WATCHFLOOR_REDIS_URL": value}).redis_url == value


def test_a_child_gets_the_same_settings() -> None:
    urls = {"WATCHFLOOR_DATABASE_URL": "postgresql://u:p@h/n", "WATCHFLOOR_REDIS_URL": "rediss://:p@h:6380/1"}
    settings = load_settings({"WATCHFLOOR_PORT": "9000", **urls})

    assert load_settings({k: v for k, v in child_environment(settings).items() if k.startswith("WATCH")}) == settings


@pytest.mark.parametrize(
    ("name", "url"), [("DATABASE_URL", "postgresql://u:hunter2@h/n"), ("REDIS_URL", "redis://u:hunter2@h/0")]
)
def test_a_password_is_not_in_what_is_printed_of_settings(name: str, url: str) -> None:
    assert "hunter2" not in repr(load_settings({f"WATCHFLOOR_{name}": url}))


APART = {
    "WATCHFLOOR_DATABASE_URL": "postgresql://app:p@h/n",
    "WATCHFLOOR_OWNER_DATABASE_URL": "postgresql://owner:hunter2@h/n",
    "WATCHFLOOR_BOOTSTRAP_DATABASE_URL": "postgresql://postgres:hunter3@h/postgres",
}


def test_processes_that_serve_do_not_get_the_urls_that_prepare() -> None:
    """Whoever breaks into one of them must not find the owner's password there."""
    settings = load_settings(APART)
    told = load_settings({k: v for k, v in child_environment(settings).items() if k.startswith("WATCH")})

    assert told.database_url == settings.database_url
    assert (told.owner_database_url, told.bootstrap_database_url) == ("", "")
    assert "hunter" not in repr(settings)


@pytest.mark.parametrize(
    ("without", "named"),
    [("WATCHFLOOR_OWNER_DATABASE_URL", "BOOTSTRAP_DATABASE_URL"), ("WATCHFLOOR_DATABASE_URL", "OWNER_DATABASE_URL")],
)
def test_urls_of_one_database_are_given_together(without: str, named: str) -> None:
    with pytest.raises(SettingsError, match=f"^WATCHFLOOR_{named} needs"):
        load_settings({name: url for name, url in APART.items() if name != without})


@pytest.mark.parametrize("name", ["PORT", "DATABASE_POOL_SIZE", "MAX_BODY_BYTES", "EVENT_RETENTION_DAYS"])
def test_a_value_that_is_no_number_is_named(name: str) -> None:
    with pytest.raises(SettingsError, match=rf"^WATCHFLOOR_{name} must be a whole number, not 'abc'$"):
        load_settings({f"WATCHFLOOR_{name}": "abc"})


def test_an_empty_variable_counts_as_unset() -> None:
    empty = {"WATCHFLOOR_PORT": "", "WATCHFLOOR_DATA_DIR": "", "WATCHFLOOR_LOG_LEVEL": "", "WATCHFLOOR_NEVER_WAS": ""}

    assert load_settings(empty) == load_settings({})


def test_white_space_around_a_value_does_not_count() -> None:
    """A file of variables from Windows gives each a carriage return, which would be a part of the database's name."""
    variables = {"DATABASE_URL": "postgresql://u:p@h/n", "LOG_LEVEL": "debug", "DATA_DIR": "/srv/a b", "HOST": "h"}
    plain = {f"WATCHFLOOR_{name}": text for name, text in variables.items()}

    padded = {name: f" {text}\r" for name, text in plain.items()}

    assert load_settings({**padded, "WATCHFLOOR_PORT": " \r"}) == load_settings(plain)


@pytest.mark.parametrize("name", ["q?dir", "100%", "#1", "a b", "ü"])
def test_the_embedded_database_lies_in_the_folder_whatever_its_name(name: str) -> None:
    settings = load_settings({"WATCHFLOOR_DATA_DIR": f"/srv/{name}"})

    assert make_url(settings.url).database == f"/srv/{name}/watchfloor.db"
    assert settings.database_file == Path(f"/srv/{name}/watchfloor.db")


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:///a%20b.db", Path("a b.db")),
        ("sqlite:////srv/a.db", Path("/srv/a.db")),
        ("sqlite+pysqlite:///a.db", Path("a.db")),
        ("postgresql://u:p@h/d", None),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("sqlite:///a.db?uri=true", None),
    ],
)
def test_the_file_of_a_database_is_known_where_there_is_one(url: str, file: Path | None) -> None:
    assert load_settings({"WATCHFLOOR_DATABASE_URL": url}).database_file == file


S3 = {
    "WATCHFLOOR_S3_URL": "https://minio.example.org:9000",
    "WATCHFLOOR_S3_ACCESS_KEY": "watchfloor",
    "WATCHFLOOR_S3_SECRET_KEY": "hunter2",
}


def test_a_server_of_s3_is_taken_with_its_keys_and_handed_on_to_children() -> None:
    settings = load_settings(S3)
    assert (settings.s3_url, settings.s3_access_key, settings.s3_secret_key) == tuple(S3.values())
    assert "hunter2" not in repr(settings)
    assert load_settings(child_environment(settings)) == settings


@pytest.mark.parametrize("missing", S3)
def test_what_leads_to_s3_is_given_whole_or_not_at_all(missing: str) -> None:
    with pytest.raises(SettingsError, match="need each other") as refused:
        load_settings({name: value for name, value in S3.items() if name != missing})
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    "value",
    [
        "minio.example.org:9000",
        "ftp://minio.example.org",
        "https://",
        "https://:9000",
        "https://minio.example.org:0",
        "https://minio.example.org:99999",
        "https://[minio",
        "https://hunter2@minio.example.org",
        "https://a:hunter2@minio.example.org",
        "https://minio.example.org/bucket-hunter2",
        "https://minio.example.org?hunter2",
        "https://minio.example.org#hunter2",
    ],
)
def test_what_is_no_address_of_s3_is_refused_and_not_quoted(value: str) -> None:
    with pytest.raises(SettingsError, match=r"^WATCHFLOOR_S3_URL must be https://HOST") as refused:
        load_settings(S3 | {"WATCHFLOOR_S3_URL": value})
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("value", ["http://127.0.0.1:9000", "https://minio.example.org", "https://[::1]:9000/"])
def test_an_address_of_s3_is_taken(value: str) -> None:
    assert load_settings(S3 | {"WATCHFLOOR_S3_URL": value}).s3_url == value


def test_authorities_for_s3_are_a_file_for_tls(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("")
    with pytest.raises(SettingsError, match="names no file"):
        load_settings(S3 | {"WATCHFLOOR_S3_CA_FILE": str(tmp_path / "missing.pem")})
    given = {"WATCHFLOOR_S3_CA_FILE": str(tmp_path / "ca.pem")}
    assert load_settings(S3 | given).s3_ca_file == given["WATCHFLOOR_S3_CA_FILE"]
    with pytest.raises(SettingsError, match="begins with https://"):
        load_settings(S3 | given | {"WATCHFLOOR_S3_URL": "http://127.0.0.1:9000"})


def test_a_region_of_s3_is_one_word() -> None:
    assert load_settings(S3 | {"WATCHFLOOR_S3_REGION": "eu-west-1"}).s3_region == "eu-west-1"
    with pytest.raises(SettingsError, match="such as us-east-1"):
        load_settings(S3 | {"WATCHFLOOR_S3_REGION": "eu west"})
