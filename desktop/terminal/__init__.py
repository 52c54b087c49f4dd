"""`reelyard make --server`: the main job, done by a server."""
