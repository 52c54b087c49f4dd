"""Versions that others compare themselves with."""

PRODUCT_VERSION = "0.1.0"

# Part of every segment's key: raise it whenever the same storyboard would be drawn differently.
ENGINE_VERSION = 2
