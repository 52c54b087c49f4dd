"""The frozen program begins here; what it is, it is told (`reelyard/frozen.py`)."""

from reelyard.frozen import main

if __name__ == "__main__":
    main()
