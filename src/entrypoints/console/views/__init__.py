"""Views of the queue that people have saved."""
