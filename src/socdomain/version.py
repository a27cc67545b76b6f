"""The version of both distributions, `watchfloor` and `socdomain`; written nowhere else."""

__version__ = "0.1.0"
