"""Finds every mapped field of a document in one walk over it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from socdomain.sources.mapping.checks import LONGEST_PATH

_Segments = tuple[str, ...]
_Action = tuple[str, int]
_Wanted = frozenset[tuple[_Segments, _Action]]
_NO_SCAN = -1
_MOST_KEYS = 4096


class Several(list[Any]):
    """The values of a field that a document has more than once."""


class Found(NamedTuple):
    """What was found in a document.

    Attributes:
        values: The value of each slot; None where there is none, ``Several`` where there are more than one.
        marked: The mark and the value of each marked field, by depth and then in the document's order.
        texts: For each list to scan, the texts that belong to it, in the same order.
    """

    values: list[Any]
    marked: list[tuple[str, Any]]
    texts: list[list[str]]


# What to do with the value of one key: the slots that it goes to, the mark that it is collected under (empty for
# none), the list of texts that a text here belongs to (-1 for none), and how to go on where it is an object. A plain
# tuple, since one is taken apart for every key of every document.
_Step = tuple[tuple[int, ...], str, int, "_Level | None"]


class _Level:
    """The keys of one object that lead somewhere, and what to do with the others."""

    __slots__ = ("other", "steps")

    def __init__(self, other: _Step | None = None) -> None:
        self.steps: dict[str, _Step] = {}
        self.other = other


class FieldReader:
    """Reads many paths at once.

    A path ``a.b.c`` is found in nested objects, under the key ``"a.b.c"`` of one object and under ``"a_b_c"``, which
    is how Graylog flattens; any part of it may be joined, so that mixed documents work. All these spellings are keys
    of the same table, hence a flattened document costs no more than a nested one. Elements of lists are looked
    through. What a document has many times over (once nested and once flattened, say) is found each time.

    Args:
        fields: The path for each slot, by position; a path may have several slots.
        marks: Paths of fields that are collected, with the mark to collect them under.
        scans: Paths of texts and of objects whose texts are wanted, with the list that they belong to (from 0).
        not_scanned: Paths of texts and objects within them that are left out. A marked field is left out as well,
            unless it is in ``scans`` itself.
    """

    def __init__(
        self,
        fields: Iterable[str],
        *,
        marks: Mapping[str, str] | None = None,
        scans: Mapping[str, int] | None = None,
        not_scanned: Collection[str] = (),
    ) -> None:
        paths = tuple(fields)
        self._slot_count = len(paths)
        self._marks = tuple((marks or {}).values())
        self._scan_count = max((scans or {}).values(), default=_NO_SCAN) + 1
        wanted = _actions("slot", zip(paths, range(len(paths)), strict=True))
        wanted |= _actions("mark", zip(marks or (), range(len(self._marks)), strict=True))
        wanted |= _actions("scan", (scans or {}).items())
        wanted |= _actions("leave", ((path, 0) for path in not_scanned))
        self._everything = [_everything_below(scan) for scan in range(self._scan_count)]
        self._levels: dict[tuple[_Wanted, int], _Level] = {}
        self._root = self._level(wanted, _NO_SCAN)
        self._flattened = self._flattened_scans(scans or {}, not_scanned)
        # The keys of flattened documents are few, and the same in each.
        self._step_of_flattened = lru_cache(maxsize=_MOST_KEYS)(self._find_flattened)

    def read(self, document: Mapping[str, Any]) -> Found:
        """Walks once over any JSON object as ``json.loads`` returns it, however deep."""
        values: list[Any] = [None] * self._slot_count
        marked: list[tuple[str, Any]] = []
        texts: list[list[str]] = [[] for _ in range(self._scan_count)]
        root = self._root
        todo: list[tuple[_Level, Mapping[str, Any]]] = [(root, document)]
        for level, node in todo:
            step_of = level.steps.get
            other = level.other
            for key, value in node.items():
                step = step_of(key, other)
                if step is None:
                    if level is not root or len(key) > LONGEST_PATH:
                        continue
                    step = self._step_of_flattened(key)
                    if step is None:
                        continue
                slots, mark, scan, below = step
                kind = type(value)
                if kind is str:
                    if scan >= 0:
                        texts[scan].append(value)
                elif kind is dict:
                    if below is not None:
                        todo.append((below, value))
                elif kind is list:
                    _look_through(value, scan, below, todo, texts)
                elif value is None:
                    continue
                if mark:
                    marked.append((mark, value))
                if slots:
                    for slot in slots:
                        if values[slot] is None:
                            values[slot] = value
                        else:
                            _add(values, slot, value)
        return Found(values, marked, texts)

    def _flattened_scans(
        self, scans: Mapping[str, int], not_scanned: Collection[str]
    ) -> tuple[tuple[str, _Step | None], ...]:
        """Returns what the keys begin with that a flattened object to scan leaves, the longest first."""
        steps = {**{path: self._everything[scan] for path, scan in scans.items()}, **dict.fromkeys(not_scanned)}
        joined = ((path.replace(".", joint) + joint, step) for path, step in steps.items() for joint in "._")
        return tuple(sorted(joined, key=lambda entry: -len(entry[0])))

    def _find_flattened(self, key: str) -> _Step | None:
        return next((step for beginning, step in self._flattened if key.startswith(beginning)), None)

    def _level(self, wanted: _Wanted, scan: int) -> _Level:
        known = self._levels.get((wanted, scan))
        if known is not None:
            return known
        level = _Level(self._everything[scan] if scan >= 0 else None)
        self._levels[wanted, scan] = level
        by_key: dict[str, set[tuple[_Segments, _Action]]] = {}
        for segments, action in wanted:
            for key, rest in _spellings(segments):
                by_key.setdefault(key, set()).add((rest, action))
        for key, found in by_key.items():
            level.steps[key] = self._step(found, scan)
        return level

    def _step(self, found: set[tuple[_Segments, _Action]], scan: int) -> _Step:
        here = sorted((action for rest, action in found if not rest), reverse=True)
        numbers = dict(here)
        slots = tuple(sorted(number for kind, number in here if kind == "slot"))
        mark = self._marks[numbers["mark"]] if "mark" in numbers else ""
        scan_below = numbers.get("scan", _NO_SCAN if "leave" in numbers else scan)
        scan_here = _NO_SCAN if mark and "scan" not in numbers else scan_below
        rest = frozenset(entry for entry in found if entry[0])
        below = self._level(rest, scan_below) if rest or scan_below >= 0 else None
        return slots, mark, scan_here, below


def _actions(kind: str, numbers: Iterable[tuple[str, int]]) -> _Wanted:
    return frozenset((tuple(path.split(".")), (kind, number)) for path, number in numbers)


def _everything_below(scan: int) -> _Step:
    level = _Level()
    level.other = ((), "", scan, level)
    return level.other


def _spellings(segments: _Segments) -> Iterator[tuple[str, _Segments]]:
    """Yields the keys that a path may begin with, each with what remains of the path."""
    yield segments[0], segments[1:]
    for end in range(2, len(segments) + 1):
        for joint in "._":
            yield joint.join(segments[:end]), segments[end:]


def _look_through(
    elements: list[Any],
    scan: int,
    below: _Level | None,
    todo: list[tuple[_Level, Mapping[str, Any]]],
    texts: list[list[str]],
) -> None:
    for element in elements:
        kind = type(element)
        if kind is dict:
            if below is not None:
                todo.append((below, element))
        elif kind is str:
            if scan >= 0:
                texts[scan].append(element)
        elif kind is list:
            # Lists in lists wait their turn, so that no depth of them can exhaust the stack.
            todo.append((_Level(((), "", scan, below)), {"": element}))


def _add(values: list[Any], slot: int, value: Any) -> None:
    present = values[slot]
    if type(present) is Several:
        present.append(value)
    else:
        values[slot] = Several((present, value))
