"""The version of all distributions, `watchfloor`, `socdomain` and `watchfloor-verify`; written nowhere else."""

__version__ = "0.1.0"
