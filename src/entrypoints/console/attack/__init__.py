"""Names of ATT&CK techniques and tactics, so that nobody has to know identifiers by heart."""
