"""Stored files: sent, listed, handed out, and what was done with them."""
