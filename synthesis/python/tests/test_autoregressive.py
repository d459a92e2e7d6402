# SPDX-License-Identifier: Apache-2.0
import json

import pytest
import torch
from conftest import Golden, assert_near, parity_file
from torch import Tensor, nn

from testudo_voice.autoregressive import Autoregressive, AutoregressiveConfig


@pytest.fixture(scope="module")
def golden() -> Golden:
    return Golden("ar-small")


@pytest.fixture(scope="module")
def network(golden: Golden) -> Autoregressive:
    return golden_network(golden)


def golden_network(golden: Golden) -> Autoregressive:
    sizes = {k: v for k, v in golden.config.items() if k in AutoregressiveConfig.__annotations__}
    network = Autoregressive(AutoregressiveConfig(**sizes))
    network.load_state_dict(golden.state)
    return network.eval()


def frame_text(ids: Tensor) -> Tensor:
    return torch.cat([torch.tensor([[255]]), ids.long(), torch.tensor([[0]])], 1)


def frame_codes(codes: Tensor) -> Tensor:
    return torch.cat([torch.tensor([[8192]]), codes.long(), torch.tensor([[8193]])], 1)


def teacher_forced(network: Autoregressive, golden: Golden, codes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    text = frame_text(golden["text_tokens"])
    framed = frame_codes(codes)
    return network(
        golden["cond_latent"],
        text,
        torch.tensor([text.size(1)]),
        framed,
        torch.tensor([framed.size(1)]),
    )


@torch.no_grad()
def test_conditioning_latent_is_the_mean_over_clips(network: Autoregressive, golden: Golden) -> None:
    mels = golden["cond_mels"]
    each = network.conditioning_encoder(mels[0])
    assert_near(each.unsqueeze(0), golden["cond_latent_each"], 2e-4)
    assert_near(network.conditioning_latent(mels), golden["cond_latent"], 2e-4)


@torch.no_grad()
def test_teacher_forced_logits(network: Autoregressive, golden: Golden) -> None:
    text_logits, code_logits, _ = teacher_forced(network, golden, golden["tf_codes"])
    assert_near(text_logits.transpose(1, 2), golden["tf_text_logits"], 2e-4)
    assert_near(code_logits.transpose(1, 2), golden["tf_mel_logits"], 2e-4)


@torch.no_grad()
def test_latents_of_the_second_pass(network: Autoregressive, golden: Golden) -> None:
    _, _, latents = teacher_forced(network, golden, golden["greedy_codes_neon_nocache"])
    assert_near(latents[:, :-2], golden["return_latents_for_greedy_nocache"], 2e-4)


@torch.no_grad()
def test_padding_changes_nothing(network: Autoregressive, golden: Golden) -> None:
    long_text = frame_text(golden["text_tokens"])
    short_text = long_text[:, :9]
    codes = frame_codes(golden["tf_codes"])
    alone = network(golden["cond_latent"], short_text, torch.tensor([9]), codes, torch.tensor([10]))
    text = torch.stack([long_text[0], nn.functional.pad(short_text[0], (0, 25), value=7)])
    together = network(
        golden["cond_latent"].expand(2, -1),
        text,
        torch.tensor([34, 9]),
        nn.functional.pad(codes, (0, 3), value=5).expand(2, -1),
        torch.tensor([10, 10]),
    )
    assert_near(together[0][1:, :9], alone[0], 1e-5)
    assert_near(together[1][1:, :10], alone[1], 1e-5)
    assert_near(together[2][1:, :10], alone[2], 1e-5)


def test_has_the_official_keys_and_shapes() -> None:
    with torch.device("meta"):
        network = Autoregressive(AutoregressiveConfig())
    official = json.loads(parity_file("official-shapes/autoregressive.json").read_text())
    assert {k: list(v.shape) for k, v in network.state_dict().items()} == official
