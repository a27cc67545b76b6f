"""Pages of evidence: the files of a case, one file, and sending files from a browser."""
