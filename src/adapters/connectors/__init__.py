"""Products that can be asked: a folder each, and nothing else names that product."""
