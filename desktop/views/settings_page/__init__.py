"""Settings: who works here, what is where, how it looks. Everything here is saved at once."""

from desktop.views.settings_page.page import SettingsPage

__all__ = ["SettingsPage"]
