"""What was done, by whom, in chains that show when somebody has changed them."""
