"""Posts on disk: bytes in, values out. Nothing here knows a database, a clock or a file."""
