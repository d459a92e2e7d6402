# SPDX-License-Identifier: Apache-2.0
import json
from collections.abc import Callable

import pytest
import torch
from conftest import Golden, assert_near, parity_file
from torch import nn

from testudo_voice.clvp import Clvp, ClvpConfig
from testudo_voice.cvvp import Cvvp, CvvpConfig
from testudo_voice.random_latents import RandomLatents


@torch.no_grad()
def test_clvp_ranks_candidates() -> None:
    golden = Golden("clvp-small")
    sizes = golden.config
    network = Clvp(
        ClvpConfig(
            text_dim=sizes["dim_text"],
            speech_dim=sizes["dim_speech"],
            latent_dim=sizes["dim_latent"],
            text_tokens=sizes["num_text_tokens"],
            speech_tokens=sizes["num_speech_tokens"],
            text_depth=sizes["text_enc_depth"],
            speech_depth=sizes["speech_enc_depth"],
            text_heads=sizes["text_heads"],
            speech_heads=sizes["speech_heads"],
        )
    )
    network.load_state_dict(golden.state)
    text, codes = golden["text_tokens"], golden["codes"]
    encoded = network.text_transformer(network.text_emb(text))[0]
    assert_near(encoded, golden["enc_text_row0"], 1e-4)
    encoded = network.speech_transformer(network.speech_emb(codes))[0]
    assert_near(encoded, golden["enc_speech_row0"], 1e-4)
    assert_near(network.text_latent(text), golden["text_latents"], 1e-4)
    assert_near(network.speech_latent(codes), golden["speech_latents"], 1e-4)
    similarity = network(text, codes)
    assert_near(similarity, golden["similarity"], 1e-4)
    assert torch.equal(similarity.argsort(descending=True), golden["order_best_first"])


@torch.no_grad()
def test_cvvp_compares_voices() -> None:
    golden = Golden("cvvp-small")
    sizes = golden.config
    network = Cvvp(
        CvvpConfig(
            dim=sizes["model_dim"],
            heads=sizes["transformer_heads"],
            codes=sizes["mel_codes"],
            voice_depth=sizes["conditioning_enc_depth"],
            speech_depth=sizes["speech_enc_depth"],
            latent_multiplier=sizes["latent_multiplier"],
        )
    )
    network.load_state_dict(golden.state)
    assert_near(network(golden["cond_mel"], golden["codes"]), golden["similarity"], 1e-4)


@torch.no_grad()
def test_random_latents() -> None:
    golden = Golden("rlg-small")
    network = RandomLatents(golden.config["ch"])
    network.load_state_dict(golden.state)
    out = golden["out"]
    assert_near(network(golden["noise"]), out, 1e-4 * float(out.abs().max()))


@pytest.mark.parametrize(
    ("file", "build"),
    [
        ("clvp2", lambda: Clvp(ClvpConfig())),
        ("cvvp", lambda: Cvvp(CvvpConfig())),
        ("rlg_auto", lambda: RandomLatents(1024)),
        ("rlg_diffuser", lambda: RandomLatents(2048)),
    ],
)
def test_has_the_official_keys_and_shapes(file: str, build: Callable[[], nn.Module]) -> None:
    with torch.device("meta"):
        network = build()
    official = json.loads(parity_file(f"official-shapes/{file}.json").read_text())
    assert {k: list(v.shape) for k, v in network.state_dict().items()} == official
