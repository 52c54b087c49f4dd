"""Who brings the words of a reel: so far, the person alone."""
