"""What one frame, one participant and one document may hold, before the CRDT engine sees any of it.

A number here is a limit that is still allowed; one more is refused. They come from configuration; the
defaults are far above what people type and far below what harms the process (HOSTILE A).
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class GateLimits:
    """GateLimits of the gate. Bytes are bytes, the rest are counts."""

    frame: int = 256 * 1024
    """Bytes of one update; what is larger comes by HTTP and is applied by the server."""
    items: int = 20_000
    """Structs in one update, as declared: browsers trust that number, so nothing else is passed on."""
    ranges: int = 20_000
    """Deleted ranges in one update."""
    string: int = 128 * 1024
    """Bytes of one string: 20,000 characters of prose fit in any script."""
    depth: int = 8
    """Levels of lists and objects in one value. The engine's stack ends somewhere above 12,000."""
    types: int = 2_000
    """Shared types (records, texts, maps) in one update."""
    clocks: int = 1_000_000
    """Clocks that one update may advance or name in one range: a struct can claim them without bytes."""
    clients: int = 1
    """Client ids that write in an ordinary update."""
    clients_whole: int = 64
    """Client ids that write in a step 2."""
    document_types: int = 50_000
    """Shared types in one document."""
    new_clients: int = 64
    """Client ids that one participant may begin in a day."""


DEFAULT: Final = GateLimits()

TRUSTED: Final = GateLimits(
    frame=1 << 30,
    items=1 << 30,
    ranges=1 << 30,
    string=1 << 24,
    types=1 << 30,
    clocks=1 << 31,
    clients=1 << 20,
    clients_whole=1 << 20,
    document_types=1 << 20,
)
"""For what the server itself wrote or has accepted before: its log, its stored states, its own edits."""
