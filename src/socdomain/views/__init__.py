"""Saved views of the queue: a filter with a name, one's own or shared."""
