"""How every test runs: generated examples take the time that a busy machine needs."""

from hypothesis import settings

# A deadline would be an assertion on the clock, and fails whenever others use the machine.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
