"""What a server on one's own computer leaves in its data folder for the app and the command."""

from contract.values import Answer

# Readable for the person alone: whoever holds the key is them.
ACCESS_NAME = "local.json"


class LocalAccess(Answer):
    """Where the server of this folder answers, and the key of the account it keeps for its owner.

    It stays when the server ends: what does not answer at `url` is not running.
    """

    url: str
    key: str
