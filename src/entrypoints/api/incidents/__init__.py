"""Routes of alerts and cases, and the intake that makes them."""
