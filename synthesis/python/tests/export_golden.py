# SPDX-License-Identifier: Apache-2.0
"""Exports the golden networks for the renderer's tests, with the given noise in place of the hash.

python export_golden.py DIR
"""

import sys
from pathlib import Path

import torch
from conftest import Golden
from official_files import write_file
from safetensors.torch import save_file
from torch import Tensor

from testudo_voice import official
from testudo_voice.export.autoregressive_module import AutoregressiveModule
from testudo_voice.export.diffusion_module import DiffusionModule
from testudo_voice.export.scripting import compile_half, fix_hash_seed, save_script
from testudo_voice.export.similarity_module import ClvpModule
from testudo_voice.export.streaming_module import StreamingModule
from testudo_voice.export.vocoder_module import UnivNetModule, VocoderModule
from testudo_voice.import_official import MEL_SCALE, SEEN_AT_START, SILENT, TAIL, TEXT_STOPS


class GivenNoise(DiffusionModule):
    start: Tensor
    steps: Tensor

    def noise(self, keys: Tensor, first: int, count: int, frames: int) -> Tensor:
        chosen = self.start.unsqueeze(0) if first == 0 else self.steps[first - 1 : first - 1 + count]
        return chosen.unsqueeze(1)  # [count, 1, bands, frames]


class GivenVocoderNoise(UnivNetModule):
    given: Tensor

    def noise(self, keys: Tensor, frames: int) -> Tensor:
        return self.given.unsqueeze(0)


def modules(folder: Path) -> dict[str, torch.nn.Module]:
    """Each goes through its file, as an import does."""
    golden = {name: Golden(f"{name}-small") for name in ("ar", "diffusion", "univnet", "bigvgan", "hifigan", "clvp")}
    path = {name: write_file(folder, name, g.state) for name, g in golden.items()}
    network = official.read_autoregressive(path["ar"], golden["ar"].config["heads"])
    text_ids = golden["ar"]["text_tokens"].size(1) - 1
    diffusion = GivenNoise(official.read_diffusion(path["diffusion"]), MEL_SCALE + SILENT, MEL_SCALE)
    diffusion.register_buffer("start", golden["diffusion"]["init_noise"][0])
    diffusion.register_buffer("steps", golden["diffusion"]["step_noise"][:, 0])
    univnet = GivenVocoderNoise(official.read_univnet(path["univnet"]), TAIL)
    univnet.register_buffer("given", golden["univnet"]["z"][0])
    greedy_codes = golden["ar"].config["max_new"]
    return {
        "autoregressive": AutoregressiveModule(network, text_ids, greedy_codes, TEXT_STOPS, SEEN_AT_START),
        "diffusion": diffusion,
        "vocoder": univnet,
        "clvp": ClvpModule(official.read_clvp(path["clvp"])),
        "streaming": StreamingModule(official.read_hifigan(path["hifigan"])),
        "vocoder-bigvgan": VocoderModule(official.read_bigvgan(path["bigvgan"]), TAIL),
    }


def main() -> None:
    fix_hash_seed()
    torch.set_num_threads(1)
    folder = Path(sys.argv[1])
    for name, module in modules(folder).items():
        save_script(compile_half(module, torch.float32), folder / f"{name}.pt")
    texts = {name: Golden(f"{name}-small")["text_tokens"][0, :-1].long().clone() for name in ("ar", "clvp")}
    save_file(texts, str(folder / "texts.safetensors"))  # without the stop id that the modules add


if __name__ == "__main__":
    main()
