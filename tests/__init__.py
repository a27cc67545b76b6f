"""Watchfloor's tests."""
