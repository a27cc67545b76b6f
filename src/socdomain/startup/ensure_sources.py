"""Make sure that the sources that come with the product are there."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.audit_record import AuditRecord
from socdomain.auth.local_principal import local_principal
from socdomain.clock import Clock
from socdomain.ids import Ids
from socdomain.principal import Reach
from socdomain.sources.builtin import BUILTIN_MAPPINGS
from socdomain.sources.ports import SourcesWork
from socdomain.sources.source import Source


@frozen
class EnsureSources:
    """Adds the built-in sources that are missing; never touches one that is there, since operators edit them."""

    work: Callable[[Reach], SourcesWork]
    clock: Clock
    ids: Ids

    def execute(self) -> tuple[str, ...]:
        """Adds what is missing and returns the names of what was added.

        Raises:
            ConcurrentChangeError: Another process is adding them at this moment.
        """
        now = self.clock.now()
        with self.work(Reach.everyone()) as work:
            present = {source.name for source in work.sources.all()}
            missing = [name for name in BUILTIN_MAPPINGS if name not in present]
            for name in missing:
                work.sources.add(Source(name=name, mapping=BUILTIN_MAPPINGS[name], changed_at=now))
                work.audit.add(
                    AuditRecord.of(local_principal("startup"), "source.created", name, id=self.ids.new(), at=now)
                )
            work.commit()
        return tuple(missing)
