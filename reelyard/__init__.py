"""The `reelyard` command, which hands over to the part that does the work."""
