"""Watchfloor's domain: alerts, cases and intake, without I/O."""
