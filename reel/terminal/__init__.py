"""`reelyard make`: the main job from a terminal."""

from reel.terminal.make import main

__all__ = ["main"]
