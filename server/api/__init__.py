"""HTTP and nothing else: routes that read a request, call a noun's verb and word the answer."""
