"""Reels on their way out of the app: whole files under names that every system takes."""
