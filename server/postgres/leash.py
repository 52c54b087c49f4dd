"""Starts a program that ends when whoever started it is gone; run by path, never imported.

    python -I -S leash.py PARENT IDENTITY PROGRAM [ARGUMENT ...]

PARENT is the process id of the starter. IDENTITY is `same`, `namespace` (for root: a user
namespace in which nobody is mapped, so that the program sees no root while its files stay
root's) or `UID:GID`.

A program of its own, because `preexec_fn` runs Python between fork and exec, where a lock that
another thread held at the fork is never given back. It becomes the program, so the starter has
it as a direct child under the process id it knows.

The signal that tells of the parent's death is sent when the *thread* that started us ends: start
this from a thread that lives as long as the program shall. It exists on Linux only; elsewhere
the program outlives a starter that is killed, and the next owner of the folder ends it.
"""

import ctypes
import os
import signal
import sys

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1


def start(parent: int, identity: str, program: list[str]) -> None:
    """Become the program: apart from the terminal, as this identity, on the parent's leash."""
    # Ctrl-C in a terminal is for the starter, who decides in which order things end.
    os.setsid()
    take_identity(identity)
    if sys.platform == "linux":
        # After the identity: a change of credentials takes the signal away again.
        call("prctl", PR_SET_PDEATHSIG, signal.SIGINT)
    if os.getppid() != parent:
        sys.exit("Whoever started this has gone.")
    os.execv(program[0], program)


def take_identity(identity: str) -> None:
    """Run as somebody else from here on, if so asked."""
    if identity == "namespace":
        call("unshare", CLONE_NEWUSER)
    elif identity != "same":
        user, group = (int(part) for part in identity.split(":"))
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)


def call(name: str, *numbers: int) -> None:
    """Call the C library, whose functions Python 3.11 does not carry."""
    function = getattr(ctypes.CDLL(None, use_errno=True), name)
    if function(*(ctypes.c_ulong(number) for number in numbers)) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


if __name__ == "__main__":
    start(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
