"""`python3 -m server` and the console script `gwead`: the commands, once all that they need is here."""

from collections.abc import Sequence

from server.bootstrap import ensure


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit status."""
    ensure("server")
    from server.commands import main as run

    return run(argv)


if __name__ == "__main__":
    raise SystemExit(main())
