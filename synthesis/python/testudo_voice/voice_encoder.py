# SPDX-License-Identifier: Apache-2.0
"""Who is speaking, as a vector: two recordings of one speaker have vectors of nearly one direction.

python -m testudo_voice.voice_encoder    writes the module that the renderer compares voices with

It is no part of any speech model and has never heard one. Its weights are those of Resemblyzer 0.1.4 (Apache-2.0): an
LSTM that learned to tell thousands of people apart (GE2E; Wan et al., 2018). Similarity is the cosine of two vectors.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from testudo_voice.export.scripting import fix_hash_seed, save_script
from testudo_voice.mel import MelConfig, slaney_filters
from testudo_voice.teacher_packages import fetched_wheel

MODULE = Path(__file__).parents[2] / "src/main/resources/dev/testudo/synthesis/speaker/voice-encoder.pt"
PACKAGE = ("resemblyzer", "0.1.4", "8f12eb2f1a9982d32e8db7856de754709b59c93a77bcf0ff536584b619a9dd1f")
LEAST_RATE = 16_000  # sounds up to 8 kHz are heard
BIN_HZ, FRAMES_PER_SECOND = 40, 100  # windows of 25 ms have the same bins at any rate
BANDS, SIZE, LAYERS = 40, 256, 3
PIECE, STEP = 160, 80  # frames: what is heard at once
LEVEL = 10 ** (-30 / 20)
SOUNDING = 1e-3  # of the loudest frame's energy


class VoiceEncoder(nn.Module):
    """`weights`: those of the LSTM's layers and of the last projection, one after the other, in half precision."""

    def __init__(self, weights: Tensor) -> None:
        super().__init__()
        self.register_buffer("weights", weights.half())
        config = MelConfig(sample_rate=LEAST_RATE, n_fft=LEAST_RATE // BIN_HZ, bands=BANDS)
        self.register_buffer("filters", slaney_filters(config))
        shapes = []
        for layer in range(LAYERS):
            heard = BANDS if layer == 0 else SIZE
            shapes += [[4 * SIZE, heard], [4 * SIZE, SIZE], [4 * SIZE], [4 * SIZE]]
        self.shapes = [*shapes, [SIZE, SIZE], [SIZE]]
        self.layers, self.size = LAYERS, SIZE
        self.least_rate, self.bin_hz, self.frames_per_second = LEAST_RATE, BIN_HZ, FRAMES_PER_SECOND
        self.piece, self.step = PIECE, STEP
        self.level, self.sounding = LEVEL, SOUNDING

    def spectrogram(self, wave: Tensor, rate: int) -> Tensor:
        """Mel energies [frames, bands] of sounding frames, at one level."""
        size, hop = rate // self.bin_hz, rate // self.frames_per_second
        padded = nn.functional.pad(wave, (size // 2, size // 2)).unsqueeze(0)
        spectrum = torch.stft(padded, size, hop, window=torch.hann_window(size), center=False, return_complex=True)[0]
        # A longer window of a higher rate adds up more samples.
        power = spectrum.abs()[: self.filters.size(1)].square() * (self.least_rate / rate) ** 2  # [bins, frames]
        energy = power.sum(0)
        heard = power[:, energy >= energy.max() * self.sounding]
        return (self.filters @ heard).T * (self.level**2 / wave.square().mean().clamp(min=1e-12))

    def parameters_of_layers(self) -> list[Tensor]:
        flat = self.weights.float()
        found: list[Tensor] = []
        begin = 0
        for shape in self.shapes:
            count = shape[0] if len(shape) == 1 else shape[0] * shape[1]
            found.append(flat[begin : begin + count].view(shape))
            begin += count
        return found

    @torch.jit.export
    def embedding(self, wave: Tensor, rate: int) -> Tensor:
        """Samples [N], at 16 kHz or more, to a vector [256] of length 1."""
        if rate < self.least_rate:
            raise ValueError(f"Cannot compare voices at {rate} samples per second: {self.least_rate} are needed")
        mel = self.spectrogram(wave, rate)
        while mel.size(0) < self.piece:
            mel = torch.cat([mel, mel])
        pieces = mel.unfold(0, self.piece, self.step).transpose(1, 2)  # [pieces, frames, bands]
        weights = self.parameters_of_layers()
        rest = torch.zeros(self.layers, pieces.size(0), self.size)
        state = torch.lstm(pieces, [rest, rest], weights[:-2], True, self.layers, 0.0, False, False, True)[1]
        vectors = torch.relu(state[-1] @ weights[-2].T + weights[-1])  # [pieces, 256]
        return nn.functional.normalize(nn.functional.normalize(vectors, dim=1).mean(0), dim=0)


def pretrained() -> VoiceEncoder:
    checkpoint = fetched_wheel(*PACKAGE) / "resemblyzer" / "pretrained.pt"
    state: dict[str, Tensor] = torch.load(checkpoint, map_location="cpu", weights_only=True)["model_state"]
    kinds = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    names = [f"lstm.{kind}_l{layer}" for layer in range(LAYERS) for kind in kinds] + ["linear.weight", "linear.bias"]
    return VoiceEncoder(torch.cat([state[name].flatten() for name in names])).eval()


@cache
def _module() -> torch.jit.ScriptModule:
    return torch.jit.load(str(MODULE))


@torch.no_grad()
def embedding(wave: np.ndarray, rate: int) -> np.ndarray:
    """As the renderer hears it: float32 [256]."""
    return np.asarray(_module().embedding(torch.from_numpy(np.ascontiguousarray(wave, dtype=np.float32)), rate))


if __name__ == "__main__":
    fix_hash_seed()
    save_script(torch.jit.script(pretrained()), MODULE)
