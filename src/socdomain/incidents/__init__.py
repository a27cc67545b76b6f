"""Incidents: alerts that analysts triage, and the cases that come out of them."""
