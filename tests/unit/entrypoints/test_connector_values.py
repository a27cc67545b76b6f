"""What the environment says about connectors."""

from entrypoints.connector_values import ConnectorValues, values_of
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
