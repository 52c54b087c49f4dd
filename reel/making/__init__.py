"""From a draft to finished videos: the whole way, stage by stage."""

from reel.making.pipeline import MadeVariant, make_reel, make_variant
from reel.making.progress import Progress, Stage

__all__ = ["MadeVariant", "Progress", "Stage", "make_reel", "make_variant"]
