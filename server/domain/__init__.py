"""The whole clinical meaning of Gwead in plain frozen dataclasses and pure functions; standard library only."""
