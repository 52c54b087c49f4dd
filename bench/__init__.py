"""The benchmark: what a finished video and a preview frame cost, beside what they could cost."""
