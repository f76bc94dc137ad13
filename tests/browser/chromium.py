"""Finding Chromium on this machine, or installing it."""

import os
import shutil
import subprocess
import sys
from itertools import chain
from pathlib import Path

NAMES = (
    # the same browser without windows, which does a test's work in two thirds of the time
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable", "microsoft-edge"),
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
OFF = (
    # a renderer of its own for each window's address bar, which no test has, takes most of the time of opening one
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "AimEnabled"),
    # what Playwright switches off: the last list given is the one that counts
    *("HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "OptimizationHints"),
    *("PaintHolding", "PreconnectToSearch", "NetworkTimeServiceQuerying", "DestroyProfileOnBrowserClose"),
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "ThirdPartyStoragePartitioning", "Translate"),
)
ARGUMENTS = (
    "--no-sandbox",  # root, as continuous integration often is, gets no sandbox
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(OFF)}",
)


def find() -> str | None:
    """The program of `CHROMIUM`, of the PATH, the usual places or Playwright; None when there is none."""
    if asked := os.environ.get("CHROMIUM"):
        if not Path(asked).is_file():
            raise SystemExit(f"CHROMIUM says {asked}, where no program is: set it right or unset it.")
        return asked
    candidates = chain(map(shutil.which, NAMES), PLACES, map(_playwrights_own, ["chromium"]))
    return next((path for path in candidates if path and Path(path).is_file()), None)


def find_or_install() -> str:
    """The program, installed if need be. Raises SystemExit with what was tried and what to type."""
    if found := find():
        return found
    tried = []
    for command in _installers():
        print("No Chromium here; running:", *command, flush=True)
        tried.append(" ".join(command))
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        try:
            subprocess.run(command, stdin=subprocess.DEVNULL, env=environment, timeout=900, check=False)
        except (OSError, subprocess.TimeoutExpired) as failed:
            print(failed, flush=True)
        if found := find():
            return found
    raise SystemExit(
        f"The browser tests need Chromium, and it could not be installed (tried: {'; '.join(tried)}): "
        "install it (Debian, Ubuntu:  sudo apt-get install chromium) or set CHROMIUM=/path/to/chromium, "
        "then type the same command again."
    )


def _installers() -> list[list[str]]:
    commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        commands += [
            ["apt-get", "update", "-q"],
            ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium-headless-shell"],
            ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"],
        ]
    return commands


def _playwrights_own(browser: str) -> str:
    """Where Playwright keeps its own; asked in another process, for an event loop may be running in this one."""
    asked = (
        "from playwright.sync_api import sync_playwright as s\n"
        f"with s() as playwright: print(playwright.{browser}.executable_path)"
    )
    return subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True).stdout.strip()
