"""The engine: words to finished vertical video, on one computer, without any network."""
