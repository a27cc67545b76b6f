"""The scheduler: of any number of its processes one leads, and sees to it that what is due runs."""
