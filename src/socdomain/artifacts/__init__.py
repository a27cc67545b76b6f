"""Stored files: evidence, collections, templates."""

from socdomain.artifacts.bundle.verify_bundle import VerifyBundle

__all__ = ["VerifyBundle"]
