"""The tables of the first revision, as they were then; later revisions change them, nobody changes these files."""
