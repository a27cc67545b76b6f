"""Customers: the tenants whose alerts, cases and evidence are kept apart."""
