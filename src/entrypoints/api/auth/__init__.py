"""``/api/auth``: signing in and out, and who may."""
