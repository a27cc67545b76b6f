"""Carries runs to workers, by RQ and rq-scheduler over any Redis-compatible server."""
