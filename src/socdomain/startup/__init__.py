"""Startup: what has to be there before anybody can work."""
