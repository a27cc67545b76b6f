"""The audit log: what was done, and whether the log of it is whole."""
