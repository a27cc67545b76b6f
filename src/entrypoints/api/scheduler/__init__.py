"""``/api/scheduler``: what runs when, and what became of it."""
