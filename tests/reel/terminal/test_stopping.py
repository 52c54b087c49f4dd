"""Promises of stopping: noted once, an echo forgiven, the old ways restored."""

import os
import signal

import pytest

from reel.terminal.stopping import StopSwitch


@pytest.fixture(autouse=True)
def own_ctrl_c():
    """Python's own Ctrl-C, also where a shell started the tests in the background without it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_is_noted_instead_of_dying_of_it(number):
    with StopSwitch() as switch:
        assert not switch.is_cancelled()
        os.kill(os.getpid(), number)
        assert switch.is_cancelled()
        assert switch.signal_number == number


def test_the_echo_of_a_signal_changes_nothing():
    with StopSwitch() as switch:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)
        assert switch.signal_number == signal.SIGINT


def test_a_second_and_later_signal_does_what_it_usually_does(monkeypatch):
    moments = iter([100.0, 105.0])
    monkeypatch.setattr("reel.terminal.stopping.monotonic", lambda: next(moments))
    with StopSwitch():
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


def test_a_second_one_is_not_ignored_where_a_shell_has_ctrl_c_ignored_in_the_background(
    monkeypatch,
):
    moments = iter([100.0, 105.0])
    monkeypatch.setattr("reel.terminal.stopping.monotonic", lambda: next(moments))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with StopSwitch():
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


def test_afterwards_signals_are_handled_as_before():
    before = signal.getsignal(signal.SIGTERM)
    with StopSwitch():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_hangup_that_was_to_be_ignored_stays_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with StopSwitch() as switch:
            os.kill(os.getpid(), signal.SIGHUP)
            assert not switch.is_cancelled()
    finally:
        signal.signal(signal.SIGHUP, before)
