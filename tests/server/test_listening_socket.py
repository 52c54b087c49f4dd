"""Promises of the listening socket: the port of last time, a free one, or a plain sentence."""

import socket

import pytest

from contract.problems import Code, Problem
from server.listening_socket import bind, url_of


def port_of(listening: socket.socket) -> int:
    return listening.getsockname()[1]


def test_a_free_port_is_taken_and_later_the_same_one():
    with bind("127.0.0.1", 0) as first:
        port = port_of(first)
    with bind("127.0.0.1", 0, port) as again:
        assert port_of(again) == port


def test_a_port_of_last_time_that_is_taken_meanwhile_gives_way():
    with bind("127.0.0.1", 0) as theirs, bind("127.0.0.1", 0, port_of(theirs)) as ours:
        assert port_of(ours) != port_of(theirs)


def test_a_port_that_was_asked_for_and_is_taken_is_said():
    with bind("127.0.0.1", 0) as theirs:
        with pytest.raises(Problem) as caught:
            bind("127.0.0.1", port_of(theirs))
        assert caught.value.code is Code.PORT_TAKEN
        assert str(port_of(theirs)) in caught.value.says


@pytest.mark.parametrize("host", ["203.0.113.7", "no.such.host.invalid", "a" * 300])
def test_a_host_of_somebody_else_is_said(host):
    with pytest.raises(Problem) as caught:
        bind(host, 0)
    assert caught.value.code is Code.SETTING_INVALID
    assert host in caught.value.says


def test_it_listens_and_its_address_leads_to_it():
    for host in ("127.0.0.1", "0.0.0.0"):
        with bind(host, 0) as listening:
            assert url_of(listening) == f"http://127.0.0.1:{port_of(listening)}"
            socket.create_connection(("127.0.0.1", port_of(listening))).close()
