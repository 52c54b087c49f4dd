"""Whether what we start stands apart from us, or ends with us as one group."""

import os
import sys

# Set by whoever started us in a group of our own and ends that group as a whole.
VARIABLE = "REELYARD_ONE_GROUP"
# As Windows numbers it; this module starts nothing itself.
CREATE_NEW_PROCESS_GROUP = 0x200


def apart() -> dict[str, bool | int]:
    """Process options that keep Ctrl-C for us: a child ends when its work or input does.

    Empty where we are a group that is ended as a whole: then children must stay in it.
    """
    if os.environ.get(VARIABLE):
        return {}
    if sys.platform == "win32":
        return {"creationflags": CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}
