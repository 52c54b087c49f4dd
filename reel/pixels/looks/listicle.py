"""List: flat colour, a giant cropped numeral, stacked capitals."""

from reel.pixels.looks.explainer import dress, furniture, ground, subject, turn

__all__ = ["dress", "furniture", "ground", "subject", "turn"]
