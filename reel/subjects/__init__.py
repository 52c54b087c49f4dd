"""What a shot shows big above its words: chosen from the text alone, never invented."""
