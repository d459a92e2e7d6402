# SPDX-License-Identifier: Apache-2.0
import pytest
import torch
from conftest import Golden, assert_near
from torch import Tensor

from testudo_voice.export.sampling import keep_top_k, keep_top_p, keep_typical, penalise


@pytest.fixture(scope="module")
def golden() -> Golden:
    return Golden("sampling-processors")


def column(value: float) -> Tensor:
    return torch.full((2, 1), value)


def dropped(logits: Tensor) -> Tensor:
    return torch.isinf(logits)


def penalised(golden: Golden) -> Tensor:
    seen = torch.zeros(2, 8194, dtype=torch.bool).scatter(1, golden["input_ids"], True)
    return penalise(golden["logits"], seen, column(2.0))


def same_mask(logits: Tensor, kept: Tensor) -> bool:
    return torch.equal(~dropped(logits), kept.bool())


def test_repetition_penalty(golden: Golden) -> None:
    assert_near(penalised(golden), golden["after_repetition_penalty_2.0"], 0)


def test_typical_mask(golden: Golden) -> None:
    kept = keep_typical(penalised(golden), column(0.9))
    assert same_mask(kept, golden["after_typical_0.9_mask"])


def test_top_k_and_top_p_masks_and_probabilities(golden: Golden) -> None:
    kept = keep_top_k(penalised(golden) / 0.8, column(50))
    assert same_mask(kept, golden["after_temp0.8_topk50_mask"])
    kept = keep_top_p(kept, column(0.8))
    assert same_mask(kept, golden["after_topp0.8_mask"])
    assert_near(kept.softmax(1), golden["final_probabilities"], 1e-6)


def test_off_changes_nothing() -> None:
    logits = torch.randn(2, 30)
    assert torch.equal(keep_typical(logits, column(0.0)), logits)
    assert torch.equal(keep_top_k(logits, column(0)), logits)
    assert torch.equal(keep_top_p(logits, column(1.0)), logits)


def test_rows_have_their_own_settings() -> None:
    logits = torch.arange(10.0).expand(2, 10)
    kept = keep_top_k(logits, torch.tensor([[3.0], [0.0]]))
    assert dropped(kept).sum(1).tolist() == [7, 0]


def test_the_likeliest_code_always_stays() -> None:
    logits = torch.tensor([[0.0, 9.0, 1.0], [0.0, 0.0, 0.0]])
    kept = keep_top_p(logits, column(1e-6))
    assert dropped(kept).sum(1).tolist() == [2, 2]
    assert not dropped(kept)[0, 1]
