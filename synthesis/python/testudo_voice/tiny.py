# SPDX-License-Identifier: Apache-2.0
"""A bundle of random weights for tests of the renderer: it babbles, briefly and quietly.

python -m testudo_voice.tiny --to DIR [--seed 0]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import Tensor, nn

from testudo_voice.autoregressive import Autoregressive, AutoregressiveConfig
from testudo_voice.bundle import Facts, Model, Voice, tone, write_bundle
from testudo_voice.diffusion import DiffusionConfig, DiffusionDecoder
from testudo_voice.export.scripting import fix_hash_seed
from testudo_voice.mel import MelConfig, MelSpectrogram
from testudo_voice.tokenizer import TOKENS, starter_specification

CODES = 32
MEL = MelConfig(sample_rate=16_000, n_fft=1024, window=800, hop=200, bands=80)
AUTOREGRESSIVE = AutoregressiveConfig(
    layers=2,
    model_dim=32,
    heads=4,
    max_text_tokens=320,
    max_mel_tokens=480,
    max_conditioning_inputs=1,
    number_text_tokens=TOKENS,
    start_text_token=TOKENS,
    stop_text_token=0,
    number_mel_codes=CODES + 2,
    start_mel_token=CODES,
    stop_mel_token=CODES + 1,
    mel_bands=MEL.bands,
    conditioning_blocks=1,
)
DIFFUSION = DiffusionConfig(
    channels=32,
    layers=1,
    in_channels=MEL.bands,
    out_channels=MEL.bands,
    latent_channels=32,
    tokens=1,
    heads=4,
    frames_per_code=(4, 1),
    latent_conditioner_blocks=1,
    code_converter_blocks=0,
    contextual_blocks=1,
    integrator_layers=1,
    residual_blocks=1,
)
FACTS = Facts(
    name="tiny",
    sample_rate=MEL.sample_rate,
    hop=MEL.hop,
    mel_shift=-5.0,
    mel_scale=2.0,
    max_text_tokens=AUTOREGRESSIVE.max_text_tokens,
    max_codes=AUTOREGRESSIVE.max_mel_tokens,
    clip_frames=60,
    defaults={
        "temperature": 1.0,
        "topK": 0,
        "topP": 0.95,
        "repetitionPenalty": 1.0,
        "typicalMass": 0,
        "diffusionSteps": 2,
        "guidance": 0,
        "diffusionTemperature": 1.0,
        "sampler": "flow",
    },
    licence="Apache-2.0",
    provenance={"text": "none", "teachers": "none", "trainedWith": "random weights"},
)


class TinyVocoder(nn.Module):
    """One convolution that smooths, one that upsamples, and never louder than 0.3."""

    def __init__(self, bands: int, hop: int) -> None:
        super().__init__()
        self.smooth = nn.Conv1d(bands, 8, 3, padding=1)
        self.upsample = nn.ConvTranspose1d(8, 1, 2 * hop, stride=hop, padding=hop // 2)

    def forward(self, mel: Tensor) -> Tensor:
        return 0.3 * torch.tanh(self.upsample(torch.tanh(self.smooth(mel)))).squeeze(1)


def tiny_model(seed: int) -> Model:
    torch.manual_seed(seed)
    autoregressive = Autoregressive(AUTOREGRESSIVE).eval()
    diffusion = DiffusionDecoder(DIFFUSION).eval()
    awaken(autoregressive)
    awaken(diffusion)
    stop_after_a_while(autoregressive)
    spectrogram = MelSpectrogram(MEL)
    voices = [
        voice(name, pitch, autoregressive, diffusion, spectrogram) for name, pitch in (("ash", 1.0), ("birch", 1.5))
    ]
    return Model(
        autoregressive,
        diffusion,
        TinyVocoder(MEL.bands, MEL.hop),
        spectrogram,
        starter_specification(),
        voices,
    )


@torch.no_grad()
def stop_after_a_while(network: Autoregressive) -> None:
    """Makes the stop code unlikely at first and likely after two seconds: a ramp over positions."""
    positions = torch.arange(network.config.mel_positions)
    network.mel_pos_embedding.emb.weight[:, 0] = (positions / 20 - 2).clamp(-2, 2)
    network.mel_head.weight[:, 0] = 0
    network.mel_head.bias.zero_()
    stop = network.config.stop_mel_token
    network.mel_head.weight[stop] = 0
    network.mel_head.weight[stop, 0] = 0.5


def awaken(network: nn.Module) -> None:
    """Layers that training would start from zero get weights, so that every branch matters."""
    for parameter in network.parameters():
        if not parameter.any():
            nn.init.normal_(parameter, std=0.1)


@torch.no_grad()
def voice(
    name: str,
    pitch: float,
    autoregressive: Autoregressive,
    diffusion: DiffusionDecoder,
    spectrogram: nn.Module,
) -> Voice:
    mel = spectrogram(tone(int(MEL.sample_rate / pitch), FACTS.clip_frames * MEL.hop).unsqueeze(0))
    scaled = (mel - FACTS.mel_shift) / FACTS.mel_scale
    return Voice(
        name=name,
        description="Random weights, conditioned on a buzz.",
        autoregressive=autoregressive.conditioning_latent(mel.unsqueeze(1))[0],
        diffusion=diffusion.conditioning_latent(scaled.unsqueeze(1))[0],
        seconds_per_character=0.03,
        seconds_offset=0.5,
        seconds_spread=10.0,  # Its lengths have nothing to do with the text.
    )


def main() -> None:
    fix_hash_seed()
    torch.set_num_threads(1)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, required=True, help="folder of the bundle")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    write_bundle(arguments.to, tiny_model(arguments.seed), FACTS)


if __name__ == "__main__":
    main()
