"""What the environment says about connectors."""

import pytest

from entrypoints.connector_values import ConnectorValues, given_connectors, refused_value, values_of
from socdomain.errors import InvalidInputError
from socdomain.startup.connect_given import GivenConnector
from tests.products import Kind

ENVIRON = {
    "WAZUH_INDEXER_URL": "https://indexer:9200",
    "WAZUH_INDEXER_USERNAME": "admin",
    "WAZUH_INDEXER_PASSWORD": "hunter2",
    "GRAYLOG_API_KEY": "hunter3",
    "SHODAN_API_KEY": "of somebody else",
}


def test_values_of_registered_kinds_alone_are_read() -> None:
    found = values_of([Kind("wazuh_indexer"), Kind("graylog"), Kind("velociraptor")], ENVIRON)

    assert found == {
        "wazuh_indexer": ConnectorValues("https://indexer:9200", "admin", "hunter2"),
        "graylog": ConnectorValues(api_key="hunter3"),
    }
    assert values_of([], ENVIRON) == {}


def test_secrets_are_not_in_what_is_printed() -> None:
    assert "hunter" not in repr(values_of([Kind("wazuh_indexer"), Kind("graylog")], ENVIRON))


def test_white_space_around_a_value_does_not_count() -> None:
    """Files of variables that were written on Windows have a carriage return after each."""
    found = values_of([Kind("graylog")], {"GRAYLOG_URL": " https://graylog:9000\r", "GRAYLOG_PASSWORD": " \r"})

    assert found == {"graylog": ConnectorValues("https://graylog:9000")}


def test_each_value_is_for_the_field_of_its_name() -> None:
    found = given_connectors(values_of([Kind("wazuh_indexer"), Kind("graylog")], ENVIRON))

    assert found == (
        GivenConnector("graylog", {"api_key": "hunter3"}),
        GivenConnector("wazuh_indexer", {"url": "https://indexer:9200", "username": "admin", "password": "hunter2"}),
    )


@pytest.mark.parametrize(
    ("field", "reason", "said"),
    [
        ("values.api_key", "must be a text", "GRAYLOG_API_KEY must be a text; no connector was made"),
        ("values.url", "a graylog has no url", "GRAYLOG_URL: a graylog has no url; no connector was made"),
        (
            "values.org",
            "must be given",
            "no variable gives a graylog its org, which must be given; no connector was made",
        ),
    ],
)
def test_a_refusal_names_the_variable(field: str, reason: str, said: str) -> None:
    assert refused_value("graylog", InvalidInputError(field, reason)) == said
