"""The proxy: the same video at half its size, encoded beside it while its frames are at hand.

Measured for 30 s of video: 1.6 CPU-s that way, 6.4 when it is made from the finished file,
which would have to be decoded once more.
"""

from pathlib import Path

import cv2

from contract.platforms import Frame
from reel.pixels.encode import COLOUR, LONGEST_GOP_FRAMES, THREADS, VideoEncoder
from reel.pixels.planes import Planes

# Seen on a phone's screen or in a window, before the whole file has come: speed before size.
# Two B-frames as in the whole video, so that the same times fit when segments are joined.
PROXY_FLAGS = (
    *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-crf", "27"),
    *("-g", str(LONGEST_GOP_FRAMES), "-bf", "2", "-threads", str(THREADS)),
    *("-x264-params", "open-gop=0:stitchable=1:b-pyramid=none"),
    *("-flags:v", "+bitexact+global_header", *COLOUR),
)


def proxy_frame(frame: Frame) -> Frame:
    """Half the frame, its sides even."""
    return frame.model_copy(
        update={"width_px": frame.width_px // 4 * 2, "height_px": frame.height_px // 4 * 2}
    )


def proxy_name(name: str) -> str:
    """What the proxy of a segment file is called."""
    return f"{name.partition('.')[0]}.proxy.nut"


class ProxyEncoder(VideoEncoder):
    """Writes the proxy of one segment from the frames of the whole video."""

    def __init__(self, path: Path, frame: Frame) -> None:
        small = proxy_frame(frame)
        super().__init__(path, small, PROXY_FLAGS)
        self._planes = Planes.empty(small.width_px, small.height_px)

    def write_half(self, planes: Planes) -> None:
        """Hand over one frame of the whole video."""
        for (plane, _), (half, _) in zip(planes.each(), self._planes.each(), strict=True):
            size = (half.shape[1], half.shape[0])
            cv2.resize(plane, size, dst=half, interpolation=cv2.INTER_AREA)
        self.write(self._planes.raw)
