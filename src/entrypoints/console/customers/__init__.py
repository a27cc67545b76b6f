"""Customers: who they are, and for how long their evidence is kept."""
