"""The numbers in which Yjs writes its updates and states."""

from collections.abc import Iterator


class Numbers:
    """The variable length numbers of lib0, one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def next(self) -> int:
        """The one that comes. Raises: IndexError after the last one."""
        number = shift = 0
        while True:
            byte = self._data[self._at]
            self._at += 1
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return number
            shift += 7


def deleted_in(numbers: Numbers) -> Iterator[tuple[int, int]]:
    """Whose letters a set of deletions names, and up to which."""
    for _ in range(numbers.next()):
        client = numbers.next()
        for _ in range(numbers.next()):
            clock = numbers.next()
            yield client, clock + numbers.next()
