"""Verifies evidence bundles on a machine that has nothing else of ours."""
