# SPDX-License-Identifier: Apache-2.0
"""Makes a bundle out of the official files of a folder; one network is in memory at a time.

python -m testudo_voice.import_official DIR --to BUNDLE [--name NAME] [--random-voices 3] [--heads N]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from testudo_voice import import_voices, official
from testudo_voice.autoregressive import AutoregressiveConfig
from testudo_voice.bundle import Facts, Voice, json_bytes, manifest
from testudo_voice.checkpoint import ImportFailure, find, read
from testudo_voice.diffusion import DiffusionConfig
from testudo_voice.export.autoregressive_module import AutoregressiveModule
from testudo_voice.export.diffusion_module import DiffusionModule
from testudo_voice.export.official_conditioning_module import OfficialConditioningModule
from testudo_voice.export.random_voice_module import RandomVoiceModule
from testudo_voice.export.scripting import compile_half, fix_hash_seed, save_script
from testudo_voice.export.similarity_module import ClvpModule, CvvpModule
from testudo_voice.export.streaming_module import StreamingModule
from testudo_voice.export.vocoder_module import UnivNetModule, VocoderModule
from testudo_voice.tokenizer import Tokenizer
from testudo_voice.weight_norm import fold

NEEDED = ("autoregressive", "diffusion_decoder", "vocoder", "mel_norms")
VOCODERS = {
    "bigvgan-base": "bigvgan_base_24khz_100band_g",
    "bigvgan": "bigvgan_24khz_100band_g",
}
LOUDEST = 2.3143386840820312  # Mels of the decoder run from -1 to 1 between these two.
SILENT = -11.512925148010254
MEL_SCALE = (LOUDEST - SILENT) / 2
TAIL = 10  # frames of silence that vocoders get after the mel
SILENCE_CODE = 83
LONGEST = 500  # codes; the reference stops there too
TEXT_STOPS = 2
SEEN_AT_START = (1,)
DEFAULTS = {
    "temperature": 0.8,
    "topK": 50,
    "topP": 0.8,
    "repetitionPenalty": 2.0,
    "typicalMass": 0,
    "diffusionSteps": 30,
    "guidance": 2.0,
    "diffusionTemperature": 1.0,
    "sampler": "dpm++2m",
}


class Importer:
    """Writes the files of one bundle from those of one folder."""

    def __init__(self, source: Path, to: Path, weights_as: torch.dtype = torch.float16) -> None:
        self.source = source
        self.to = to
        self.weights_as = weights_as

    def run(self, name: str, random_voices: int, heads: int | None) -> None:
        for needed in NEEDED:
            self.path(needed)
        norms = self.mel_norms()
        self.to.joinpath("voices").mkdir(parents=True)
        ar, encoder = self.autoregressive(heads)
        self.tokenizer(ar)
        self.agree("mel_norms", "mel bands", norms.size(0), ar.mel_bands)
        decoder = self.diffusion(ar, encoder, norms)
        vocoders = self.vocoders(decoder)
        self.rankers_and_streaming(ar, norms)
        voices = self.voices(ar, decoder, random_voices)
        digests = {str(p.relative_to(self.to)): sha256(p) for p in self.to.rglob("*") if p.is_file()}
        entries = manifest(ar, decoder, voices, self.facts(name, ar, vocoders), digests)
        (self.to / "bundle.json").write_bytes(json_bytes(entries))

    def path(self, name: str) -> Path:
        found = find(self.source, name)
        if found is None:
            raise ImportFailure(f"Cannot import {self.source}: it has no {name}.pth; `testudo model fetch` gets it")
        return found

    def agree(self, name: str, what: str, actual: int, expected: int) -> None:
        if actual != expected:
            path = find(self.source, name)
            raise ImportFailure(f"Cannot import {path}: it has {actual} {what}, where the other files have {expected}")

    def mel_norms(self) -> Tensor:
        path, held = self.path("mel_norms"), read(self.path("mel_norms"))
        if isinstance(held, dict) and len(held) == 1:  # safetensors cannot hold a bare tensor
            held = next(iter(held.values()))
        if not isinstance(held, Tensor) or held.dim() != 1 or not bool((held.isfinite() & (held != 0)).all()):
            raise ImportFailure(f"Cannot import {path}: it is not a row of factors, one for each mel band")
        return held.float()

    def tokenizer(self, ar: AutoregressiveConfig) -> None:
        path = self.source / "tokenizer.json"
        try:
            ids = Tokenizer.read(path).vocabulary.values()
            too_many = max(ids) >= ar.number_text_tokens
        except (OSError, KeyError, TypeError, AttributeError, ValueError) as e:
            raise ImportFailure(f"Cannot import {path}: it is missing or not a tokenizer ({e})") from e
        if too_many:
            raise ImportFailure(f"Cannot import {path}: id {max(ids)} is beyond those of autoregressive.pth")
        shutil.copyfile(path, self.to / "tokenizer.json")

    def save(self, name: str, module: nn.Module) -> None:
        print(f"Writing {name}", file=sys.stderr, flush=True)
        save_script(compile_half(module, self.weights_as), self.to / name)

    def autoregressive(self, heads: int | None) -> tuple[AutoregressiveConfig, nn.Module]:
        network = official.read_autoregressive(self.path("autoregressive"), heads)
        config = network.config
        limits = max_text_tokens(config), max_codes(config)
        self.save("autoregressive.pt", AutoregressiveModule(network, *limits, TEXT_STOPS, SEEN_AT_START))
        return config, network.conditioning_encoder

    def diffusion(self, ar: AutoregressiveConfig, encoder: nn.Module, norms: Tensor) -> DiffusionConfig:
        network = official.read_diffusion(self.path("diffusion_decoder"))
        config = network.config
        self.agree("diffusion_decoder", "channels of latents", config.latent_channels, ar.model_dim)
        self.agree("diffusion_decoder", "outputs", config.out_channels, 2 * config.in_channels)
        embedder = network.contextual_embedder
        self.save("diffusion.pt", DiffusionModule(network, MEL_SCALE + SILENT, MEL_SCALE))
        self.save("conditioning.pt", OfficialConditioningModule(encoder, embedder, norms, config.in_channels))
        return config

    def vocoders(self, decoder: DiffusionConfig) -> list[str]:
        univnet = official.read_univnet(self.path("vocoder"))
        self.agree("vocoder", "mel bands", univnet.config.bands, decoder.in_channels)
        self.save("vocoder.pt", UnivNetModule(fold(univnet), TAIL))
        written = []
        for name, file in VOCODERS.items():
            path = find(self.source, file)
            if path is not None:
                bigvgan = official.read_bigvgan(path)
                self.agree(file, "mel bands", bigvgan.conv_pre.weight_v.size(1), decoder.in_channels)
                self.save(f"vocoder-{name}.pt", VocoderModule(fold(bigvgan), TAIL))
                written.append(name)
        return ["univnet", *written]

    def rankers_and_streaming(self, ar: AutoregressiveConfig, norms: Tensor) -> None:
        makers: dict[str, tuple[str, Callable[[Path], nn.Module]]] = {
            "clvp2": ("clvp.pt", lambda path: ClvpModule(official.read_clvp(path))),
            "cvvp": ("cvvp.pt", lambda path: CvvpModule(official.read_cvvp(path), norms)),
            "hifidecoder": ("streaming.pt", lambda path: self.streaming(path, ar)),
        }
        for file, (name, make) in makers.items():
            path = find(self.source, file)
            if path is not None:
                self.save(name, make(path))

    def streaming(self, path: Path, ar: AutoregressiveConfig) -> StreamingModule:
        network = official.read_hifigan(path)
        self.agree(path.stem, "channels of latents", network.conv_pre.weight_v.size(1), ar.model_dim)
        self.agree(path.stem, "channels of voices", network.cond_layer.in_channels, ar.model_dim)
        return StreamingModule(fold(network))

    def voices(self, ar: AutoregressiveConfig, decoder: DiffusionConfig, random: int) -> list[Voice]:
        """Latents in the folder's `voices`, then random ones."""
        sizes = ar.model_dim, 2 * decoder.channels
        voices = import_voices.stored(self.source, sizes)
        generators = [find(self.source, name) for name in ("rlg_auto", "rlg_diffuser")]
        if generators[0] is not None and generators[1] is not None:
            networks = [official.read_random_latents(path) for path in generators if path is not None]
            for name, network, size in zip(("rlg_auto", "rlg_diffuser"), networks, sizes, strict=True):
                self.agree(name, "channels", network.channels, size)
            self.save("random.pt", RandomVoiceModule(*networks))
            voices += [import_voices.random(self.to / "random.pt", seed) for seed in range(1, random + 1)]
        import_voices.write(voices, self.source, self.to)
        return voices

    def facts(self, name: str, ar: AutoregressiveConfig, vocoders: list[str]) -> Facts:
        files = {p.name: sha256(p) for p in sorted(self.source.iterdir()) if p.is_file()}
        return Facts(
            name=name,
            sample_rate=24_000,
            hop=256,
            mel_shift=MEL_SCALE + SILENT,
            mel_scale=MEL_SCALE,
            max_text_tokens=max_text_tokens(ar),
            max_codes=max_codes(ar),
            clip_frames=401,
            defaults=DEFAULTS,
            licence="that of the imported files; Apache-2.0 for the published ones",
            provenance={"imported": json.dumps(files)},
            silence_codes=[SILENCE_CODE],
            extra={
                "textCleaning": "english",
                "conditioningRateHz": 22_050,
                "vocoders": vocoders,
                "compat": ["reference"],
            },
        )


def max_text_tokens(ar: AutoregressiveConfig) -> int:
    return ar.max_text_tokens - 4  # The reference refuses more, though there are positions for them.


def max_codes(ar: AutoregressiveConfig) -> int:
    return min(LONGEST, ar.max_mel_tokens)


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def import_bundle(source: Path, to: Path, **options: Any) -> None:
    """The bundle appears whole or not at all."""
    if not source.is_dir():
        raise ImportFailure(f"Cannot import {source}: it is not a folder")
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise ImportFailure(f"Cannot write a bundle to {to}: something is there; name a new folder")
    partial = to.parent / f".{to.name}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    try:
        Importer(source, partial, options.pop("weights_as", torch.float16)).run(**options)
        if to.exists():
            to.rmdir()
        partial.rename(to)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def main() -> None:
    fix_hash_seed()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("source", type=Path, metavar="DIR", help="folder of autoregressive.pth and the others")
    parser.add_argument("--to", type=Path, required=True, help="folder of the bundle, which must not be there yet")
    parser.add_argument("--name", default="tortoise", help="of the model, for its manifest")
    parser.add_argument("--random-voices", type=int, default=3, help="number of random voices, if rlg_*.pth are there")
    parser.add_argument("--heads", type=int, help="of the autoregressive model, where they are not 64 wide")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    try:
        import_bundle(
            arguments.source,
            arguments.to,
            name=arguments.name,
            random_voices=arguments.random_voices,
            heads=arguments.heads,
        )
    except ImportFailure as e:
        sys.exit(str(e))


if __name__ == "__main__":
    main()
