"""Devices and sync: the proof, what waits, what needs a person, and where they are signed in."""

from desktop.views.doors import Doors
from desktop.views.section import Section
from desktop.views.settings_page.devices_card import DevicesCard
from desktop.views.settings_page.leaving import Leaving
from desktop.views.sync_panel import SyncPanel


class SyncSection(Section):
    """The panel, then the devices."""

    def __init__(self, doors: Doors, leaving: Leaving) -> None:
        super().__init__()
        self.panel = SyncPanel(doors, leaving.sign_in_again)
        self.devices = DevicesCard(doors)
        self.add(self.panel)
        self.add(self.devices)

    def load(self) -> None:
        """Both anew."""
        self.panel.load()
        self.devices.load()

    def leave(self) -> None:
        """Nothing is counted down for nobody."""
        self.panel.leave()
