"""Connectors: products that Watchfloor asks, and what it has to know to ask them."""
