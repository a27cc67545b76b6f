"""What every ``RejectedEventRepository`` does."""

import pytest
from attrs import evolve

from socdomain.customers.customer import Customer
from socdomain.errors import OtherCustomerError
from socdomain.ids import CustomerId
from socdomain.principal import Reach
from socdomain.sources.ports import RejectedFilter
from socdomain.sources.rejected_event import SHOWN_BYTES, RejectedEvent, RejectReason, ShownRejectedEvent
from tests.builders import EVERYONE, IDS, NOW, a_rejected_event, hours
from tests.contracts.backends import Works, committed
from tests.contracts.lists import FIRST, walked

ALL = RejectedFilter()


def stored(works: Works, *events: RejectedEvent) -> None:
    with committed(works) as work:
        work.rejected_events.add_all(events)


def shown(works: Works, wanted: RejectedFilter = ALL, reach: Reach = EVERYONE) -> set[RejectedEvent]:
    """The whole documents of a page, of which the page itself shows what it should."""
    with works(EVERYONE) as work:
        page = work.rejected_events.page(wanted, FIRST, reach=reach).items
        whole = set(work.rejected_events.whole([event.id for event in page], reach=reach))
    assert set(map(ShownRejectedEvent.of, whole)) == set(page)
    return whole


@pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe{", b'{"half', b"long " * 50_000, b"x" * SHOWN_BYTES])
def test_a_document_comes_back_byte_for_byte(works: Works, acme: Customer, body: bytes) -> None:
    event = a_rejected_event(acme, body=body, reason=RejectReason.TRUNCATED, detail="after byte 6: Größe")
    stored(works, event)
    assert shown(works) == {event}


def test_a_document_without_a_customer_comes_back_without_one(works: Works) -> None:
    event = a_rejected_event(None)
    stored(works, event)
    assert shown(works) == {event}


def test_a_document_that_is_there_stays_as_it_is(works: Works, acme: Customer) -> None:
    event = a_rejected_event(acme)
    stored(works, event)
    stored(works, evolve(event, received_at=NOW + hours(1), sent_by="ben"), a_rejected_event(acme, sent_by="ben"))
    assert event in shown(works)
    assert len(shown(works)) == 2


def test_nothing_to_keep_is_no_error(works: Works) -> None:
    stored(works)
    assert shown(works) == set()


@pytest.mark.parametrize("link", ["customer_id", "sent_for"])
def test_a_document_of_a_customer_that_is_not_there_is_refused(works: Works, acme: Customer, link: str) -> None:
    with pytest.raises(OtherCustomerError):
        stored(works, a_rejected_event(acme, **{link: CustomerId(IDS.new())}))


def test_the_latest_received_come_first_and_each_once(works: Works, acme: Customer) -> None:
    events = [a_rejected_event(acme, received_at=NOW + hours(number // 3)) for number in range(10)]
    stored(works, *events)
    with works(EVERYONE) as work:
        read = walked(lambda page: work.rejected_events.page(ALL, page, reach=EVERYONE), limit=3)
    in_order = sorted(events, key=lambda event: (event.received_at, event.id), reverse=True)
    assert read == list(map(ShownRejectedEvent.of, in_order))


def test_what_is_out_of_reach_is_not_given_whole(works: Works, acme: Customer) -> None:
    event, nobodys = a_rejected_event(acme), a_rejected_event(None)
    stored(works, event, nobodys)
    with works(EVERYONE) as work:
        assert work.rejected_events.whole([event.id, nobodys.id], reach=Reach.only([acme.id])) == (event,)
        assert work.rejected_events.whole([], reach=EVERYONE) == ()


def test_each_filter_narrows(works: Works, acme: Customer) -> None:
    plain = a_rejected_event(acme)
    other_source = a_rejected_event(acme, source="suricata")
    other_reason = a_rejected_event(acme, reason=RejectReason.TOO_DEEP)
    stored(works, plain, other_source, other_reason)
    assert shown(works, RejectedFilter(source="suricata")) == {other_source}
    assert shown(works, RejectedFilter(reason=RejectReason.TOO_DEEP)) == {other_reason}
    assert shown(works, RejectedFilter(ids=frozenset({plain.id, other_reason.id}))) == {plain, other_reason}
    assert shown(works, RejectedFilter(ids=frozenset())) == set()
    assert shown(works, RejectedFilter(source="suricata", reason=RejectReason.TOO_DEEP)) == set()


def test_what_is_out_of_reach_does_not_exist(works: Works, acme: Customer, globex: Customer) -> None:
    ours, theirs, nobodys = a_rejected_event(acme), a_rejected_event(globex), a_rejected_event(None)
    stored(works, ours, theirs, nobodys)
    reach = Reach.only([acme.id])
    assert shown(works, reach=reach) == {ours}
    with committed(works) as work:
        assert work.rejected_events.counts(RejectedFilter(), reach=reach) == {RejectReason.NOT_JSON: 1}
        work.rejected_events.remove([ours.id, theirs.id, nobodys.id], reach=reach)
    assert shown(works) == {theirs, nobodys}


def test_a_document_without_a_customer_is_only_in_the_reach_of_everyone(works: Works, acme: Customer) -> None:
    event = a_rejected_event(None, sent_for=acme.id)
    stored(works, event)
    assert shown(works, reach=Reach.only([acme.id])) == set()
    with committed(works) as work:
        work.rejected_events.remove([event.id], reach=EVERYONE)
    assert shown(works) == set()


def test_documents_are_counted_by_reason(works: Works, acme: Customer, globex: Customer) -> None:
    deep = [a_rejected_event(customer, reason=RejectReason.TOO_DEEP) for customer in (acme, globex, None)]
    stored(works, a_rejected_event(acme), *deep)
    with works(EVERYONE) as work:
        assert work.rejected_events.counts(RejectedFilter(), reach=EVERYONE) == {
            RejectReason.NOT_JSON: 1,
            RejectReason.TOO_DEEP: 3,
        }
        assert work.rejected_events.counts(RejectedFilter(), reach=Reach.only([])) == {}


def test_documents_are_counted_by_source(works: Works, acme: Customer, globex: Customer) -> None:
    others = [a_rejected_event(customer, source="suricata") for customer in (acme, globex, None)]
    stored(works, a_rejected_event(acme), *others)
    with works(EVERYONE) as work:
        assert work.rejected_events.counts_by_source(RejectedFilter(), reach=EVERYONE) == {"wazuh": 1, "suricata": 3}
        assert work.rejected_events.counts_by_source(RejectedFilter(), reach=Reach.only([acme.id])) == {
            "wazuh": 1,
            "suricata": 1,
        }
        assert work.rejected_events.counts_by_source(RejectedFilter(), reach=Reach.only([])) == {}


def test_what_is_counted_is_what_is_wanted(works: Works, acme: Customer) -> None:
    deep = [a_rejected_event(acme, source=name, reason=RejectReason.TOO_DEEP) for name in ("wazuh", "suricata")]
    stored(works, a_rejected_event(acme), *deep)
    of_suricata, too_deep = RejectedFilter(source="suricata"), RejectedFilter(reason=RejectReason.TOO_DEEP)
    with works(EVERYONE) as work:
        assert work.rejected_events.counts(of_suricata, reach=EVERYONE) == {RejectReason.TOO_DEEP: 1}
        assert work.rejected_events.counts_by_source(too_deep, reach=EVERYONE) == {"wazuh": 1, "suricata": 1}
        assert work.rejected_events.counts(RejectedFilter(ids=frozenset()), reach=EVERYONE) == {}


def test_old_documents_are_removed_a_few_at_a_time(works: Works, acme: Customer, globex: Customer) -> None:
    old = [a_rejected_event(acme, received_at=NOW + hours(number), detail=str(number)) for number in range(3)]
    others = [a_rejected_event(None, received_at=NOW + hours(3)), a_rejected_event(globex, received_at=NOW)]
    stored(works, *old, *others)
    acme_alone = Reach.only([acme.id])
    with committed(works) as work:
        assert work.rejected_events.prune(NOW + hours(3), limit=2, reach=acme_alone) == 2
    assert shown(works) == {old[2], *others}
    with committed(works) as work:
        assert work.rejected_events.prune(NOW + hours(3), limit=2, reach=acme_alone) == 1
        assert work.rejected_events.prune(NOW + hours(3), limit=2, reach=acme_alone) == 0
    assert shown(works) == set(others)
    with committed(works) as work:
        assert work.rejected_events.prune(NOW + hours(3), limit=2, reach=EVERYONE) == 1
        assert work.rejected_events.prune(NOW + hours(4), limit=2, reach=EVERYONE) == 1
    assert shown(works) == set()
