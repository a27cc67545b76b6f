"""Mappings that come with the product, as data; operators may edit the stored copies."""

from socdomain.sources.builtin.mappings import BUILTIN_MAPPINGS
from socdomain.sources.builtin.recognise import recognise

__all__ = ["BUILTIN_MAPPINGS", "recognise"]
