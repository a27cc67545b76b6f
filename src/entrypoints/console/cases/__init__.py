"""Pages of cases: their list, and everything about one of them on one page."""
