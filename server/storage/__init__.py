"""What is kept: tables in one SQLite file, keys in another; functions over a `Database`, nothing of the
web."""
