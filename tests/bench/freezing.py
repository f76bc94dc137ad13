"""How long a freeze takes: from the chair's confirmation to the version, in a real server.

    python3 -m tests bench freezing                600 entries, five rounds, each quiet and with twelve writers

`look` is holding the room and the page that reads everything back, with its drawings; `freeze` is the confirmation,
with the chair's password at its real cost, the findings, the check that the content opens again, the transaction, and
the destruction of the working copy's key. The writers type all the while, from twelve sockets.
"""

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.stories.attending import Badge, Server, ask, join
from tests.stories.freezing import entered, freeze, hold

GOAL_S: Final = 0.5
"""A freeze of 600 entries."""
WRITERS: Final = 12


def main(arguments: Sequence[str]) -> int:
    """Runs the bench; returns 0 when the goal of the design is reached (only 600 entries have one)."""
    options = argparse.ArgumentParser(prog="python3 -m tests bench freezing", description=__doc__.splitlines()[0])
    options.add_argument("--entries", type=int, default=600)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--json", type=Path)
    chosen = options.parse_args(list(arguments))
    with tempfile.TemporaryDirectory() as folder:
        seats = ("--entries", str(chosen.entries), "--unlimited")
        server = Server(Path(folder) / "data", seats=WRITERS, options=seats)
        server.start()
        try:
            taken = asyncio.run(_rounds(server, chosen.rounds))
        finally:
            server.stop()
    told = {name: statistics.median(each) for name, each in taken.items()}
    load = os.getloadavg()[0]
    machine = f"load of the machine {load:.1f} on {os.cpu_count()} cores"
    print(f"{chosen.entries} entries, medians of {chosen.rounds}; {machine}")
    for name, seconds in told.items():
        goal = f"  (goal {GOAL_S:g} s)" if name.startswith("freeze") and chosen.entries == 600 else ""
        print(f"{name:<28}{seconds * 1000:>9.0f} ms   worst {max(taken[name]) * 1000:>7.0f} ms{goal}")
    if chosen.json:
        figures = {"entries": chosen.entries, "load": load, "seconds": told}
        chosen.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    reached = max(seconds for name, seconds in told.items() if name.startswith("freeze")) < GOAL_S
    return 0 if reached or chosen.entries != 600 else 1


async def _rounds(server: Server, rounds: int) -> dict[str, list[float]]:
    """Seconds of each round; the first warms up."""
    taken: dict[str, list[float]] = {name: [] for name in ("look", "freeze", "look, 12 writing", "freeze, 12 writing")}
    chair = join(server.where["chair"])
    for n in range(rounds + 1):
        for with_writers in (False, True):
            look, frozen = await _round(server, chair, with_writers)
            if n:
                what = ", 12 writing" if with_writers else ""
                taken[f"look{what}"].append(look)
                taken[f"freeze{what}"].append(frozen)
    return taken


async def _round(server: Server, chair: Badge, with_writers: bool) -> tuple[float, float]:
    writers = await entered(server.where["seats"]) if with_writers else []
    typing = [asyncio.create_task(writer.write()) for writer in writers]
    if typing:
        await asyncio.sleep(0.5)
    began = time.perf_counter()
    fingerprint = await asyncio.to_thread(hold, chair)
    looked = time.perf_counter()
    await asyncio.to_thread(freeze, chair, fingerprint, server.where["chair_password"], "Measured again")
    frozen = time.perf_counter()
    for writer in writers:
        await writer.person.gone()
    await asyncio.gather(*typing)
    at = f"{chair.url}/cases/{chair.case}/workingcopies"
    status, _, _ = await asyncio.to_thread(ask, at, method="POST", form={}, headers={"Cookie": chair.cookie})
    assert status == 303, status
    return looked - began, frozen - looked
