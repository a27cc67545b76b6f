"""Who is asking: users, sign-in and tokens."""
