"""What each filter of the alert list compares, so that every store finds the same alerts."""

from __future__ import annotations

from collections.abc import Iterable

from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.asset import alias_of_name
from socdomain.sources.normalised_event import AssetKind
from socdomain.sources.observables import ObservableType, normalise_observable, refang

LONGEST_SEARCH_TEXT = 1_000


def search_text(alert: Alert) -> str:
    """Returns what a text search looks into: title, asset name and description, casefolded and cut.

    Args:
        alert: The alert.

    Returns:
        One field a line, at most 1,000 characters.
    """
    return f"{alert.title}\n{alert.asset_name or ''}\n{alert.description}".casefold()[:LONGEST_SEARCH_TEXT]


def folded_text(text: str) -> str:
    """Returns what has to be contained in ``search_text`` for a text to be found."""
    return text.strip().casefold()


def wanted_tag(tag: str) -> str:
    """Returns the form in which tags are kept, for a tag that is looked for."""
    return tag.strip().lower()


def wanted_technique(technique: str) -> str:
    """Returns the form in which ATT&CK technique ids are kept, for one that is looked for."""
    return technique.strip().upper()


def has_technique(techniques: Iterable[str], technique: str) -> bool:
    """Tells whether a technique, or a sub-technique of it, is among others.

    Args:
        techniques: Those that there are.
        technique: The one looked for, as ``wanted_technique`` gives it.
    """
    return any(one == technique or one.startswith(f"{technique}.") for one in techniques)


def wanted_aliases(asset: str) -> frozenset[str]:
    """Returns the aliases of which an asset has to have one, for a name or an alias that is looked for.

    Args:
        asset: The name of a host, user or mailbox, or an alias as it is kept, such as ``agent:wazuh:007``.
    """
    return frozenset({asset.strip(), *(alias_of_name(kind, asset) for kind in AssetKind)})


def wanted_values(text: str) -> frozenset[str]:
    """Returns the values of which an observable of any type has to have one, for a text that is looked for.

    Args:
        text: A value, defanged or not, in any spelling that one of the types knows.
    """
    readings = (normalise_observable(kind, text) for kind in ObservableType)
    return frozenset({text.strip(), refang(text.strip()), *(one.value for one in readings if one is not None)})


def matches_by_itself(wanted: AlertFilter, alert: Alert) -> bool:
    """Tells whether an alert fits a filter, as far as the alert itself says.

    Whose it is, its assets and its observables are left aside: what it is linked to says that.
    """
    return (
        (not wanted.status or alert.status in wanted.status)
        and (not wanted.severity or alert.severity in wanted.severity)
        and wanted.source in (None, alert.source)
        and wanted.verdict in (None, alert.verdict)
        and (wanted.assignee is None or (wanted.assignee or None) == alert.assignee)
        and (wanted.tag is None or wanted_tag(wanted.tag) in alert.tags)
        and (wanted.technique is None or has_technique(alert.techniques, wanted_technique(wanted.technique)))
        and (wanted.text is None or folded_text(wanted.text) in search_text(alert))
        and (wanted.seen_from is None or alert.last_seen >= wanted.seen_from)
        and (wanted.seen_until is None or alert.last_seen < wanted.seen_until)
        and (wanted.opened_from is None or alert.opened_at >= wanted.opened_from)
        and (wanted.opened_until is None or alert.opened_at < wanted.opened_until)
    )
