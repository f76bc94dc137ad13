"""The tests of Gwead: `python3 -m tests`."""
