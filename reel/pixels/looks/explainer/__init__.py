"""Explainer: a sky, light waves that follow the voice, and one figure a thought."""
