"""Documents that we wrote: a day at two customers for the demo, and any number of them for measurements."""
