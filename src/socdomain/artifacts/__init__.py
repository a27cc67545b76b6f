"""Stored files: evidence, collections, templates."""
