"""The short-lived process that speaks one text with espeak-ng: run as a file, on its own.

It needs nothing but the standard library, because it starts anew for every narration: a
second text in the same process would come out with other bytes. It reads one JSON object
from standard input and writes one line of JSON to standard output, then the samples.
"""

import ctypes
import json
import sys

AUDIO_OUTPUT_RETRIEVAL = 1
BUFFER_MS = 400
DO_NOT_EXIT = 0x8000
POSITION_IN_CHARACTERS = 1
UTF8_WITH_SSML = 0x01 | 0x10
RATE, VOLUME, PITCH, RANGE = 1, 2, 3, 4
LIST_ENDS, WORD_STARTS = 0, 1
FULL_VOLUME = 100


class _Name(ctypes.Union):
    _fields_ = (
        ("number", ctypes.c_int),
        ("name", ctypes.c_char_p),
        ("string", ctypes.c_char * 8),
    )


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Name),
    )


_Listener = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


def speak(
    *,
    library: str,
    data: str,
    voice: str,
    words_per_minute: int,
    pitch: int,
    pitch_range: int,
    text: str,
) -> tuple[int, bytes, list[tuple[int, int]]]:
    """The sample rate, the 16-bit samples, and (character, sample) of each word begun.

    Raises: RuntimeError when the library refuses.
    """
    espeak = ctypes.CDLL(library)
    espeak.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
    rate_hz = espeak.espeak_Initialize(
        AUDIO_OUTPUT_RETRIEVAL, BUFFER_MS, data.encode(), DO_NOT_EXIT
    )
    if rate_hz <= 0:
        raise RuntimeError("espeak-ng did not start")
    if espeak.espeak_SetVoiceByName(voice.encode()) != 0:
        raise RuntimeError(f"espeak-ng has no voice {voice}")
    settings = ((RATE, words_per_minute), (VOLUME, FULL_VOLUME), (PITCH, pitch))
    for setting, value in (*settings, (RANGE, pitch_range)):
        espeak.espeak_SetParameter(setting, value, 0)
    samples, words = bytearray(), list[tuple[int, int]]()
    listener = _Listener(lambda wave, count, events: _hear(samples, words, wave, count, events))
    espeak.espeak_SetSynthCallback(listener)
    _synthesise(espeak, text)
    return rate_hz, bytes(samples), words


def _hear(samples: bytearray, words: list[tuple[int, int]], wave, count, events) -> int:  # type: ignore[no-untyped-def]
    place = 0
    while events[place].type != LIST_ENDS:
        if events[place].type == WORD_STARTS:
            words.append((events[place].text_position - 1, events[place].sample))
        place += 1
    if wave and count > 0:
        samples.extend(ctypes.string_at(wave, 2 * count))
    return 0


def _synthesise(espeak: ctypes.CDLL, text: str) -> None:
    espeak.espeak_Synth.argtypes = [
        ctypes.c_void_p,
        ctypes.c_size_t,
        ctypes.c_uint,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.c_uint,
        ctypes.c_void_p,
        ctypes.c_void_p,
    ]
    encoded = ctypes.create_string_buffer(text.encode())
    size = ctypes.sizeof(encoded)
    refused = espeak.espeak_Synth(
        encoded, size, 0, POSITION_IN_CHARACTERS, 0, UTF8_WITH_SSML, None, None
    )
    if refused:
        raise RuntimeError(f"espeak-ng refused the text ({refused})")
    espeak.espeak_Synchronize()


def main() -> None:
    """Answer the one request on standard input."""
    rate_hz, samples, words = speak(**json.loads(sys.stdin.buffer.read()))
    head = {"rate_hz": rate_hz, "words": words, "samples_bytes": len(samples)}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + samples)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
