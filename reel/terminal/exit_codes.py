"""The exit code of every problem; the numbers are those that mail programs made customary."""

from contract.problems import Code

OK = 0
BAD_OPTION = 2
BAD_INPUT = 65
NOT_FOUND = 66
UNFIT_COMPUTER = 69
FAILED = 70
CANNOT_WRITE = 73
DISK_FULL = 74
# A shell's own custom: 128 and the number of the signal that ended the program.
SIGNALLED = 128

EXPLAINED = """\
  0    the videos are made
  2    an option is unknown, or asks for something that does not exist
  65   the script, the draft or a picture cannot be used
  66   the script or a picture was not found
  69   this computer lacks a part (reelyard doctor says which)
  70   speaking, drawing or a promise failed: our fault
  73   the folder cannot be written
  74   the disk is full
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
    Code.FFMPEG_UNFIT: UNFIT_COMPUTER,
    Code.NARRATION_FAILED: FAILED,
    Code.ENCODING_FAILED: FAILED,
    Code.PROMISE_BROKEN: FAILED,
    Code.FOLDER_UNWRITABLE: CANNOT_WRITE,
    Code.DISK_FULL: DISK_FULL,
}
