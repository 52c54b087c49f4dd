"""What sync decides: pure functions over values, one file a step, both sides in it.

Server and device only load, call, store; the simulator runs the very same functions.
"""
