# SPDX-License-Identifier: Apache-2.0
import json
import os
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from conftest import PROJECT, Golden, assert_near, parity_file
from official_files import random_state, small_shapes, write_file, write_full, write_small
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from testudo_voice import official
from testudo_voice.checkpoint import Checkpoint, ImportFailure, read, tensors_in
from testudo_voice.export.official_conditioning_module import OfficialConditioningModule
from testudo_voice.export.scripting import compile_half
from testudo_voice.export.similarity_module import ClvpModule
from testudo_voice.import_official import MEL_SCALE, SILENT, import_bundle
from testudo_voice.speaker import Speaker


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("official")
    write_small(folder)
    return folder


@pytest.fixture(scope="module")
def bundle(source: Path) -> Path:
    to = source.parent / "imported-bundle"
    import_bundle(source, to, name="small", random_voices=2, heads=4)
    return to


def copy_of(source: Path, to: Path, without: str = "") -> Path:
    to.mkdir()
    for path in source.iterdir():
        if path.is_file() and path.stem != without:
            (to / path.name).write_bytes(path.read_bytes())
    return to


def refused(source: Path, to: Path) -> str:
    with pytest.raises(ImportFailure) as failure:
        import_bundle(source, to, name="small", random_voices=1, heads=4)
    assert not to.exists()
    assert [p.name for p in to.parent.iterdir() if p.name.endswith(".partial")] == []
    sentence = str(failure.value)
    assert "\n" not in sentence
    return sentence


def test_manifest_holds_what_the_official_model_needs(bundle: Path) -> None:
    manifest = json.loads((bundle / "bundle.json").read_text())
    assert manifest["melFramesPerCode"] == [96000, 22050]
    assert (manifest["sampleRateHz"], manifest["hopLength"], manifest["conditioningRateHz"]) == (24000, 256, 22050)
    assert manifest["diffusion"]["samplers"] == ["ddpm", "ddim", "dpm++2m"]
    assert [voice["name"] for voice in manifest["voices"]] == ["random-1", "random-2"]
    assert manifest["vocoders"] == ["univnet", "bigvgan-base"]
    optional = {"vocoder-bigvgan-base", "clvp", "cvvp", "streaming", "random"}
    expected = {"autoregressive", "diffusion", "vocoder", "conditioning"} | optional
    assert {p.stem for p in bundle.glob("*.pt")} == expected
    assert set(manifest["files"]) == {str(p.relative_to(bundle)) for p in bundle.rglob("*.*")} - {"bundle.json"}


def test_imported_bundle_speaks(bundle: Path) -> None:
    speaker = Speaker(bundle, diffusionSteps=2)
    samples = speaker.speak("the rain had stopped", "random-2", key=3)
    codes = len(samples) // 256 * 22050 // 96000
    assert codes > 0
    assert bool(samples.isfinite().all())


@pytest.mark.parametrize(("steps", "sampler"), [(3, "ddpm"), (3, "ddim"), (3, "dpm++2m")])
def test_every_sampler_samples(bundle: Path, steps: int, sampler: str) -> None:
    module = torch.jit.load(str(bundle / "diffusion.pt"))
    module.to_float32()
    voice = load_file(str(bundle / "voices/random-1.safetensors"))["diffusion"]
    mel = module.mel(torch.zeros(7, 40), voice, torch.tensor(1), sampler, steps, 2.0, 1.0)
    assert mel.shape == (40, 7 * 96000 // 22050)


@torch.no_grad()
def test_candidates_are_ranked_as_by_the_golden_vectors(tmp_path: Path) -> None:
    golden = Golden("clvp-small")
    path = write_file(tmp_path, "clvp2", golden.state)
    network = official.read_clvp(path)
    script = compile_half(ClvpModule(network), torch.float32)
    text = golden["text_tokens"][0].long()
    latent = script.text_latent(text[:-1])  # the module adds the stop id
    scores = script.scores(latent.expand(4, -1), golden["codes"])
    assert_near(scores, golden["similarity"], 1e-4)


@torch.no_grad()
def test_conditioning_takes_both_official_mels() -> None:
    golden = Golden("mel-spectrograms")

    class First(nn.Module):
        def forward(self, mel: Tensor) -> Tensor:
            return mel[:, :, 10]

    class All(nn.Module):
        def forward(self, mel: Tensor) -> Tensor:
            return mel

    module = OfficialConditioningModule(First(), All(), golden["mel_norms"], 100)
    voice, timbre = module.latents(golden["wav22050"][0])
    normed = golden["ar_conditioning_mel_zero_padded_132300_frames_0_110"][0, :, 10]
    assert_near(voice, normed, 1e-3)
    assert timbre.shape == (100,)
    mel = module.normed_mel(golden["wav22050"][0])
    assert mel.shape == (1, 80, int(golden["ar_conditioning_frames"]))
    long = torch.cat([golden["wav22050"][0]] * 8)
    assert torch.equal(module.latents(long)[0], module.latents(long[: 6 * 22050])[0])


def test_full_shapes_import_in_little_memory(tmp_path: Path) -> None:
    """Every key of every official list is read, none is missing and none left over; the weights alone are 5 GB."""
    source = tmp_path / "official"
    source.mkdir()
    write_full(source)
    command = [sys.executable, "-m", "testudo_voice.import_official", str(source), "--to", str(tmp_path / "bundle")]
    process = subprocess.Popen(command, cwd=PROJECT / "synthesis/python")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    assert usage.ru_maxrss < 2_000_000, "kilobytes"
    manifest = json.loads((tmp_path / "bundle/bundle.json").read_text())
    assert manifest["vocoders"] == ["univnet", "bigvgan-base", "bigvgan"]
    assert manifest["autoregressive"] == {
        "modelDim": 1024, "layers": 30, "heads": 16, "codes": 8192, "startCode": 8192, "stopCode": 8193,
    }  # fmt: skip
    assert (manifest["maxTextTokens"], manifest["maxCodes"], manifest["melBands"]) == (398, 500, 100)
    assert {p.stem for p in (tmp_path / "bundle").glob("*.pt")} >= {"clvp", "cvvp", "streaming", "random"}


def test_both_formats_of_a_file_give_the_same_bundle(bundle: Path, source: Path, tmp_path: Path) -> None:
    other = copy_of(source, tmp_path / "official")
    state = Checkpoint(source / "vocoder.pth", nested="model_g").state
    (other / "vocoder.pth").unlink()
    save_file({k: v.contiguous().clone() for k, v in state.items()}, str(other / "vocoder.safetensors"))
    legacy = torch.load(source / "clvp2.pth", weights_only=True)
    torch.save(legacy, other / "clvp2.pth", _use_new_zipfile_serialization=False)
    import_bundle(other, tmp_path / "bundle", name="small", random_voices=2, heads=4)
    for name in ("vocoder", "clvp"):
        first, second = (torch.jit.load(str(b / f"{name}.pt")) for b in (bundle, tmp_path / "bundle"))
        for key, tensor in first.state_dict().items():
            assert torch.equal(second.state_dict()[key], tensor), key


@pytest.mark.parametrize(
    ("name", "place", "count"),
    [
        ("flat-zip", "", 15),
        ("flat-legacy", "", 15),
        ("flat-zip-cuda-tagged", "", 15),
        ("nested-zip", "model_g.", 15),
        ("latents-tuple-zip", "", 2),
    ],
)
def test_reads_every_kind_of_tensor(name: str, place: str, count: int) -> None:
    expected = load_file(str(parity_file("pth-loader/expected.safetensors")))
    prefix = "latents_tuple." if "tuple" in name else ""
    found = [(k.removeprefix(place), t) for k, t in tensors_in(read(parity_file(f"pth-loader/{name}.pth")))]
    compared = [key for key, tensor in found if equals(tensor, expected[prefix + key])]
    assert len(compared) == len(found) == count


def equals(actual: Tensor, expected: Tensor) -> bool:
    return actual.dtype == expected.dtype and torch.equal(actual, expected)


def test_voices_come_from_latents(source: Path, tmp_path: Path) -> None:
    other = copy_of(source, tmp_path / "official", without="rlg_auto")
    (other / "voices/pat").mkdir(parents=True)
    torch.save((torch.ones(1, 40), torch.zeros(1, 96)), other / "voices/pat/pat.pth")
    import_bundle(other, tmp_path / "bundle", name="small", random_voices=2, heads=4)
    assert torch.equal(load_file(str(tmp_path / "bundle/voices/pat.safetensors"))["autoregressive"], torch.ones(40))
    torch.save([torch.ones(1, 40)], other / "voices/pat/pat.pth")
    assert "pat.pth: it is not a pair of latents" in refused(other, tmp_path / "second")


def drop(state: dict[str, Any]) -> None:
    del state["gpt.h.1.mlp.c_fc.bias"]


def rename(state: dict[str, Any]) -> None:
    state["gpt.h.1.mlp.c_fc.bios"] = torch.zeros(3)


def turn(state: dict[str, Any]) -> None:
    state["gpt.h.0.mlp.c_fc.weight"] = state["gpt.h.0.mlp.c_fc.weight"].t().contiguous()


def poison(state: dict[str, Any]) -> None:
    state["final_norm.bias"] = torch.full([40], float("nan"))


def overflow(state: dict[str, Any]) -> None:
    state["final_norm.bias"] = torch.full([40], 1e6)


def number(state: dict[str, Any]) -> None:
    state["final_norm.bias"] = 3


def integers(state: dict[str, Any]) -> None:
    state["final_norm.bias"] = torch.zeros(40, dtype=torch.int32)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (drop, '"gpt.h.1.mlp.c_fc.bias" is missing'),
        (rename, '"gpt.h.1.mlp.c_fc.bios" is not part of the network'),
        (turn, '"gpt.h.0.mlp.c_fc.weight" has the shape [160, 40], not [40, 160]'),
        (poison, '"final_norm.bias" has values that are not finite'),
        (overflow, '"final_norm.bias" has values that are not finite'),
        (number, '"final_norm.bias" holds a int, not weights'),
        (integers, '"final_norm.bias" holds torch.int32 numbers'),
    ],
)
def test_wrong_keys_are_named(
    source: Path, tmp_path: Path, change: Callable[[dict[str, Any]], None], reason: str
) -> None:
    other = copy_of(source, tmp_path / "official")
    state = dict(torch.load(source / "autoregressive.pth", weights_only=True))
    change(state)
    torch.save(state, other / "autoregressive.pth")
    sentence = refused(other, tmp_path / "bundle")
    assert sentence.startswith(f"Cannot import {other / 'autoregressive.pth'}: ")
    assert reason in sentence


def test_a_flipped_bit_is_found_and_named(source: Path, tmp_path: Path) -> None:
    other = copy_of(source, tmp_path / "official")
    path = other / "autoregressive.pth"
    state = {k: v.clone() for k, v in torch.load(source / path.name, weights_only=True).items()}
    torch.save(state, path)
    with zipfile.ZipFile(path) as archive:
        wanted = list(state).index("gpt.h.0.mlp.c_fc.weight")
        record = next(r for r in archive.infolist() if r.filename.endswith(f"/data/{wanted}"))
    content = bytearray(path.read_bytes())
    content[record.header_offset + 4000] ^= 1
    path.write_bytes(content)
    assert "gpt.h.0.mlp.c_fc.weight is damaged" in refused(other, tmp_path / "bundle")


@pytest.mark.parametrize("size", [0, 100, 30_000])
@pytest.mark.parametrize("name", ["vocoder.pth", "vocoder.safetensors"])
def test_truncated_files_are_refused(tmp_path: Path, name: str, size: int) -> None:
    path = tmp_path / name
    state = random_state(small_shapes("univnet-small", {}))
    if path.suffix == ".pth":
        torch.save(state, path)
    else:
        save_file({k: v.clone() for k, v in state.items()}, str(path))
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(ImportFailure, match=f"^Cannot import {path}: it is damaged or not a "):
        official.read_univnet(path)


class Bomb:
    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (Path("/nonexistent/never"),))


@pytest.mark.parametrize("zipped", [True, False])
def test_pickles_are_never_executed(tmp_path: Path, zipped: bool) -> None:
    path = tmp_path / "vocoder.pth"
    torch.save({"x": Bomb()}, path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(ImportFailure, match=r"it holds a .* beside tensors, and files that can run code are not read$"):
        official.read_univnet(path)
    path.write_bytes(pickle.dumps({"x": 1}))
    with pytest.raises(ImportFailure, match=r'^Cannot import .*vocoder\.pth: "?'):
        official.read_univnet(path)


def test_missing_and_unfitting_files_are_named(source: Path, tmp_path: Path) -> None:
    lacking = copy_of(source, tmp_path / "a", without="diffusion_decoder")
    assert "it has no diffusion_decoder.pth" in refused(lacking, tmp_path / "bundle")
    other = copy_of(source, tmp_path / "b")
    shapes = small_shapes("univnet-small", {20: 44})
    write_file(other, "vocoder", random_state(shapes, torch.float32))
    assert "vocoder.pth: it has 44 mel bands, where the other files have 40" in refused(other, tmp_path / "bundle")
    voiceless = copy_of(source, tmp_path / "c", without="rlg_diffuser")
    assert "it has no voice" in refused(voiceless, tmp_path / "bundle")
    (other / "tokenizer.json").write_text("{}")
    assert "tokenizer.json: it is missing or not a tokenizer" in refused(other, tmp_path / "bundle")


def test_never_writes_over_something(source: Path, bundle: Path) -> None:
    with pytest.raises(ImportFailure, match="something is there; name a new folder"):
        import_bundle(source, bundle, name="small", random_voices=1, heads=4)


def test_the_command_says_one_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "testudo_voice.import_official", str(tmp_path / "none"), "--to", str(tmp_path)]
    done = subprocess.run(command, cwd=PROJECT / "synthesis/python", capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == f"Cannot import {tmp_path / 'none'}: it is not a folder\n"


def test_denormalises_like_the_reference() -> None:
    golden = Golden("diffusion-small")
    scaled = golden["ddpm_condfree_k2_samples"][-1]
    assert_near(scaled * MEL_SCALE + MEL_SCALE + SILENT, golden["ddpm_condfree_k2_final_mel_denormalized"], 1e-4)
