"""Watchfloor's entrypoints: settings, wiring, and the doors people and programs come in by."""
