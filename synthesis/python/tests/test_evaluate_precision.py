# SPDX-License-Identifier: Apache-2.0
from pathlib import Path

from conftest import parity_file
from official_files import write_small

from testudo_voice.bundle import write_bundle
from testudo_voice.evaluate_precision import evaluate
from testudo_voice.import_official import import_bundle
from testudo_voice.tiny import FACTS, tiny_model

LINES = ["the slow tide carried every lantern past our quiet harbour", "nobody counted the steps"]
RELATIVE = {"autoregressive": 0.01, "diffusion": 0.01, "vocoder": 0.02, "streaming": 0.02}


def check(bundle: Path, stages: set[str]) -> None:
    found = evaluate(bundle, LINES)
    assert found.keys() - {"utterances", "codesBeforeTheFirstOtherOne"} == stages
    for stage in stages:
        figures = found[stage]
        assert isinstance(figures, dict)
        assert 0 < figures["relative"] <= RELATIVE[stage], (stage, figures)
        assert figures["largest"] <= 30 * RELATIVE[stage], (stage, figures)


def test_half_stays_near_at_each_stage(tmp_path: Path) -> None:
    write_bundle(tmp_path, tiny_model(0), FACTS)
    check(tmp_path, {"autoregressive", "diffusion", "vocoder"})


def test_half_stays_near_at_each_stage_of_an_imported_model(tmp_path: Path) -> None:
    parity_file("README.md")
    source = tmp_path / "official"
    source.mkdir()
    write_small(source)
    import_bundle(source, tmp_path / "bundle", name="small", random_voices=1, heads=4)
    check(tmp_path / "bundle", {"autoregressive", "diffusion", "vocoder", "streaming"})
