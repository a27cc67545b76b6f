"""Agents: what watches hosts for the products that are connected, as one inventory."""
