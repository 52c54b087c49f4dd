"""What Schemathesis does not know by itself: parts of files are bytes of no other form."""

import schemathesis

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
