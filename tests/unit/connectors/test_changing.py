"""Changing connectors: what stays, what is given anew, and what becomes of what was found."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from socdomain.connectors.catalogue import AskedField, FieldForm
from socdomain.connectors.connector import Connector, ConnectorTakenError, SecretsWantedError
from socdomain.connectors.secret_values import UnreadableSecretsError
from socdomain.connectors.verification import Outcome
from socdomain.errors import InvalidInputError, NotFoundError, SealBrokenError, StaleVersionError
from tests.builders import EVERYONE, a_connector
from tests.products import FIELDS, HOUND, PASSWORD, TOKEN, kinds_of
from tests.unit.connectors.rack import GIVEN, NOON, URL, Rack

ELSEWHERE = "https://elsewhere.example.org"
MASK = "********"


@pytest.fixture
def hound(rack: Rack) -> Connector:
    """A connector that works, as it is stored."""
    return rack.verify(rack.add())


def unchanged(rack: Rack, connector: Connector) -> None:
    assert rack.stored(connector) == connector
    assert rack.happened(connector) == ["added", "verified"]
    assert [action for action, _ in rack.audited()] == ["connector.added"]


def test_an_omitted_secret_stays_and_keeps_its_seal(rack: Rack, hound: Connector) -> None:
    changed_at = rack.later(minutes=5)
    changed = rack.change(hound, {"username": "other"})

    assert rack.stored(hound) == changed
    assert changed == evolve(
        hound, values={"url": URL, "username": "other"}, changed_at=changed_at, version=2, verification=None
    )
    assert rack.given(hound) == {**GIVEN, "username": "other"}


def test_a_secret_that_is_given_takes_the_place_of_the_other(rack: Rack, hound: Connector) -> None:
    changed = rack.change(hound, {"password": "another one"})
    assert rack.given(hound) == {**GIVEN, "password": "another one"}
    assert changed.secrets != hound.secrets
    assert (changed.version, changed.verification) == (2, None)


def test_a_field_may_be_emptied_where_it_is_optional(rack: Rack, hound: Connector) -> None:
    for nothing in (None, ""):
        rack.change(hound, {"username": nothing, "password": nothing, "token": TOKEN})
        assert rack.given(hound) == {"url": URL, "token": TOKEN}
        rack.change(hound, {"username": "watchfloor", "password": PASSWORD, "token": nothing})
        assert rack.given(hound) == GIVEN
    with pytest.raises(InvalidInputError) as refused:
        rack.change(hound, {"url": None})
    assert (refused.value.field, refused.value.reason) == ("values.url", "must be given")


def test_who_changes_where_it_leads_has_to_give_its_secrets_again(rack: Rack, hound: Connector) -> None:
    """Else whoever may change connectors, and not read their secrets, has them sent to a machine of their own."""
    for url in (ELSEWHERE, URL + "/x", URL.replace("https", "http"), URL.replace("55000", "55001")):
        with pytest.raises(SecretsWantedError) as wanted:
            rack.change(hound, {"url": url, "username": "other"}, name="Dog")
        assert wanted.value.fields == ("password",)
    unchanged(rack, hound)

    changed = rack.change(hound, {"url": ELSEWHERE, "password": PASSWORD})
    assert rack.given(hound) == {**GIVEN, "url": ELSEWHERE}
    assert changed.version == 2


def test_a_secret_that_goes_need_not_be_given_again(rack: Rack, hound: Connector) -> None:
    rack.change(hound, {"url": ELSEWHERE, "password": None, "token": TOKEN})
    assert rack.given(hound) == {"url": ELSEWHERE, "username": "watchfloor", "token": TOKEN}


def test_who_leads_a_connector_elsewhere_in_two_steps_has_gained_nothing(rack: Rack, hound: Connector) -> None:
    rack.change(hound, {"url": ELSEWHERE, "password": None})
    assert rack.given(hound) == {"url": ELSEWHERE, "username": "watchfloor"}
    assert rack.stored(hound).secrets == {}


def test_another_spelling_of_where_it_leads_is_no_change(rack: Rack, hound: Connector) -> None:
    rack.change(hound, {"url": URL + "/"})
    unchanged(rack, hound)


def test_what_may_be_reached_without_secrets_may_be_led_elsewhere(rack: Rack) -> None:
    connector = rack.add(values={"url": URL})
    assert rack.change(connector, {"url": ELSEWHERE}).values == {"url": ELSEWHERE}


def test_several_secrets_have_to_be_given_again_and_the_error_says_which(rack: Rack) -> None:
    fields = (*FIELDS[:1], AskedField("b", "B", is_secret=True), AskedField("a", "A", is_secret=True))
    rack.kinds = kinds_of(evolve(HOUND, fields=fields))
    connector = rack.add(values={"url": URL, "a": "secret-a", "b": "secret-b"})
    with pytest.raises(SecretsWantedError, match=r"a, b$") as wanted:
        rack.change(connector, {"url": ELSEWHERE})
    assert wanted.value.fields == ("a", "b")
    with pytest.raises(SecretsWantedError, match=r"b$"):
        rack.change(connector, {"url": ELSEWHERE, "a": "secret-a"})


def test_a_name_changes_nothing_about_what_was_found(rack: Rack, hound: Connector) -> None:
    changed_at = rack.later(minutes=1)
    changed = rack.change(hound, name="Dog")
    assert changed == evolve(hound, name="Dog", changed_at=changed_at, version=2)
    assert hound.is_verified
    assert rack.stored(hound).is_verified


def test_a_name_may_be_written_otherwise_and_not_be_anothers(rack: Rack, hound: Connector) -> None:
    rack.add("Other")
    assert rack.change(hound, name="HOUND").name == "HOUND"
    with pytest.raises(ConnectorTakenError):
        rack.change(hound, name="oTHER")
    with pytest.raises(InvalidInputError, match=r"^name: "):
        rack.change(hound, name=" ")


def test_whose_the_finds_of_organisations_are_is_given_whole(rack: Rack, hound: Connector) -> None:
    acme, globex = rack.customer(), rack.customer("Globex")
    changed = rack.change(hound, org_customers={"root": "acme", "O1": "GLOBEX"})
    assert changed.org_customers == {"root": acme.id, "O1": globex.id}
    # They say nothing of whether it works.
    assert (changed.verification, changed.version) == (hound.verification, 2)
    assert rack.change(hound, name="Dog").org_customers == changed.org_customers
    assert rack.change(hound, org_customers={"O1": "acme"}).org_customers == {"O1": acme.id}
    last = rack.history(hound)[-1].detail
    assert last["before"] == {"org_customers": {"O1": str(globex.id), "root": str(acme.id)}}
    assert last["after"] == {"org_customers": {"O1": str(acme.id)}}
    assert rack.change(hound, org_customers={}).org_customers == {}


@pytest.mark.parametrize(
    ("orgs", "error"),
    [
        ({"O1": "nobody"}, NotFoundError),
        ({"": "acme"}, InvalidInputError),
        ({" O1": "acme"}, InvalidInputError),
        ({"O\x001": "acme"}, InvalidInputError),
        ({"x" * 201: "acme"}, InvalidInputError),
        ({str(number): "acme" for number in range(1_001)}, InvalidInputError),
    ],
)
def test_an_organisation_of_nobody_or_without_a_name_is_refused(
    rack: Rack, hound: Connector, orgs: dict[str, str], error: type[Exception]
) -> None:
    rack.customer()
    with pytest.raises(error):
        rack.change(hound, org_customers=orgs)
    with pytest.raises(error):
        rack.add("another", org_customers=orgs)
    unchanged(rack, hound)


def test_a_customer_is_given_and_taken_away(rack: Rack, hound: Connector) -> None:
    acme = rack.customer()
    assert rack.change(hound, customer="acme").customer_id == acme.id
    assert rack.change(hound, name="Dog").customer_id == acme.id
    assert rack.change(hound, customer=None).customer_id is None
    with pytest.raises(NotFoundError, match="customer nobody"):
        rack.change(hound, customer="nobody")


NOTHING: list[tuple[dict[str, str | None], dict[str, Any]]] = [
    ({}, {}),
    ({}, {"name": "Hound"}),
    ({}, {"customer": None}),
    ({"url": URL, "username": "watchfloor"}, {}),
    ({"password": PASSWORD}, {}),
    ({"token": None, "ca": ""}, {}),
]


@pytest.mark.parametrize(("values", "to"), NOTHING, ids=ascii)
def test_no_change_is_none(rack: Rack, hound: Connector, values: dict[str, str | None], to: dict[str, Any]) -> None:
    rack.later(minutes=1)
    assert rack.change(hound, values, **to) == hound
    unchanged(rack, hound)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"nothing": "a"}, "nothing"),
        ({"nothing": None}, "nothing"),
        ({"url": "ftp://a"}, "url"),
        ({"password": "a\nb"}, "password"),
        ({"token": TOKEN}, "token"),
        ({"username": "a" * 4_097}, "username"),
    ],
    ids=["no field", "no field emptied", "no URL", "a line", "beside a password", "too long"],
)
def test_values_that_cannot_be_are_refused(
    rack: Rack, hound: Connector, values: dict[str, str | None], field: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        rack.change(hound, values)
    assert refused.value.field == f"values.{field}"
    unchanged(rack, hound)


def test_a_version_that_is_no_longer_is_refused_with_the_present_one(rack: Rack, hound: Connector) -> None:
    changed = rack.change(hound, {"username": "other"}, version=1)
    with pytest.raises(StaleVersionError) as stale:
        rack.change(hound, name="Dog", version=1)
    assert stale.value.present == changed
    assert rack.change(hound, name="Dog", version=2).version == 3


def test_what_there_is_not_is_not_found(rack: Rack) -> None:
    with pytest.raises(NotFoundError):
        rack.change(a_connector(), name="Dog")


def test_it_is_written_down_what_was_changed_and_which_secrets_were_given(rack: Rack, hound: Connector) -> None:
    rack.change(hound, {"username": "other", "password": "another one"}, name="Dog")
    rack.change(hound, {"password": "one more"})
    rack.change(hound, {"password": None})

    masked = {"url": URL, "username": "other", "password": MASK}
    told: list[dict[str, Any]] = [
        {
            "before": {"name": "Hound", "values": {"url": URL, "username": "watchfloor", "password": MASK}},
            "after": {"name": "Dog", "values": masked, "secrets_given": ["password"]},
        },
        {"before": {}, "after": {"secrets_given": ["password"]}},
        {"before": {"values": masked}, "after": {"values": {"url": URL, "username": "other"}}},
    ]
    entries = rack.history(hound)[2:]
    assert [(entry.happening, entry.version) for entry in entries] == [("changed", n) for n in (2, 3, 4)]
    assert [entry.detail for entry in entries] == told
    records = rack.platform.audit_records[1:]
    assert [(record.action, record.before, record.after) for record in records] == [
        ("connector.changed", one["before"], one["after"]) for one in told
    ]


def test_secrets_that_cannot_be_read_are_mended_by_giving_them_again(rack: Rack, hound: Connector) -> None:
    """As after the loss of a key; that is what whoever tries such a connector is told to do."""
    rack.break_seals(hound)
    with pytest.raises(UnreadableSecretsError):
        rack.given(hound)
    for values in ({"username": "other"}, {"url": ELSEWHERE}):
        with pytest.raises(InvalidInputError, match="give it again") as refused:
            rack.change(hound, values)
        assert refused.value.field == "values.password"

    changed = rack.change(hound, {"password": PASSWORD})
    assert (rack.given(hound), changed.version) == (GIVEN, 2)
    assert rack.history(hound)[-1].detail == {"before": {}, "after": {"secrets_given": ["password"]}}
    assert rack.verify(hound).is_verified


def test_a_secret_that_cannot_be_read_may_be_emptied(rack: Rack, hound: Connector) -> None:
    rack.break_seals(hound)
    rack.change(hound, {"password": None})
    assert rack.given(hound) == {"url": URL, "username": "watchfloor"}


def test_a_name_can_be_changed_whatever_became_of_the_secrets(rack: Rack, hound: Connector) -> None:
    rack.break_seals(hound)
    assert rack.change(hound, name="Dog").name == "Dog"


def test_a_secret_of_another_connector_cannot_be_moved_here(rack: Rack, hound: Connector) -> None:
    """Whoever writes into the database has it sent to where they say, unless a seal holds in its place alone."""
    other = rack.add("Other", {"url": ELSEWHERE, "password": "of another"})
    with rack.works(EVERYONE) as work:
        work.connectors.save(evolve(other, secrets=hound.secrets), expected_version=1)
        work.commit()
    with pytest.raises(UnreadableSecretsError) as told:
        rack.given(other)
    assert isinstance(told.value.__cause__, SealBrokenError)


def test_fields_that_a_kind_has_no_longer_stand_in_nobodys_way(rack: Rack, hound: Connector) -> None:
    """As after another version of a plugin; what was given for them goes at the next change."""
    kept = tuple(asked for asked in FIELDS if asked.name not in ("username", "password"))
    rack.kinds = kinds_of(evolve(HOUND, fields=kept))
    assert rack.change(hound, name="Dog").values == hound.values
    rack.change(hound, {"token": TOKEN})
    assert rack.given(hound) == {"url": URL, "token": TOKEN}


def test_a_field_that_is_new_and_has_to_be_given_is_asked_for(rack: Rack, hound: Connector) -> None:
    rack.kinds = kinds_of(evolve(HOUND, fields=(*FIELDS, AskedField("port", "Port", form=FieldForm.PORT))))
    with pytest.raises(InvalidInputError, match=r"^values\.port: must be given"):
        rack.change(hound, {"username": "other"})
    assert rack.change(hound, {"port": "443"}).values["port"] == "443"


def test_a_connector_whose_kind_is_gone_keeps_its_values_and_can_be_called_otherwise(
    rack: Rack, hound: Connector
) -> None:
    rack.kinds = kinds_of()
    with pytest.raises(NotFoundError, match="connector kind"):
        rack.change(hound, {"username": "other"})
    assert rack.change(hound, name="Dog").values == hound.values


def test_what_was_changed_is_found_anew(rack: Rack, hound: Connector) -> None:
    changed = rack.change(hound, {"password": "wrong one"})
    assert (changed.verification, changed.is_verified) == (None, False)
    again = rack.verify(hound)
    assert again.verification is not None
    assert again.verification.outcome is Outcome.REFUSED_CREDENTIALS
    assert again.verification.at == NOON


def test_others_stay_as_they_are(rack: Rack, hound: Connector) -> None:
    rack.change(rack.add("Other"), {"username": "other"}, name="Another")
    assert (rack.stored(hound), rack.happened(hound)) == (hound, ["added", "verified"])
