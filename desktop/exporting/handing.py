"""Files dragged into other programs: the cached ones, under names that say what they are."""

import os
import shutil
from pathlib import Path

from desktop.exporting.names import legal
from desktop.models import cache

# Within the cache's folder, whose strays are cleared at the next start.
FOLDER = Path(cache.FOLDER) / "handed"
# Of a sha256 enough to keep two reels of one name apart.
KEPT_CHARS = 12


def hand_out(folder: Path, cached: Path, name: str, ending: str) -> Path:
    """The same bytes under a name that says what they are; `folder` is the store's, `cached`
    seen from there. It takes no room where the disk can link.

    Raises: OSError.
    """
    source = folder / cached
    target = folder / FOLDER / source.name[:KEPT_CHARS] / f"{legal(name)}{ending}"
    if target.is_file() and target.stat().st_size == source.stat().st_size:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        half = target.with_name(f"{target.name}{cache.PART_ENDING}")
        shutil.copyfile(source, half)
        half.replace(target)
    return target
