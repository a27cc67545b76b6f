"""Intake: how documents of a source become events, and what happens to those that cannot."""
