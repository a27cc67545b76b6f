"""Alerts out of the indices in which other tools write theirs."""
