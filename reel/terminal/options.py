"""What `reelyard make` is asked for: its options, read and explained."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from contract.drafts import MOST_VARIANTS
from contract.version import PRODUCT_VERSION
from reel.terminal.exit_codes import EXPLAINED

STANDARD_INPUT = Path("-")

_DESCRIPTION = """\
Make finished vertical videos from a script: for each variant the video, a cover, captions
(.srt, .vtt), a post text and a receipt. The first heading of the script is the topic, the rest
is spoken and captioned, a blank line between scenes. Paths of the made files go to standard
output, one a line; everything else to standard error."""


@dataclass(frozen=True)
class Options:
    """One wish for videos, as typed; what was not typed is None or empty."""

    script: Path
    out: Path | None
    platform: str
    preset: str
    language: str | None
    voice: str | None
    variants: int | None
    seed: int | None
    media: tuple[Path, ...]
    server: str | None = None
    own_server: Path | None = None
    email: str | None = None
    api_key_file: Path | None = None
    offline: bool = False
    data: Path | None = None

    @property
    def folder(self) -> Path:
        """Where the files go; only a wish that waits may have none."""
        assert self.out is not None
        return self.out

    @property
    def asks_server(self) -> bool:
        """Whether a server shall make it instead of this computer."""
        return self.server is not None or self.own_server is not None


def read_options(words: list[str]) -> Options:
    """Return the options; words that cannot be understood end the program with code 2."""
    parser = _parser()
    given = parser.parse_args(words)
    _check_together(parser, given)
    return Options(
        script=given.script,
        out=given.out,
        platform=given.platform,
        preset=given.preset,
        language=given.language,
        voice=given.voice,
        variants=given.variants,
        seed=given.seed,
        media=tuple(given.media),
        server=given.server,
        own_server=given.own_server,
        email=given.email,
        api_key_file=given.api_key_file,
        offline=given.offline,
        data=given.data,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reelyard make",
        description=_DESCRIPTION,
        epilog=f"exit codes:\n{EXPLAINED}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("script", metavar="SCRIPT.md", type=Path, help="a text file, or - for standard input")
    add("--out", metavar="DIR", type=folder_path, help="the folder the files go to (required)")
    add("--platform", default="tiktok", metavar="NAME", help="tiktok, reels or shorts (tiktok)")
    add("--preset", default="explainer", metavar="NAME", help="how it looks (explainer)")
    add("--language", metavar="TAG", help="such as en, pt-BR, ar (the script decides)")
    add("--voice", metavar="NAME", help="male, female, silent, or such as en-gb+f2")
    some = range(1, MOST_VARIANTS + 1)
    add("--variants", type=int, choices=some, metavar="N", help="1 to 3 (the preset decides)")
    add("--seed", type=_seed, metavar="N", help="the same seed makes the same bytes")
    add(
        "--media",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE",
        help="pictures for the scenes, in their order",
    )
    _add_server_options(parser)
    add("--version", action="version", version=f"reelyard {PRODUCT_VERSION}")
    return parser


def _add_server_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        "by a server",
        "Instead of this computer a server makes the videos. It is asked with the API key in "
        "REELYARD_API_KEY or --api-key-file, else with an address and a password.",
    )
    either = group.add_mutually_exclusive_group()
    either.add_argument(
        "--server",
        type=server_address,
        metavar="URL",
        help="its address, http://... or https://...",
    )
    either.add_argument(
        "--own-server",
        type=folder_path,
        metavar="DIR",
        help="one of your own, with its data in DIR",
    )
    either.add_argument(
        "--offline",
        action="store_true",
        help="later: it waits here for `reelyard drafts sync`, and needs no --out",
    )
    add = group.add_argument
    add("--email", metavar="ADDRESS", help="who signs in; the password is asked for")
    add("--api-key-file", type=Path, metavar="FILE", help="a file that holds an API key")
    add("--data", type=folder_path, metavar="DIR", help="where it waits, for --offline")


def _check_together(parser: argparse.ArgumentParser, given: argparse.Namespace) -> None:
    """End the program when options were given that mean nothing together."""
    if given.out is None and not given.offline:
        parser.error("the following arguments are required: --out")
    if given.data is not None and not given.offline:
        parser.error("--data says where a wish waits: it belongs to --offline")
    if given.server is None and (given.email or given.api_key_file):
        parser.error("--email and --api-key-file say who asks a server: name it with --server")
    if (given.server or given.own_server or given.offline) and given.seed is not None:
        parser.error("--seed is for videos made here: a server derives it from the words")


def server_address(text: str) -> str:
    """An address as typed, when it looks like one.

    Raises: ArgumentTypeError, which the parser tells.
    """
    if not text.lower().startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError("write it like http://127.0.0.1:8000 or https://...")
    return text


def folder_path(text: str) -> Path:
    """The folder of a name as typed.

    Raises: ArgumentTypeError when nothing was typed.
    """
    if not text.strip():
        raise argparse.ArgumentTypeError("name a folder; a dot is the one you are in")
    return Path(text)


def _seed(text: str) -> int:
    seed = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= seed < 2**32:
        raise argparse.ArgumentTypeError("a seed is a whole number from 0 to 4294967295")
    return seed
