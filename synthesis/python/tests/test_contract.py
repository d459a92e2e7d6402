# SPDX-License-Identifier: Apache-2.0
"""`BUNDLE.md` says what the modules are, by name."""

import re
from pathlib import Path

import pytest
import torch
from conftest import PARITY, PROJECT

from testudo_voice.autoregressive import Autoregressive
from testudo_voice.bundle import FORMAT
from testudo_voice.export.autoregressive_module import SETTINGS, STATUS_CODES
from testudo_voice.tiny import AUTOREGRESSIVE

PAGE = (PROJECT / "synthesis" / "BUNDLE.md").read_text(encoding="utf-8")
TINY = PROJECT / "synthesis" / "src" / "test" / "resources" / "tiny-bundle"
INNER = {"limit", "noise", "to_float32"}  # called by others; `to_float32` is the same everywhere


def section(file: str) -> str:
    """The part of the page about a file."""
    found = re.search(rf"^### {re.escape(file)}.*?\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"the page has no section of {file}"
    return found[1]


def signatures(script: torch.jit.ScriptModule) -> set[str]:
    made = set()
    for name in script._c._method_names():
        if name.startswith("_") or name in INNER:
            continue
        schema = script._c._get_method(name).schema
        inputs = ", ".join(f"{a.name}: {a.type.annotation_str}" for a in schema.arguments[1:])
        made.add(f"{name}({inputs}) -> {schema.returns[0].type.annotation_str}")
    return made


def assert_described(folder: Path, file: str) -> None:
    page = set(re.findall(r"^\| `(\w+\(.*?\) -> .*?)` \|", section(file), re.MULTILINE))
    assert signatures(torch.jit.load(str(folder / file))) == page


@pytest.mark.parametrize("file", ["autoregressive.pt", "diffusion.pt", "vocoder.pt", "conditioning.pt"])
def test_page_has_every_method_as_it_is(file: str) -> None:
    assert_described(TINY, file)


def test_page_has_every_method_of_an_imported_model(tmp_path_factory: pytest.TempPathFactory) -> None:
    if not PARITY.is_dir():
        pytest.skip(f"no golden vectors at {PARITY}; set TESTUDO_PARITY_DIR to their folder")
    from official_files import write_small

    from testudo_voice.import_official import import_bundle

    folder = tmp_path_factory.mktemp("official")
    write_small(folder)
    import_bundle(folder, folder / "bundle", name="small", random_voices=1, heads=4)
    for file in sorted((folder / "bundle").glob("*.pt")):
        assert_described(folder / "bundle", "vocoder.pt" if file.name.startswith("vocoder-") else file.name)


def test_page_has_the_settings_and_the_status_codes() -> None:
    text = section("autoregressive.pt")
    settings, statuses = text.split("| status | code |")
    assert tuple(re.findall(r"^\| `(\w+)` \|", settings, re.MULTILINE)) == tuple(SETTINGS)
    codes = re.findall(r"^\| `(\w+)` \| (\d+) \|", statuses, re.MULTILINE)
    assert {name: int(code) for name, code in codes} == STATUS_CODES
    script = torch.jit.load(str(TINY / "autoregressive.pt"))
    assert script.status_codes() == STATUS_CODES


def test_page_has_the_layout_of_the_cache() -> None:
    script = torch.jit.load(str(TINY / "autoregressive.pt"))
    network = Autoregressive(AUTOREGRESSIVE)
    layers, slots, heads, _, pair, width = script.new_state(4)[0].shape
    assert "`[L, slots, H, positions, 2, D / H]`" in section("autoregressive.pt")
    assert [layers, slots, heads, pair, width * heads] == [
        network.config.layers, 4, network.config.heads, 2, network.config.model_dim,
    ]  # fmt: skip


def test_page_has_the_format() -> None:
    assert f'"format": {FORMAT},' in PAGE
