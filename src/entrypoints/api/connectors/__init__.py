"""``/api/connectors``: the products that Watchfloor asks."""
