"""Saved views."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import Factory, frozen

_DONE = {
    "renamed": "The view has another name now.",
    "shared": "A copy of the view is shared now.",
    "removed": "The view was removed.",
}


@frozen
class ViewsText:
    """Saved views."""

    title: str = "Saved views"
    choose: str = "Views"
    intro: str = "A view is what the queue is asked for, under a name. Save one where you have filtered the queue."
    own: str = "Mine"
    shared: str = "Shared"
    none_own: str = "You have saved no view."
    none_shared: str = "Nobody shares a view with you."
    name: str = "Name"
    save_title: str = "Save what is shown as a view"
    save: str = "Save view"
    manage: str = "Manage saved views"
    by: str = "by {owner}"
    of_customer: str = "with the people of {customer}"
    of_everyone: str = "with those who see every customer"
    rename: str = "Rename"
    name_of: str = "Name of {name}"
    rename_named: str = "Rename {name}"
    share: str = "Share a copy"
    share_named: str = "Share a copy of {name}"
    share_with: str = "Share {name} with"
    code: str = "Code of the customer"
    code_or_everyone: str = "Code of the customer; empty for those who see every customer"
    remove: str = "Remove"
    remove_named: str = "Remove {name}"
    remove_asks: str = "Remove the view {name}?"
    to_queue: str = "Go to the queue"
    done: Mapping[str, str] = Factory(lambda: _DONE)
