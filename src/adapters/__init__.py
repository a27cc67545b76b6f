"""Watchfloor's adapters: the ports of the domain, each on one technology."""
