"""Files in and out. Every reader here is total: bytes in, records and findings out; only a limit is a
refusal.

Readers are pure functions of bytes, safe to run in a worker process: ids are made from a seed that the caller
draws.
"""
