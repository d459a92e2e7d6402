# SPDX-License-Identifier: Apache-2.0
import json

import pytest
import torch
from conftest import Golden, assert_near, parity_file

from testudo_voice.attention import AttentionBlock, GroupNorm, one_length, padding_of, relative_bucket, spread
from testudo_voice.diffusion import (
    DiffusionConfig,
    DiffusionDecoder,
    stretch,
    timestep_embedding,
)


@pytest.fixture(scope="module")
def golden() -> Golden:
    return Golden("diffusion-small")


@pytest.fixture(scope="module")
def network(golden: Golden) -> DiffusionDecoder:
    return small_network(golden)


def small_network(golden: Golden) -> DiffusionDecoder:
    sizes = golden.config
    config = DiffusionConfig(
        channels=sizes["model_channels"],
        layers=sizes["num_layers"],
        in_channels=sizes["in_channels"],
        out_channels=sizes["out_channels"],
        latent_channels=sizes["in_latent_channels"],
        tokens=sizes["in_tokens"],
        heads=sizes["num_heads"],
    )
    network = DiffusionDecoder(config)
    network.load_state_dict(golden.state)
    return network.eval()


@torch.no_grad()
def test_conditioning_latent(network: DiffusionDecoder, golden: Golden) -> None:
    assert_near(network.conditioning_latent(golden["cond_mels"]), golden["cond_latent"], 2e-4)


@torch.no_grad()
def test_part_that_does_not_depend_on_time(network: DiffusionDecoder, golden: Golden) -> None:
    voice = golden["cond_latent"]
    frames = int(golden["output_seq_len"])
    from_latents = stretch(network.condition(golden["latents"], voice), frames)
    assert_near(from_latents, golden["precomputed"], 2e-4)
    from_codes = stretch(network.condition_codes(golden["token_codes"], voice), frames)
    assert_near(from_codes, golden["precomputed_from_tokens"], 2e-4)


@torch.no_grad()
def test_one_pass_with_and_without_condition(network: DiffusionDecoder, golden: Golden) -> None:
    x, t = golden["x"], golden["t"]
    assert_near(network(x, t, golden["precomputed"]), golden["forward_cond"], 2e-4)
    nothing = network.unconditioned(1, x.size(2))
    assert_near(network(x, t, nothing), golden["forward_uncond"], 2e-4)


@torch.no_grad()
def test_timestep_embedding(network: DiffusionDecoder, golden: Golden) -> None:
    embedding = timestep_embedding(golden["timestep_ids"], network.config.channels)
    assert_near(embedding, golden["timestep_embedding"], 2e-4)
    assert_near(network.time_embed(embedding), golden["timestep_embedding_after_mlp"], 2e-4)


def test_lengths_and_stretching_follow_the_tables() -> None:
    tables = Golden("tables")
    config = DiffusionConfig()
    assert [config.frames(n) for n in tables["latent_len"].tolist()] == tables["output_seq_len"].tolist()
    for codes, frames in [(19, 82), (37, 161), (123, 535), (500, 2176)]:
        positions = torch.arange(codes).view(1, 1, codes)
        expected = tables[f"nearest_src_index_{codes}_to_{frames}"]
        assert torch.equal(stretch(positions, frames)[0, 0], expected)


def test_relative_buckets_follow_the_table() -> None:
    tables = Golden("tables")
    assert torch.equal(relative_bucket(tables["relpos_distance_key_minus_query"]), tables["relpos_bucket"])


def test_has_the_official_keys_and_shapes() -> None:
    with torch.device("meta"):
        network = DiffusionDecoder(DiffusionConfig())
    official = json.loads(parity_file("official-shapes/diffusion_decoder.json").read_text())
    assert {k: list(v.shape) for k, v in network.state_dict().items()} == official


def test_starter_size_predicts_a_velocity_for_batches() -> None:
    config = DiffusionConfig(
        channels=64, layers=1, in_channels=80, out_channels=80, latent_channels=32,
        tokens=8, heads=2, frames_per_code=(4, 1), contextual_blocks=1,
    )  # fmt: skip
    network = DiffusionDecoder(config)
    voice = network.conditioning_latent(torch.randn(3, 1, 80, 40))
    condition = stretch(network.condition(torch.randn(3, 10, 32), voice), config.frames(10))
    out = network(torch.randn(3, 80, 40), torch.rand(3) * 4000, condition)
    assert out.shape == (3, 80, 40)


@pytest.mark.parametrize("device", ["cpu", "cuda"])
@torch.no_grad()
def test_groups_are_normalised(device: str) -> None:
    if device == "cuda" and not torch.cuda.is_available():
        pytest.skip("PyTorch sees no GPU here")
    lengths = torch.tensor([37, 12, 1], device=device)
    padding = padding_of(lengths, 37, torch.zeros(1))
    x = torch.randn(3, 64, 37, generator=torch.Generator().manual_seed(2)) * 5 + 3
    made = GroupNorm(64).to(device).normalised(spread(x.to(device), padding), padding).cpu()
    for row, length in enumerate(lengths.tolist()):
        expected = torch.group_norm(x[row : row + 1, :, :length], 16)[0].t()
        assert_near(made[:length, row], expected, 1e-5)


def test_attention_bias_is_laid_out_for_fused_attention() -> None:
    """Fused attention wants rows without gaps, at multiples of 8."""
    block = AttentionBlock(32, 2, relative=True)
    for length in (16, 19):
        positions = one_length(length, torch.zeros(1)).positions
        assert positions % 8 == 0
        bias = block.bias(positions)
        assert bias.shape[2:] == (positions, positions)
        assert bias.is_contiguous()
