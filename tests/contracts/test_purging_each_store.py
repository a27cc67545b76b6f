"""Objects and uploads that no record has go from every ``ObjectStore``, and those that have one stay."""

from __future__ import annotations

from datetime import timedelta

from adapters.clock import SystemClock
from socdomain.artifacts.buckets import Buckets
from socdomain.artifacts.purge_orphans import PurgeOrphans
from socdomain.auth.local_principal import local_principal
from socdomain.memory import CountingIds, MemoryPlatform
from socdomain.object_store import ObjectStore
from tests.builders import EVERYONE, IDS, a_customer
from tests.contracts.object_stores import BUCKET, keys
from tests.contracts.test_artifacts import an_artifact

# Nothing here is old: what was put until a minute from now counts as if it were.
AT_ONCE = timedelta(minutes=-1)


def test_what_no_record_has_goes_and_the_rest_stays(store: ObjectStore) -> None:
    works, acme = MemoryPlatform().works(), a_customer()
    orphans = [f"{acme.id}/{IDS.new()}/lost {number}.bin".replace(" ", "-") for number in range(3)]
    kept, by_hand = an_artifact(acme, key=f"{acme.id}/{IDS.new()}/kept.bin"), "notes/by hand.txt"
    with works(EVERYONE) as work:
        work.customers.add(acme)
        work.artifacts.add(kept)
        work.commit()
    for key in (*orphans, kept.key, by_hand):
        store.put(BUCKET, key, [b"bytes"])
    upload = store.begin_upload(BUCKET, f"{IDS.new()}/{IDS.new()}/parts.bin")
    store.put_part(BUCKET, upload, 1, [b"part"])
    use_case = PurgeOrphans(works, store, SystemClock(), CountingIds(), Buckets())

    assert use_case.execute(by=local_principal("anna")).objects == 0, "nothing of it is old enough"
    done = use_case.execute(by=local_principal("anna"), grace=AT_ONCE)

    assert (done.listed, done.objects, done.bytes, done.foreign) == (5, 3, 15, 1)
    assert sorted(keys(store)) == sorted([kept.key, by_hand])
    assert list(store.uploads(BUCKET)) == []
