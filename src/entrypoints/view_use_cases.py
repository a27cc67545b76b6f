"""The use cases of saved views, made once for a process."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.clock import Clock
from socdomain.ids import Ids
from socdomain.principal import Reach
from socdomain.views.change_view import ChangeView
from socdomain.views.ports import ViewsWork
from socdomain.views.remove_view import RemoveView
from socdomain.views.save_view import SaveView
from socdomain.views.share_view import ShareView


@frozen
class ViewUseCases:
    """The use cases of saved views, wired to a process's adapters.

    Attributes:
        work: Makes units of work that write.
        clock: Tells the time.
        ids: Makes identifiers.
    """

    work: Callable[[Reach], ViewsWork]
    clock: Clock
    ids: Ids

    @property
    def save(self) -> SaveView:
        """Saves a view for oneself."""
        return SaveView(self.work, self.clock, self.ids)

    @property
    def change(self) -> ChangeView:
        """Changes a view."""
        return ChangeView(self.work, self.clock, self.ids)

    @property
    def share(self) -> ShareView:
        """Shares a copy of a view."""
        return ShareView(self.work, self.clock, self.ids)

    @property
    def remove(self) -> RemoveView:
        """Removes a view."""
        return RemoveView(self.work, self.clock, self.ids)
