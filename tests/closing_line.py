"""Sums up a run of nox in one line: `python -m tests.closing_line EXIT_CODE < LOG`.

Several sessions run pytest, and each closes with a line of its own; whoever reads only the last would not see that the
one before failed, nor that lint did. What failed without a test that failed counts as an error here.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable
from typing import Final

from attrs import define, field

_RUNNING: Final = re.compile(r"nox > Running session (\S+)")
_ENDED: Final = re.compile(r"nox > Session (\S+) (.+)")
_SUCCESS: Final = "was successful"
_CLOSING: Final = re.compile(r"(?:\d+ (?:passed|failed|errors?|skipped|deselected)\b|no tests ran).* in (\d+\.\d+)s\b")
_COUNT: Final = re.compile(r"(\d+) ([a-z]+)")
_ORDER: Final = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed", "warnings", "error")
"""As pytest has them; the two that have a plural are as below."""
_AS: Final = {"errors": "error", "warning": "warnings"}


@define
class Session:
    """A session of nox.

    Attributes:
        name: Its name.
        closing: The last closing line of pytest in it; empty where pytest did not run, or not to its end.
        is_bad: Whether it did not succeed, as far as the log says.
    """

    name: str
    closing: str = ""
    is_bad: bool = True

    @property
    def counts(self) -> Counter[str]:
        """How many tests had which outcome."""
        outcomes, _, _ = self.closing.rpartition(" in ")
        return Counter({_AS.get(word, word): int(count) for count, word in _COUNT.findall(outcomes)})

    @property
    def seconds(self) -> float:
        """How long pytest ran."""
        found = _CLOSING.search(self.closing)
        return float(found[1]) if found else 0.0


@define
class Log:
    """What nox has said.

    Attributes:
        sessions: Its sessions, in their order.
    """

    sessions: list[Session] = field(factory=list)

    def read(self, lines: Iterable[str]) -> None:
        """Reads a log."""
        for line in lines:
            if found := _RUNNING.match(line):
                self.sessions.append(Session(found[1]))
            elif self.sessions and (found := _ENDED.match(line)):
                self.sessions[-1].is_bad = not found[2].startswith(_SUCCESS)
            elif self.sessions and _CLOSING.search(line):
                self.sessions[-1].closing = line.strip().strip("= ")


def closing_line(lines: Iterable[str], exit_code: int) -> str:
    """Returns the line.

    Args:
        lines: The log of nox, with all that ran in it.
        exit_code: That of nox.
    """
    log = Log()
    log.read(lines)
    tested = [one for one in log.sessions if one.closing]
    counts = sum((one.counts for one in tested), Counter[str]())
    bad = [one for one in log.sessions if one.is_bad]
    counts["error"] += sum(1 for one in bad if not (one.counts["failed"] or one.counts["error"]))
    if exit_code and not (counts["failed"] or counts["error"]):
        counts["error"] = 1
    words = [f"{counts[word]} {word}{'s' * (word == 'error' and counts[word] > 1)}" for word in _ORDER if counts[word]]
    ran = ", ".join(one.name for one in tested) or "none"
    failed = f"; not successful: {', '.join(one.name for one in bad)}" if bad else ""
    seconds = sum(one.seconds for one in tested)
    return f"{', '.join(words) or 'no tests ran'} in {seconds:.2f}s (sessions with tests: {ran}{failed})"


if __name__ == "__main__":
    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]  # it is a file here
    print(closing_line(sys.stdin, int(sys.argv[1])))
