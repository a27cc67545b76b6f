"""The console: what people see in a browser, beside the API in the same application."""
