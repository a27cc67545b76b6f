"""Secrets: password hashes, signed tokens, and the keys behind them."""
