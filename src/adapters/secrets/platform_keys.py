"""The keys of a platform: given by the operator, or in files of the data folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from attrs import field, frozen

from adapters.secrets.key_file import KeyFileError, create_key, read_key
from socdomain.errors import WatchfloorError


class KeyMissingError(WatchfloorError):
    """A key that has to be given is not there; says how it is given.

    Args:
        name: Its name.
        remedy: How to give it.
    """

    def __init__(self, name: str, remedy: str) -> None:
        super().__init__(f"there is no key {name!r}; {remedy}")
        self.name = name


@frozen
class PlatformKeys:
    """Finds each key of a platform.

    Attributes:
        folder: Where key files are, each ``<name>.key``; made with mode 0700.
        makes_missing: Whether a key that is nowhere is made when it is asked for. In production that would only look
            well: a second machine would make another one.
        given: What reads each key that was given otherwise than by a file in the folder.
        remedy: Says for a name how to give the key.
    """

    folder: Path
    makes_missing: bool
    given: Mapping[str, Callable[[], bytes]] = field(factory=dict, repr=False)
    remedy: Callable[[str], str] = field(default="it has to be given".format, repr=False)

    def key(self, name: str) -> bytes:
        """Returns a key of 32 bytes.

        Raises:
            KeyMissingError: It is nowhere, and must not be made.
            KeyFileError: Its file can be read by others, or does not hold a key.
        """
        if (given := self.given.get(name)) is not None:
            return given()
        path = self._path(name)
        if self.makes_missing:
            create_key(path)
        elif not path.exists():
            raise KeyMissingError(name, self.remedy(name))
        return read_key(path)

    def retired(self, name: str) -> tuple[bytes, ...]:
        """Returns the keys that came before, from files ``<name>.<any word>.key``: they open what they sealed.

        Raises:
            KeyFileError: A file can be read by others, or does not hold a key.
        """
        return tuple(map(read_key, sorted(self.folder.glob(f"{name}.*.key"))))

    def make_missing(self, names: Iterable[str]) -> tuple[str, ...]:
        """Makes a file for each key that is nowhere, and returns the names of those that were made now."""
        return tuple(name for name in names if name not in self.given and create_key(self._path(name)))

    def check(self, names: Iterable[str]) -> tuple[str, ...]:
        """Looks at the keys that are there, and returns the names of those that are nowhere; makes none.

        Raises:
            KeyFileError: A file can be read by others, does not hold a key, or holds that of another name too.
        """
        missing: list[str] = []
        present: dict[bytes, str] = {}
        for name in names:
            if (key := self._present(name)) is None:
                missing.append(name)
            elif (other := present.setdefault(key, name)) != name:
                # Whoever sees what one of them signs or seals must learn nothing of another use.
                raise KeyFileError(f"the keys {other} and {name} are the same; each must be one of its own")
            self.retired(name)
        return tuple(missing)

    def _present(self, name: str) -> bytes | None:
        if (given := self.given.get(name)) is not None:
            return given()
        path = self._path(name)
        return read_key(path) if path.exists() else None

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.key"
