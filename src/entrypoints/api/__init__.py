"""The HTTP API: routes, and how use cases, values and errors meet HTTP."""
