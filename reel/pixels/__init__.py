"""Pixels and sound: the only place that draws, encodes and starts ffmpeg."""
