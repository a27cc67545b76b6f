"""Pages about whoever sits there: signing in and out, their password and their sessions."""
