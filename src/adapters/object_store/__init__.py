"""Files: objects in buckets."""
