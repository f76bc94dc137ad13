"""`python3 -m tests bench sync`: how fast the live document is, beside the servers that others use.
`python3 -m tests bench layout`: how well the genogram's layout does over a folder of families.
`python3 -m tests bench timeline`: how the timeline is drawn when 600 events are known.
`python3 -m tests bench import`: how fast a chronology of 600 rows comes in.
`python3 -m tests bench freezing`: how long a freeze of 600 entries takes, quiet and with twelve writers."""

import sys

from tests.bench import freezing, imports, layout, sync, timeline

BENCHES = {
    "sync": sync.main, "layout": layout.main, "timeline": timeline.main, "import": imports.main,
    "freezing": freezing.main,
}  # fmt: skip

if __name__ == "__main__":
    named = sys.argv[1:2]
    if not named or named[0] not in BENCHES:
        sys.exit(f"usage: python3 -m tests bench {'|'.join(BENCHES)} [options]")
    sys.exit(BENCHES[named[0]](sys.argv[2:]))
