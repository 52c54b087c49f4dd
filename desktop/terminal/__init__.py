"""`reelyard make --server`: the main job from a terminal, done by a server."""

from desktop.terminal.make import main

__all__ = ["main"]
