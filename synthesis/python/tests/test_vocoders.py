# SPDX-License-Identifier: Apache-2.0
import json
from collections.abc import Callable

import pytest
import torch
from conftest import Golden, assert_near, parity_file
from torch import Tensor, nn

from testudo_voice.bigvgan import BASE, LARGE, Bigvgan, BigvganConfig, lowpass
from testudo_voice.export.scripting import compile_half, half_rounded
from testudo_voice.export.streaming_module import StreamingModule
from testudo_voice.export.vocoder_module import UnivNetModule, VocoderModule
from testudo_voice.hifigan import Hifigan, HifiganConfig
from testudo_voice.univnet import UnivNet, UnivNetConfig


class GivenNoise(UnivNetModule):
    """Takes its noise from the golden vectors."""

    given: Tensor

    def noise(self, keys: Tensor, frames: int) -> Tensor:
        assert self.given.size(2) == frames
        return self.given


@torch.no_grad()
def test_univnet_part_by_part() -> None:
    golden = Golden("univnet-small")
    sizes = golden.config
    network = UnivNet(
        UnivNetConfig(
            noise_channels=sizes["noise_dim"],
            channels=sizes["channel_size"],
            dilations=tuple(sizes["dilations"]),
            strides=tuple(sizes["strides"]),
            bands=sizes["n_mel_channels"],
        )
    )
    network.load_state_dict(golden.state)
    mel = golden["mel"]
    noise = golden["z"][:, :, : mel.size(2)]
    kernels, biases = network.res_stack[0].kernel_predictor(mel.transpose(1, 2))
    expected = golden["block0_kernels"]  # [B, layers, in, out, taps, frames]
    assert_near(kernels, expected.permute(0, 5, 1, 4, 2, 3).flatten(3, 4), 1e-4)
    assert_near(biases.squeeze(3), golden["block0_bias"].permute(0, 3, 1, 2), 1e-4)
    assert_near(network.conv_pre(noise), golden["conv_pre_out"], 1e-4)
    first = network.res_stack[0](network.conv_pre(noise).transpose(1, 2), mel.transpose(1, 2))
    assert_near(first.transpose(1, 2), golden["block0_out"], 1e-4)
    assert_near(network(noise, mel), golden["wav_forward_no_padding"], 1e-4)
    module = GivenNoise(network)
    module.given = golden["z"]
    wave = module.waveform(mel[0], torch.tensor(0))
    assert_near(wave.view(1, 1, -1), golden["wav_inference"], 1e-4)


@torch.no_grad()
def test_hifigan() -> None:
    golden = Golden("hifigan-small")
    sizes = golden.config
    network = Hifigan(
        HifiganConfig(
            inputs=sizes["in_channels"],
            voice_channels=sizes["cond_channels"],
            channels=sizes["upsample_initial_channel"],
            upsample_factors=tuple(sizes["upsample_factors"]),
            upsample_kernels=tuple(sizes["upsample_kernel_sizes"]),
        )
    )
    network.load_state_dict(golden.state)
    assert_near(network.upsample(golden["latents"]), golden["upsampled"], 1e-5)
    assert_near(network(golden["latents"], golden["cond_latent"]), golden["wav"], 1e-4)
    script = compile_half(StreamingModule(network), torch.float32)
    assert_near(script.waveform(golden["latents"][0], golden["cond_latent"][0], 0), golden["wav"].flatten(), 1e-4)


@torch.no_grad()
def test_windows_of_a_stream_are_parts_of_the_whole() -> None:
    torch.manual_seed(1)
    network = Hifigan(HifiganConfig(inputs=12, voice_channels=12, channels=32))
    script = compile_half(StreamingModule(network), torch.float32)
    latents, voice = torch.randn(300, 12), torch.randn(12)
    whole = script.waveform(latents, voice, 0)
    assert len(whole) == 300 * 96000 // 22050 * 256
    context = 4  # codes on both sides that a sample sees
    for begin, end in ((0, 6), (6, 18), (140, 160), (270, 300)):
        first, last = max(0, begin - context), min(300, end + context)
        window = script.waveform(latents[first:last], voice, first)
        at = [code * 96000 // 22050 * 256 for code in (first, begin, end)]
        assert_near(window[at[1] - at[0] : at[2] - at[0]], whole[at[1] : at[2]], 2e-6)


@torch.no_grad()
def test_bigvgan() -> None:
    golden = Golden("bigvgan-small")
    sizes = golden.config
    network = Bigvgan(
        BigvganConfig(
            bands=sizes["num_mels"],
            channels=sizes["upsample_initial_channel"],
            upsample_factors=tuple(sizes["upsample_rates"]),
            upsample_kernels=tuple(sizes["upsample_kernel_sizes"]),
        )
    )
    network.load_state_dict(golden.state)
    activation = network.resblocks[0].activations[0]
    assert_near(activation(golden["activation0_in"]), golden["activation0_out"], 1e-4)
    assert_near(activation.upsample.filter, lowpass(), 1e-6)
    assert_near(network(golden["mel"]), golden["wav_forward"], 1e-4)
    wave = VocoderModule(network, tail=10).waveform(golden["mel"][0], torch.tensor(0))
    assert_near(wave.view(1, 1, -1), golden["wav_inference"], 1e-4)


@pytest.mark.parametrize(
    "build",
    [
        lambda: UnivNetModule(UnivNet(UnivNetConfig(noise_channels=8, channels=4, bands=6))),
        lambda: VocoderModule(Bigvgan(BigvganConfig(bands=6, channels=64, kernels=(3, 7))), tail=10),
    ],
)
@torch.no_grad()
def test_scripts_compute_what_the_networks_compute(build: Callable[[], nn.Module]) -> None:
    torch.manual_seed(0)
    module = build()
    module.load_state_dict(half_rounded(module.state_dict()))
    mel, key = torch.randn(6, 9), torch.tensor(4)
    expected = module.waveform(mel, key)
    script = compile_half(module)
    script.to_float32()
    assert expected.shape == (9 * 256,)
    assert_near(script.waveform(mel, key), expected, 1e-6)


@pytest.mark.parametrize(
    ("file", "build"),
    [
        ("vocoder", lambda: UnivNet(UnivNetConfig())),
        ("hifidecoder", lambda: Hifigan(HifiganConfig())),
        ("bigvgan_base_24khz_100band", lambda: Bigvgan(BASE)),
        ("bigvgan_24khz_100band", lambda: Bigvgan(LARGE)),
    ],
)
def test_has_the_official_keys_and_shapes(file: str, build: Callable[[], nn.Module]) -> None:
    with torch.device("meta"):
        network = build()
    official = json.loads(parity_file(f"official-shapes/{file}.json").read_text())
    assert {k: list(v.shape) for k, v in network.state_dict().items()} == official
