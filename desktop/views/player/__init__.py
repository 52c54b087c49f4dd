"""Watching a variant: its small copy in a phone, scene by scene."""
