# SPDX-License-Identifier: Apache-2.0
"""Official files with random weights: of any shapes, and small on disk whatever the shapes."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from conftest import Golden, parity_file
from torch import Tensor

from testudo_voice.bigvgan import Bigvgan, BigvganConfig
from testudo_voice.export.scripting import fix_hash_seed
from testudo_voice.hifigan import Hifigan, HifiganConfig
from testudo_voice.import_official import import_bundle
from testudo_voice.random_latents import RandomLatents
from testudo_voice.univnet import UnivNet, UnivNetConfig

FULL = {
    "autoregressive": "autoregressive",
    "diffusion_decoder": "diffusion_decoder",
    "vocoder": "vocoder",
    "clvp2": "clvp2",
    "cvvp": "cvvp",
    "rlg_auto": "rlg_auto",
    "rlg_diffuser": "rlg_diffuser",
    "hifidecoder": "hifidecoder",
    "bigvgan_base_24khz_100band_g": "bigvgan_base_24khz_100band",
    "bigvgan_24khz_100band_g": "bigvgan_24khz_100band",
}
NESTED = {"vocoder": "model_g", "bigvgan_base_24khz_100band_g": "generator", "bigvgan_24khz_100band_g": "generator"}


def random_state(shapes: Mapping[str, list[int]], dtype: torch.dtype = torch.float16) -> dict[str, Tensor]:
    """All tensors are windows into one storage, so that a file of gigabytes takes megabytes."""
    generator = torch.Generator().manual_seed(len(shapes))
    sizes = {key: int(torch.Size(shape).numel()) for key, shape in shapes.items()}
    pool = (torch.rand(max(sizes.values()) + 977, generator=generator) * 0.1 - 0.05).to(dtype)
    return {key: pool[i % 977 : i % 977 + sizes[key]].view(shape) for i, (key, shape) in enumerate(shapes.items())}


def write_file(folder: Path, name: str, state: dict[str, Tensor]) -> Path:
    held: Any = {NESTED[name]: state, "epoch": 3} if name in NESTED else state
    path = folder / f"{name}.pth"
    torch.save(held, path)
    return path


def write_text_side(folder: Path) -> None:
    for name in ("tokenizer.json", "mel_norms.pth"):
        (folder / name).write_bytes(parity_file(f"data/{name}").read_bytes())


def write_full(folder: Path) -> None:
    """Every official file at its full shapes, with the masks that the real one carries."""
    for name, shapes in FULL.items():
        state = random_state(json.loads(parity_file(f"official-shapes/{shapes}.json").read_text()))
        if name == "autoregressive":
            extra = parity_file("official-shapes/autoregressive-extra-buffers-old-transformers.json")
            mask = torch.zeros([], dtype=torch.uint8)
            state |= {k: mask.expand(shape) for k, shape in json.loads(extra.read_text()).items()}
        write_file(folder, name, state)
    write_text_side(folder)


def small_shapes(name: str, replaced: Mapping[int, int]) -> dict[str, list[int]]:
    """Shapes of a golden network with some sizes replaced, so that networks fit each other."""
    return {k: [replaced.get(n, n) for n in v.shape] for k, v in Golden(name).state.items()}


def lively_states() -> dict[str, dict[str, Tensor]]:
    """Of networks through which nothing would come with weights as small as the others'."""
    torch.manual_seed(0)
    networks = {
        "vocoder": UnivNet(UnivNetConfig(noise_channels=16, channels=3, bands=40)),
        "rlg_auto": RandomLatents(40),
        "rlg_diffuser": RandomLatents(96),
        "bigvgan_base_24khz_100band_g": Bigvgan(BigvganConfig(bands=40, channels=32, kernels=(3,))),
        "hifidecoder": Hifigan(HifiganConfig(inputs=40, voice_channels=40, channels=32, kernels=(3,))),
    }
    return {name: network.state_dict() for name, network in networks.items()}


def write_small(folder: Path) -> None:
    """A small model whose networks fit: latents of 40, mels of 40 bands."""
    diffusion = small_shapes("diffusion-small", {64: 40})
    diffusion["code_embedding.weight"][0] = 64
    files = {
        "autoregressive": small_shapes("ar-small", {}),
        "diffusion_decoder": diffusion,
        "clvp2": small_shapes("clvp-small", {300: 8192}),
        "cvvp": small_shapes("cvvp-small", {}),
    }
    for name, shapes in files.items():
        write_file(folder, name, random_state(shapes, torch.float32))
    for name, state in lively_states().items():
        write_file(folder, name, state)
    write_text_side(folder)


def main() -> None:
    """Writes the small files into a folder, and imports them into its subfolder `bundle`."""
    fix_hash_seed()
    torch.set_num_threads(1)
    folder = Path(sys.argv[1])
    write_small(folder)
    import_bundle(folder, folder / "bundle", name="small", random_voices=2, heads=4)


if __name__ == "__main__":
    main()
