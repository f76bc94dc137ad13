"""Settings: what a command was given, then the environment, then this platform's folders."""

import ast
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from server import config
from server.storage.accounts import PasswordCost

ROOT = Path(__file__).parent.parent


def test_without_any_setting_the_platforms_folders_are_used(tmp_path: Path) -> None:
    settled = config.read({"XDG_DATA_HOME": str(tmp_path / "d"), "XDG_CONFIG_HOME": str(tmp_path / "c")})
    assert settled.data == config.data_folder({"XDG_DATA_HOME": str(tmp_path / "d")})
    assert settled.database.parent == settled.keys.parent == settled.data
    assert settled.public_url == "http://localhost:8000" and not settled.secure
    assert not settled.master_key_beside_data and not settled.demo and not settled.limits.unlimited
    assert settled.password_cost == PasswordCost(65536, 3, 4)


@pytest.mark.parametrize(
    ("platform", "environment", "data", "settings"),
    [
        ("linux", {"XDG_DATA_HOME": "/d", "XDG_CONFIG_HOME": "/c"}, "/d/gwead", "/c/gwead"),
        ("win32", {"LOCALAPPDATA": "/l", "APPDATA": "/r"}, "/l/Gwead", "/r/Gwead"),
        ("linux", {}, "~/.local/share/gwead", "~/.config/gwead"),
        ("darwin", {}, "~/Library/Application Support/Gwead", "~/Library/Preferences/Gwead"),
    ],
)
def test_each_platform_keeps_data_and_settings_apart(
    platform: str, environment: dict[str, str], data: str, settings: str
) -> None:
    """STACK section 7: the master key is made outside the data folder"""
    assert config.data_folder(environment, platform) == Path(data).expanduser()
    assert config.settings_folder(environment, platform) == Path(settings).expanduser()


def test_the_environment_settles_everything(tmp_path: Path) -> None:
    settled = config.read(
        {
            "GWEAD_DATA": str(tmp_path),
            "GWEAD_PUBLIC_URL": "https://gwead.example.org/",
            "GWEAD_MASTER_KEY_FILE": str(tmp_path / "key"),
            "GWEAD_KEYS_BACKUP": "/safe/keys",
            "GWEAD_METRICS_TOKEN": "t",
            "GWEAD_UNLIMITED": "yes",
        }
    )
    assert (settled.data, settled.master_key_file) == (tmp_path, tmp_path / "key")
    assert settled.public_url == "https://gwead.example.org" and settled.secure
    assert (settled.keys_backup, settled.metrics_token) == (Path("/safe/keys"), "t")
    assert settled.limits.unlimited and settled.master_key_beside_data


def test_what_a_command_was_given_goes_first(tmp_path: Path) -> None:
    environment = {"GWEAD_DATA": "/elsewhere", "GWEAD_PUBLIC_URL": "https://elsewhere.example.org"}
    settled = config.read(environment, data=tmp_path, public_url="https://here.example.org/")
    assert (settled.data, settled.public_url) == (tmp_path, "https://here.example.org")


def test_the_demo_has_a_folder_of_its_own_with_its_key_in_it() -> None:
    environment = {"XDG_DATA_HOME": "/d", "GWEAD_DATA": "/d/gwead"}
    demo, real = config.for_demo(environment), config.read(environment)
    assert demo.demo and demo.data != real.data
    assert demo.master_key_file.parent == demo.data and demo.master_key_beside_data
    assert demo.password_cost.memory_kib < real.password_cost.memory_kib


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        config.read({}).demo = True  # type: ignore[misc]


def test_nothing_else_reads_the_environment() -> None:
    """STYLE: settings are read in config.py alone (bootstrap runs before there is one)"""
    readers = []
    for file in sorted((ROOT / "server").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        named = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        if named & {"environ", "getenv", "environb"}:
            readers.append(file.relative_to(ROOT / "server").as_posix())
    assert set(readers) <= {"config.py", "bootstrap.py"}
    assert "config.py" in readers
