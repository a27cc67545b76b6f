"""Sources: how documents become alerts, and what could not be taken."""
