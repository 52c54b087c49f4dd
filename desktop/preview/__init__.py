"""What a reel will be like, before it is made: read, priced, drawn by the render's own compositor,
its voice heard. Offline, and without any window."""
