"""The use cases of those who look after alerts and cases."""

from __future__ import annotations

from attrs import frozen

from entrypoints.platform_work import WorkFactory
from socdomain.clock import Clock
from socdomain.ids import Ids
from socdomain.incidents.change_alert import ChangeAlert
from socdomain.incidents.change_alerts_in_bulk import ChangeAlertsInBulk
from socdomain.incidents.change_case import ChangeCase
from socdomain.incidents.comment_on_alert import CommentOnAlert
from socdomain.incidents.comment_on_case import CommentOnCase
from socdomain.incidents.create_manual_alert import CreateManualAlert
from socdomain.incidents.link_alerts_to_case import LinkAlertsToCase
from socdomain.incidents.note_look import NoteLook
from socdomain.incidents.open_case_from_alert import OpenCaseFromAlert
from socdomain.incidents.unlink_alert_from_case import UnlinkAlertFromCase


@frozen
class TriageUseCases:
    """The use cases of alerts and cases, wired to a process's adapters.

    Attributes:
        work: Makes units of work that write.
        clock: Tells the time.
        ids: Makes identifiers.
    """

    work: WorkFactory
    clock: Clock
    ids: Ids

    @property
    def create_manual_alert(self) -> CreateManualAlert:
        """Adds an alert by hand."""
        return CreateManualAlert(self.work, self.clock, self.ids)

    @property
    def change_alert(self) -> ChangeAlert:
        """Changes an alert."""
        return ChangeAlert(self.work, self.clock, self.ids)

    @property
    def change_alerts_in_bulk(self) -> ChangeAlertsInBulk:
        """Changes many alerts."""
        return ChangeAlertsInBulk(self.work, self.clock, self.ids)

    @property
    def comment_on_alert(self) -> CommentOnAlert:
        """Adds a remark to an alert."""
        return CommentOnAlert(self.work, self.clock, self.ids)

    @property
    def note_look(self) -> NoteLook:
        """Notes that somebody looks at an alert."""
        return NoteLook(self.work, self.clock)

    @property
    def open_case_from_alert(self) -> OpenCaseFromAlert:
        """Opens a case from an alert."""
        return OpenCaseFromAlert(self.work, self.clock, self.ids)

    @property
    def change_case(self) -> ChangeCase:
        """Changes a case."""
        return ChangeCase(self.work, self.clock, self.ids)

    @property
    def link_alerts_to_case(self) -> LinkAlertsToCase:
        """Puts alerts into a case."""
        return LinkAlertsToCase(self.work, self.clock, self.ids)

    @property
    def unlink_alert_from_case(self) -> UnlinkAlertFromCase:
        """Takes an alert out of a case."""
        return UnlinkAlertFromCase(self.work, self.clock, self.ids)

    @property
    def comment_on_case(self) -> CommentOnCase:
        """Adds a remark to a case."""
        return CommentOnCase(self.work, self.clock, self.ids)
