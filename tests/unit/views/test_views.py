"""Saved views: one's own and shared, who may do what with them, and what is written down."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve, field, frozen

from socdomain.errors import (
    IdempotencyKeyReusedError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    StaleVersionError,
)
from socdomain.ids import ViewId
from socdomain.memory import CountingIds, FixedClock, MemoryPlatform
from socdomain.principal import Principal, PrincipalKind, Reach, Scope
from socdomain.views.change_view import ChangeView, ViewChange
from socdomain.views.queries import get_view, list_views
from socdomain.views.remove_view import RemoveView
from socdomain.views.save_view import NewView, SaveView
from socdomain.views.share_view import ShareView, Sharing
from socdomain.views.view import MOST_OWN, MOST_SHARED, EnoughViewsError, View, ViewTakenError
from tests.builders import EVERYONE, IDS, NOW, a_customer, a_once_key, a_principal, a_role, a_user

ACME, GLOBEX = a_customer("ACME", further_codes=("acme-cloud",)), a_customer("Globex")
READER = frozenset({Scope.ALERTS_READ})
ANALYST = READER | {Scope.ALERTS_WRITE}


@frozen
class Shelf:
    """A store with two customers, and what is done with views there."""

    platform: MemoryPlatform = field(factory=MemoryPlatform)
    clock: FixedClock = field(factory=lambda: FixedClock(NOW))
    ids: CountingIds = field(factory=CountingIds)

    def __attrs_post_init__(self) -> None:
        with self.platform.works()(EVERYONE) as work:
            work.roles.add(a_role())
            for customer in (ACME, GLOBEX):
                work.customers.add(customer)
            work.commit()

    def user(self, login: str, scopes: frozenset[Scope] = ANALYST, reach: Reach = EVERYONE) -> Principal:
        user = a_user(login)
        with self.platform.works()(EVERYONE) as work:
            work.users.add(user)
            work.commit()
        return a_principal(login, id=user.id, scopes=scopes, reach=reach)

    def save(self, by: Principal, name: str = "Mine", query: str = "status=OPEN", **more: Any) -> View:
        use_case = SaveView(self.platform.works(), self.clock, self.ids)
        return use_case.execute(NewView(name, query), by=by, **more)

    def share(
        self, view: View, by: Principal, customer: str | None = None, name: str | None = None, **more: Any
    ) -> View:
        use_case = ShareView(self.platform.works(), self.clock, self.ids)
        return use_case.execute(view.id, Sharing(customer, name), by=by, **more)

    def change(self, view: View, by: Principal, **change: Any) -> View:
        use_case = ChangeView(self.platform.works(), self.clock, self.ids)
        version = change.pop("expected_version", view.version)
        return use_case.execute(view.id, ViewChange(**change), expected_version=version, by=by)

    def remove(self, view: View, by: Principal, **more: Any) -> None:
        RemoveView(self.platform.works(), self.clock, self.ids).execute(view.id, by=by, **more)

    def listed(self, by: Principal) -> list[tuple[str, str | None, bool]]:
        listed = list_views(self.platform.works().reading(by.reach), by=by)
        return [(one.view.name, one.customer_code, one.may_change) for one in listed]

    def get(self, view: View, by: Principal) -> View:
        return get_view(self.platform.works().reading(by.reach), view.id, by=by).view

    def records(self) -> list[tuple[Any, ...]]:
        written = self.platform.audit_records
        return [(one.action, one.object_id, one.customer_id, one.before, one.after) for one in written]


@pytest.fixture
def shelf() -> Shelf:
    """A store without views."""
    return Shelf()


def test_a_view_keeps_a_filter_in_its_canonical_form(shelf: Shelf) -> None:
    anna = shelf.user("anna", READER)
    view = shelf.save(anna, " Mine ", "severity=High&status=OPEN&severity=Low")
    assert view == View(view.id, "Mine", "status=OPEN&severity=Low&severity=High", anna.id, "anna", NOW)
    assert shelf.get(view, anna) == view
    assert shelf.records() == []


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "a\nb", "a\x00b", "a\u202eb"])
def test_a_name_is_something_that_can_be_seen(shelf: Shelf, name: str) -> None:
    anna = shelf.user("anna")
    view = shelf.save(anna)
    with pytest.raises(InvalidInputError, match=r"^name: "):
        shelf.save(anna, name)
    with pytest.raises(InvalidInputError, match=r"^name: "):
        shelf.change(view, anna, name=name)


def test_a_view_stands_for_what_the_alert_list_takes(shelf: Shelf) -> None:
    anna = shelf.user("anna")
    view = shelf.save(anna)
    for query in ("cursor=abc", "severity=Awful", f"text={'x' * 2_000}"):
        with pytest.raises(InvalidInputError, match=r"^query: "):
            shelf.save(anna, "Other", query)
        with pytest.raises(InvalidInputError, match=r"^query: "):
            shelf.change(view, anna, query=query)
    assert shelf.listed(anna) == [("Mine", None, True)]


def test_a_name_is_one_views_among_ones_own_without_regard_to_case(shelf: Shelf) -> None:
    anna, bert = shelf.user("anna"), shelf.user("bert")
    shelf.save(anna, "Straße")
    shelf.save(bert, "Straße")
    other = shelf.save(anna, "Other")
    with pytest.raises(ViewTakenError, match="STRASSE"):
        shelf.save(anna, "STRASSE")
    with pytest.raises(ViewTakenError):
        shelf.change(other, anna, name="strasse")
    assert shelf.change(other, anna, name="OTHER").name == "OTHER"


def test_a_user_keeps_a_hundred_views_and_no_more(shelf: Shelf) -> None:
    anna = shelf.user("anna")
    views = [shelf.save(anna, f"View {number}") for number in range(MOST_OWN)]
    assert len(views) == 100
    with pytest.raises(EnoughViewsError, match="100"):
        shelf.save(anna, "One more")
    # What is there can still be changed.
    shelf.change(views[0], anna, query="")
    shelf.remove(views[0], anna)
    shelf.save(anna, "One more")


def test_two_hundred_views_are_shared_with_the_same_people_and_no_more(shelf: Shelf) -> None:
    anna = shelf.user("anna")
    view = shelf.save(anna)
    for number in range(MOST_SHARED):
        view = shelf.change(view, anna, name=f"View {number}")
        shelf.share(view, anna, "ACME")
    assert MOST_SHARED == 200
    view = shelf.change(view, anna, name="One more")
    with pytest.raises(EnoughViewsError, match="200"):
        shelf.share(view, anna, "ACME")
    shelf.share(view, anna, "Globex")
    shelf.share(view, anna)


def test_nobody_sees_what_is_another_users_own(shelf: Shelf) -> None:
    view = shelf.save(shelf.user("anna"))
    root = shelf.user("root", frozenset(Scope))
    assert shelf.listed(root) == []
    for reach_for in (shelf.get, shelf.change, shelf.remove, shelf.share):
        with pytest.raises(NotFoundError):
            reach_for(view, root)


def test_a_copy_is_shared_and_neither_follows_the_other(shelf: Shelf) -> None:
    anna = shelf.user("anna")
    own = shelf.change(shelf.save(anna), anna, query="tag=vip")
    shared = shelf.share(own, anna, "acme-cloud")
    assert (shared.name, shared.query, shared.customer_id, shared.version) == ("Mine", "tag=vip", ACME.id, 1)
    assert (shared.is_shared, shared.owner_id, shared.owner_name) == (True, anna.id, "anna")
    shelf.change(own, anna, name="Still mine")
    assert shelf.get(shared, anna) == shared
    shelf.remove(shared, anna)
    assert shelf.listed(anna) == [("Still mine", None, True)]


def test_what_is_shared_with_some_is_seen_by_them_and_can_be_shared_on(shelf: Shelf) -> None:
    anna = shelf.user("anna")
    of_acme, of_globex = (shelf.user(one.name, reach=Reach.only([one.id])) for one in (ACME, GLOBEX))
    shared = shelf.share(shelf.save(anna), anna, "ACME")
    assert shelf.listed(of_acme) == [("Mine", "ACME", False)]
    assert shelf.listed(of_globex) == []
    with pytest.raises(NotFoundError):
        shelf.get(shared, of_globex)
    again = shelf.share(shared, anna, "Globex")
    assert shelf.get(again, of_globex) == again
    with pytest.raises(ViewTakenError):
        shelf.share(shared, anna, "Globex")
    assert shelf.share(shared, anna, "Globex", " Theirs ").name == "Theirs"
    with pytest.raises(InvalidInputError):
        shelf.share(shared, anna, "Globex", "")


def test_what_is_shared_with_who_sees_everyone_is_seen_by_nobody_else(shelf: Shelf) -> None:
    anna, of_acme = shelf.user("anna"), shelf.user("acme", reach=Reach.only([ACME.id]))
    shared = shelf.share(shelf.save(anna), anna)
    assert shelf.listed(shelf.user("bert")) == [("Mine", None, False)]
    with pytest.raises(NotFoundError):
        shelf.get(shared, of_acme)
    with pytest.raises(NotAllowedError):
        shelf.share(shelf.save(of_acme), of_acme)
    with pytest.raises(NotFoundError):
        shelf.share(shelf.save(of_acme, "Other"), of_acme, "Globex")


def test_what_is_shared_with_a_customers_people_names_no_other_customer(shelf: Shelf) -> None:
    anna = shelf.user("anna")
    theirs = shelf.save(anna, "Theirs", "customer=GLOBEX")
    nobodys = shelf.save(anna, "Nobody's", "customer=nobody")
    for view in (theirs, nobodys):
        with pytest.raises(InvalidInputError) as refused:
            shelf.share(view, anna, "ACME")
        assert refused.value.field == "query"
        shelf.share(view, anna)
    shared = shelf.share(theirs, anna, "Globex")
    with pytest.raises(InvalidInputError):
        shelf.change(shared, anna, query="customer=ACME")
    ours = shelf.share(shelf.save(anna, "Ours", "customer=acme-cloud"), anna, "ACME")
    assert shelf.change(ours, anna, query="customer=acme&tag=vip").version == 2


def test_a_shared_view_is_changed_by_its_owner_or_by_who_looks_after_users(shelf: Shelf) -> None:
    anna, bert = shelf.user("anna"), shelf.user("bert")
    shared = shelf.share(shelf.save(anna), anna, "ACME")
    reader = evolve(anna, scopes=READER)
    keeper = shelf.user("root", ANALYST | {Scope.USERS_WRITE}, Reach.only([ACME.id]))
    reading_keeper = evolve(keeper, scopes=READER | {Scope.USERS_WRITE})
    for by, needed in ((bert, "users:write"), (reader, "alerts:write"), (reading_keeper, "alerts:write")):
        assert shelf.listed(by)[-1] == ("Mine", "ACME", False)
        for act in (lambda who: shelf.change(shared, who, name="Other"), lambda who: shelf.remove(shared, who)):
            with pytest.raises(NotAllowedError, match=needed):
                act(by)
    assert shelf.listed(keeper) == [("Mine", "ACME", True)]
    changed = shelf.change(shared, keeper, name="Kept")
    assert (changed.owner_name, changed.version) == ("anna", 2)
    shelf.remove(shelf.change(changed, anna, name="Again"), keeper)
    assert shelf.listed(keeper) == []


def test_a_change_is_of_the_version_that_was_seen_and_no_change_is_none(shelf: Shelf) -> None:
    anna = shelf.user("anna")
    view = shelf.save(anna)
    assert shelf.change(view, anna, name=" Mine ", query="status=OPEN") == view
    changed = shelf.change(view, anna, query="")
    for stale in (
        lambda: shelf.change(view, anna, name="Late"),
        lambda: shelf.remove(view, anna, expected_version=view.version),
    ):
        with pytest.raises(StaleVersionError) as refused:
            stale()
        assert refused.value.present == changed
    shelf.remove(changed, anna, expected_version=2)
    with pytest.raises(NotFoundError):
        shelf.remove(changed, anna)


def test_what_is_done_with_shared_views_is_written_down_and_nothing_of_ones_own(shelf: Shelf) -> None:
    anna = shelf.user("anna")
    own = shelf.save(anna)
    shared, everyones = shelf.share(own, anna, "ACME"), shelf.share(own, anna)
    shelf.change(own, anna, name="Own")
    shelf.remove(own, anna)
    changed = shelf.change(shared, anna, query="tag=vip")
    shelf.change(changed, anna)
    shelf.remove(everyones, anna)
    before, after = {"name": "Mine", "query": "status=OPEN"}, {"name": "Mine", "query": "tag=vip"}
    assert shelf.records() == [
        ("view.shared", str(shared.id), ACME.id, None, before),
        ("view.shared", str(everyones.id), None, None, before),
        ("view.changed", str(shared.id), ACME.id, before, after),
        ("view.removed", str(everyones.id), None, {**before, "owner": "anna"}, None),
    ]


def test_machines_keys_have_no_views_and_read_those_that_are_shared(shelf: Shelf) -> None:
    anna = shelf.user("anna")
    own = shelf.save(anna)
    shared = shelf.share(own, anna, "ACME")
    key = evolve(anna, kind=PrincipalKind.KEY, scopes=frozenset(Scope), id=a_principal().id)
    assert shelf.listed(key) == [("Mine", "ACME", False)]
    for act in (
        lambda: shelf.save(key),
        lambda: shelf.share(shared, key, "Globex"),
        lambda: shelf.change(shared, key, name="Other"),
        lambda: shelf.remove(shared, key),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_who_may_not_read_alerts_has_no_views_and_who_may_not_write_shares_none(shelf: Shelf) -> None:
    anna, blind = shelf.user("anna", READER), shelf.user("bert", frozenset(Scope) - READER)
    view = shelf.save(anna)
    with pytest.raises(NotAllowedError, match="alerts:write"):
        shelf.share(view, anna)
    for act in (shelf.save, shelf.listed):
        with pytest.raises(NotAllowedError, match="alerts:read"):
            act(blind)
    for use in (shelf.get, shelf.change, shelf.remove):
        with pytest.raises(NotAllowedError, match="alerts:read"):
            use(view, blind)


def test_own_views_come_first_then_the_shared_each_by_name(shelf: Shelf) -> None:
    anna, bert = shelf.user("anna"), shelf.user("bert")
    for name in ("beta", "Alpha", "Émile"):
        shelf.save(anna, name)
    for name in ("zeta", "Beta"):
        view = shelf.save(bert, name)
        for customer in ("Globex", None, "ACME"):
            shelf.share(view, bert, customer)
    beta, zeta = ([(name, code, False) for code in (None, "ACME", "Globex")] for name in ("Beta", "zeta"))
    assert shelf.listed(anna) == [("Alpha", None, True), ("beta", None, True), ("Émile", None, True), *beta, *zeta]


def test_what_is_sent_again_with_its_key_saves_and_shares_nothing_again(shelf: Shelf) -> None:
    anna = shelf.user("anna")
    saving, sharing = (a_once_key(name, principal_id=anna.id) for name in ("save", "share"))
    own = shelf.save(anna, once=saving)
    assert shelf.save(anna, once=saving) == own
    shared = shelf.share(own, anna, "ACME", once=sharing)
    assert shelf.share(own, anna, "ACME", once=sharing) == shared
    assert len(shelf.listed(anna)) == 2
    with pytest.raises(IdempotencyKeyReusedError):
        shelf.save(anna, "Other", once=evolve(saving, request_digest=b"\x02" * 32))
    # Whoever does not reach it any more is told nothing of it.
    with pytest.raises(NotFoundError):
        shelf.share(own, evolve(anna, reach=Reach.only([GLOBEX.id])), "ACME", once=sharing)


def test_a_view_that_is_not_there_is_not_found(shelf: Shelf) -> None:
    anna = shelf.user("anna")
    missing = evolve(shelf.save(anna), id=ViewId(IDS.new()))
    for use in (shelf.get, shelf.change, shelf.remove, shelf.share):
        with pytest.raises(NotFoundError):
            use(missing, anna)
