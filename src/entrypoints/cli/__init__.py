"""The command line: ``watchfloor``."""
