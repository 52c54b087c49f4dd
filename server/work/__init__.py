"""What a worker does: make the videos of a generation, and sweep what nobody needs."""
