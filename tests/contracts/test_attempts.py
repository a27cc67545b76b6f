"""What every ``AttemptRepository`` does."""

from concurrent.futures import ThreadPoolExecutor

from socdomain.auth.attempts import FORGOTTEN_AFTER, OF_PAIR, none_yet
from tests.builders import EVERYONE, NOW, hours
from tests.contracts.backends import Works, committed

PAIR = "pair:1"


def test_there_are_none_at_first(works: Works) -> None:
    with works(EVERYONE) as work:
        assert work.attempts.for_change(PAIR, NOW) == none_yet(PAIR, NOW)


def test_attempts_come_back_as_they_were_saved(works: Works) -> None:
    attempts = none_yet(PAIR, NOW).after_another(NOW + hours(1), OF_PAIR)
    with committed(works) as work:
        work.attempts.for_change(PAIR, NOW)
        work.attempts.save(attempts)
    with works(EVERYONE) as work:
        assert work.attempts.for_change(PAIR, NOW + hours(2)) == attempts
        assert work.attempts.for_change("pair:2", NOW) == none_yet("pair:2", NOW)


def test_each_of_many_at_once_is_counted(works: Works) -> None:
    def count(_: int) -> None:
        with works(EVERYONE) as work:
            work.attempts.save(work.attempts.for_change(PAIR, NOW).after_another(NOW, OF_PAIR))
            work.commit()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(count, range(20)))
    with works(EVERYONE) as work:
        assert work.attempts.for_change(PAIR, NOW).count == 20


def test_those_that_count_no_longer_make_room(works: Works) -> None:
    much_later = NOW + FORGOTTEN_AFTER
    with committed(works) as work:
        for number in range(5):
            work.attempts.save(work.attempts.for_change(f"pair:{number}", NOW).after_another(NOW, OF_PAIR))
    with committed(works) as work:
        work.attempts.for_change("pair:new", much_later)
    with works(EVERYONE) as work:
        found = [work.attempts.for_change(f"pair:{number}", much_later) for number in range(5)]
    assert [attempts.after_another(much_later, OF_PAIR).count for attempts in found] == [1] * 5


def test_old_ones_are_removed_a_few_at_a_time(works: Works) -> None:
    times = [NOW + hours(number / 60) for number in range(4)]
    with committed(works) as work:
        for at in times:
            work.attempts.save(work.attempts.for_change(f"pair:{at}", at).after_another(at, OF_PAIR))
    with committed(works) as work:
        before = work.attempts.prune(NOW - hours(1), limit=5)
        assert (before, work.attempts.prune(times[2], limit=2)) == (0, 2)
        assert work.attempts.prune(times[2], limit=2) == 1
    with works(EVERYONE) as work:
        counts = [work.attempts.for_change(f"pair:{at}", times[3]).count for at in times]
    assert counts == [0, 0, 0, 1]
