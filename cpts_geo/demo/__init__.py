"""The fictitious demonstration territory, generated from a seed."""

from cpts_geo.demo.folder import generate

__all__ = ["generate"]
