"""Graylog's API, for the kinds that are one Graylog each: the one of the hosts' logs, and the one of network devices.

It stands in the kit because connectors import nothing of each other: what two kinds have in common lies below both.
"""
