"""The exit code of every problem; the numbers are those that mail programs made customary."""

import signal

from contract.problems import Code

OK = 0
BAD_OPTION = 2
BAD_INPUT = 65
NOT_FOUND = 66
NO_SERVER = 68
UNFIT_COMPUTER = 69
FAILED = 70
IN_USE = 71
CANNOT_WRITE = 73
DISK_FULL = 74
LATER = 75
NOT_ALLOWED = 77
BAD_SETTING = 78
# A shell's own custom: 128 and the number of the signal that ended the program.
SIGNALLED = 128

EXPLAINED = """\
  0    the videos are made
  2    an option is unknown, or asks for something that does not exist
  65   the script, the draft, a picture or what is kept here cannot be used
  66   the script, a picture or what is named was not found
  68   the server or its database cannot be reached
  69   this computer lacks a part (reelyard doctor says which) or needs a newer Reelyard
  70   speaking, drawing or a promise failed: our fault
  71   another program works in this folder
  73   the folder cannot be written
  74   the disk is full
  75   something waits: for a limit, a busy server, or a yes; give the command again
  77   not signed in, or the plan allows no more this month
  78   a setting is missing or wrong, or the port is taken
  130  stopped by Ctrl-C (129 by a closed terminal, 143 by a kill)"""


def code_of(problem: Code) -> int:
    """Return the exit code of a problem."""
    return _CODES.get(problem, BAD_INPUT)


# What is not listed is a fault of the input: words, language, letters, pictures.
_CODES = {
    Code.UNKNOWN_PLATFORM: BAD_OPTION,
    Code.UNKNOWN_PRESET: BAD_OPTION,
    Code.UNKNOWN_VOICE: BAD_OPTION,
    Code.VARIANTS_OUT_OF_RANGE: BAD_OPTION,
    Code.SCRIPT_NOT_FOUND: NOT_FOUND,
    Code.MEDIA_NOT_FOUND: NOT_FOUND,
    Code.NOT_FOUND: NOT_FOUND,
    Code.FFMPEG_UNFIT: UNFIT_COMPUTER,
    Code.NARRATION_FAILED: FAILED,
    Code.ENCODING_FAILED: FAILED,
    Code.PROMISE_BROKEN: FAILED,
    Code.FOLDER_UNWRITABLE: CANNOT_WRITE,
    Code.DISK_FULL: DISK_FULL,
    # By somebody else: what we stop ourselves ends with the number of the signal.
    Code.CANCELLED: SIGNALLED + signal.SIGINT,
    Code.SERVER_UNREACHABLE: NO_SERVER,
    Code.DATABASE_UNREACHABLE: NO_SERVER,
    Code.POSTGRES_UNFIT: UNFIT_COMPUTER,
    Code.POSTGRES_OTHER_VERSION: UNFIT_COMPUTER,
    Code.POSTGRES_FAILED: FAILED,
    Code.WORKER_LOST: FAILED,
    Code.INTERNAL_ERROR: FAILED,
    Code.FOLDER_IN_USE: IN_USE,
    Code.STORE_IN_USE: IN_USE,
    Code.STORE_NEWER: UNFIT_COMPUTER,
    Code.OUTDATED: UNFIT_COMPUTER,
    Code.CONFIRM_DELETIONS: LATER,
    Code.OTHER_SERVER: NOT_ALLOWED,
    Code.BURST_LIMIT: LATER,
    Code.CONCURRENCY_LIMIT: LATER,
    Code.COOLDOWN: LATER,
    Code.TOO_MANY_ATTEMPTS: LATER,
    Code.SERVER_BUSY: LATER,
    Code.KEY_IN_FLIGHT: LATER,
    Code.NOT_SIGNED_IN: NOT_ALLOWED,
    Code.INVALID_GRANT: NOT_ALLOWED,
    Code.QUOTA_EXCEEDED: NOT_ALLOWED,
    Code.SETTING_MISSING: BAD_SETTING,
    Code.SETTING_INVALID: BAD_SETTING,
    Code.PORT_TAKEN: BAD_SETTING,
    Code.PLAN_UNKNOWN: BAD_OPTION,
    Code.USER_UNKNOWN: NOT_FOUND,
    Code.TASK_UNKNOWN: NOT_FOUND,
}
