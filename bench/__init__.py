"""Repeatable measurements, each against a floor that is measured in the same run: ``nox -s bench``."""
