"""Whole windows, without a screen."""

from widget_garbage import garbage_of_the_main_thread, qapp_cls, what_is_loaded

__all__ = ["garbage_of_the_main_thread", "qapp_cls", "what_is_loaded"]
