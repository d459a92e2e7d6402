# SPDX-License-Identifier: Apache-2.0
"""Later stages over several utterances: a row is what it is alone, whatever stands beside it."""

import io

import pytest
import torch
from conftest import Golden, assert_near
from test_diffusion import small_network
from torch import Tensor, nn

from testudo_voice.export.diffusion_module import DiffusionModule
from testudo_voice.export.scripting import compile_half, script_bytes
from testudo_voice.export.vocoder_module import UnivNetModule, VocoderModule
from testudo_voice.official_shapes import randomised
from testudo_voice.univnet import UnivNet, UnivNetConfig
from testudo_voice.vocoder import Vocoder, VocoderConfig

LENGTHS = [29, 3, 32, 17, 30, 8, 21, 32, 1, 12]  # codes
ROWS, PADDED = 4, 32
SAMPLERS = [("ddpm", 3, 2.0), ("ddim", 3, 2.0), ("dpm++2m", 4, 2.0), ("dpm++2m", 12, 0.0)]


@pytest.fixture(scope="module")
def diffusion() -> torch.jit.ScriptModule:
    network = small_network(Golden("diffusion-small"))
    return loaded(DiffusionModule(network, -4.0, 3.0))


def loaded(module: nn.Module) -> torch.jit.ScriptModule:
    script = torch.jit.load(io.BytesIO(script_bytes(compile_half(module))))
    script.to_float32()
    return script


def latents(script: torch.jit.ScriptModule) -> list[Tensor]:
    generator = torch.Generator().manual_seed(1)
    width = getattr(script.network.latent_conditioner, "0").weight.size(1)
    return [torch.randn(count, width, generator=generator) for count in LENGTHS]


def mels(
    script: torch.jit.ScriptModule, order: list[int], sampler: str, steps: int, guidance: float
) -> dict[int, Tensor]:
    """All utterances, so many in a call; a call that is not full is filled up with its first."""
    spoken, given = {}, latents(script)
    for first in range(0, len(order), ROWS):
        chosen = order[first : first + ROWS]
        rows = chosen + [chosen[0]] * (ROWS - len(chosen))
        batch = torch.full((ROWS, PADDED, given[0].size(1)), 7.0)  # what lies beyond the end must not matter
        for row, number in zip(batch, rows, strict=True):
            row[: LENGTHS[number]] = given[number]
        codes, keys = torch.tensor([LENGTHS[n] for n in rows]), torch.tensor(rows) + 100
        voices = torch.stack([voice(script, n) for n in rows])
        result = script.mels(batch, codes, voices, keys, sampler, steps, guidance, 1.0)
        for row, number in zip(result, chosen, strict=False):
            spoken[number] = row[:, : LENGTHS[number] * script.frames // script.per_codes].clone()
    return spoken


def voice(script: torch.jit.ScriptModule, number: int) -> Tensor:
    channels = script.network.unconditioned_embedding.size(1)
    return torch.linspace(-1, 1, 2 * channels).roll(number)


@pytest.mark.parametrize(("sampler", "steps", "guidance"), SAMPLERS)
@torch.no_grad()
def test_a_padded_row_is_the_utterance_at_its_exact_length(
    diffusion: torch.jit.ScriptModule, sampler: str, steps: int, guidance: float
) -> None:
    given = latents(diffusion)
    for number, mel in mels(diffusion, list(range(len(LENGTHS))), sampler, steps, guidance).items():
        key = torch.tensor(number + 100)
        alone = diffusion.mel(given[number], voice(diffusion, number), key, sampler, steps, guidance, 1.0)
        assert_near(mel, alone, 2e-3)


@pytest.mark.parametrize(("sampler", "steps", "guidance"), SAMPLERS)
@torch.no_grad()
def test_neighbours_change_no_bit_of_a_mel(
    diffusion: torch.jit.ScriptModule, sampler: str, steps: int, guidance: float
) -> None:
    order = list(range(len(LENGTHS)))
    expected = mels(diffusion, order, sampler, steps, guidance)
    shuffled = [7, 2, 9, 0, 5, 1, 8, 3, 6, 4]
    for number, mel in mels(diffusion, shuffled, sampler, steps, guidance).items():
        assert torch.equal(mel, expected[number])
    for number in order:
        assert torch.equal(mels(diffusion, [number], sampler, steps, guidance)[number], expected[number])


def vocoders() -> list[tuple[nn.Module, int, float]]:
    """Networks, the frames that see beyond an end, and how near the others are."""
    torch.manual_seed(2)
    return [
        (VocoderModule(randomised(Vocoder(VocoderConfig(bands=6, channels=16, blocks=2, n_fft=64, hop=16)))), 14, 1e-5),
        (UnivNetModule(randomised(UnivNet(UnivNetConfig(noise_channels=8, channels=4, bands=6)))), 12, 1e-4),
    ]


@pytest.mark.parametrize(("module", "edge", "tolerance"), vocoders())
@torch.no_grad()
def test_waveforms_side_by_side(module: nn.Module, edge: int, tolerance: float) -> None:
    script = loaded(module)
    generator = torch.Generator().manual_seed(4)
    given = [torch.randn(6, 2 * count, generator=generator) for count in LENGTHS]

    def spoken(order: list[int]) -> dict[int, Tensor]:
        waves = {}
        for first in range(0, len(order), ROWS):
            chosen = order[first : first + ROWS]
            rows = chosen + [chosen[0]] * (ROWS - len(chosen))
            batch = torch.full((ROWS, 6, 2 * PADDED), 3.0)
            for row, number in zip(batch, rows, strict=True):
                row[:, : 2 * LENGTHS[number]] = given[number]
            frames = torch.tensor([2 * LENGTHS[n] for n in rows])
            result = script.waveforms(batch, frames, torch.tensor(rows))
            for row, number in zip(result, chosen, strict=False):
                waves[number] = row[: row.numel() // (2 * PADDED) * 2 * LENGTHS[number]].clone()
        return waves

    expected = spoken(list(range(len(LENGTHS))))
    for number, wave in spoken([7, 2, 9, 0, 5, 1, 8, 3, 6, 4]).items():
        assert torch.equal(wave, expected[number])
    for number, wave in expected.items():
        assert torch.equal(spoken([number])[number], wave)
        alone = script.waveform(given[number], torch.tensor(number))
        hop = alone.numel() // (2 * LENGTHS[number])
        inner = max(0, 2 * LENGTHS[number] - edge) * hop
        if inner > 0:
            assert_near(wave[:inner], alone[:inner], tolerance)
