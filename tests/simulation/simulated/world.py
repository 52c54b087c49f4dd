"""Everything that is simulated, by one random number generator and one clock."""

import hashlib
from random import Random
from uuid import UUID

from simulated.device import Device, new_disk
from simulated.faults import Faults
from simulated.oracle import Oracle, Violation
from simulated.plain_client import PlainClient
from simulated.reels import Workers
from simulated.server import Server
from simulated.store import Store
from simulated.variants import Variant

from contract.problems import Code

# 2026-11-24, as everybody's clock says at the start.
START_MS = 1_795_500_000_000
MOST_DEVICES = 4
MOST_BACKUPS = 3
# Of the seeds, in every so manieth all travels as JSON: the shapes, at eight times the price.
WIRED_EACH = 8


class World:
    """One owner: a server, its workers, devices, a client that knows only JSON."""

    def __init__(self, seed: int, variant: Variant) -> None:
        self.rng = Random(seed)
        self.variant = variant
        self.is_wired = seed % WIRED_EACH == 0
        self.now_ms = START_MS
        self.faults = Faults(self.rng, self.rng.choice((0, 0.05, 0.1, 0.2, 0.4)))
        self.server = Server(self.new_id(), self.new_id(), variant)
        self.server.now_ms = self.now_ms
        self.client = PlainClient(self.server, self.rng)
        self.workers = Workers(self.server, self.rng)
        self.oracle = Oracle()
        self.devices: list[Device] = []
        self.server_backups: list[Store] = [self.server.store]
        self.device_backups: dict[str, list] = {}
        self.trace: list[str] = []
        self.tokens = 0
        for _ in range(self.rng.choice((2, 2, 3))):
            self.add_device()

    def new_id(self) -> UUID:
        """A fresh random id."""
        return UUID(int=self.rng.getrandbits(128), version=4)

    def next_token(self) -> int:
        """A number that nobody typed before."""
        self.tokens += 1
        return self.tokens

    def add_device(self, like: Device | None = None) -> Device:
        """A new device, or another machine with a copy of one's profile."""
        disk = like.disk if like else new_disk(self.new_id())
        name = f"d{len(self.devices)}"
        device = Device(name, disk, self.rng, self.faults, self.variant)
        device.clock = lambda: self.now_ms
        self.devices.append(device)
        self.device_backups[name] = [disk]
        return device

    def pass_time(self, ms: int) -> None:
        """It is later."""
        self.now_ms += ms
        self.server.now_ms = self.now_ms

    def conflicts_of(self, conflicts: list[str]) -> None:
        """A server that was never restored misses nothing: it is told everything in order."""
        if Code.GAP in conflicts and not self.oracle.was_restored:
            raise Violation("an op was missing on a server that forgot nothing")

    def note(self, what: str) -> None:
        """One line of the trace."""
        self.trace.append(what)

    def trace_hash(self) -> str:
        """The same for the same seed."""
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()
