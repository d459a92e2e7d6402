# SPDX-License-Identifier: Apache-2.0
"""Filters between logits and a drawn code, each over rows [slots, V] with settings [slots, 1].

A filter sets what it drops to minus infinity. A row's setting may turn a filter off.
"""

import torch
from torch import Tensor


def penalise(logits: Tensor, seen: Tensor, penalty: Tensor) -> Tensor:
    """Repetition penalty on every code that was `seen`, however often."""
    return torch.where(seen, torch.where(logits < 0, logits * penalty, logits / penalty), logits)


def keep_typical(logits: Tensor, mass: Tensor) -> Tensor:
    """Codes whose information is nearest to the entropy, up to a mass; 0 turns it off."""
    log_p = torch.log_softmax(logits, 1)
    entropy = -(log_p * log_p.exp()).nansum(1, keepdim=True)
    score = (-log_p - entropy).abs()
    ordered, order = torch.sort(score, dim=1, stable=True)
    cumulative = torch.softmax(logits.gather(1, order), 1).cumsum(1)
    last = (cumulative < mass).sum(1, keepdim=True).clamp(max=logits.size(1) - 1)
    drop = (score > ordered.gather(1, last)) & (mass > 0)
    return logits.masked_fill(drop, float("-inf"))


def keep_top_k(logits: Tensor, k: Tensor) -> Tensor:
    """The k largest, and what equals the smallest of them; 0 turns it off."""
    ordered, _ = torch.sort(logits, dim=1, descending=True)
    at = (k.to(torch.int64) - 1).clamp(min=0, max=logits.size(1) - 1)
    return logits.masked_fill((logits < ordered.gather(1, at)) & (k > 0), float("-inf"))


def keep_top_p(logits: Tensor, p: Tensor) -> Tensor:
    """The nucleus: the smallest tail of mass up to 1 - p goes, the largest stays; 1 is off."""
    ordered, order = torch.sort(logits, dim=1, stable=True)
    drop = torch.softmax(ordered, 1).cumsum(1) <= 1 - p
    drop[:, -1].fill_(False)
    drop = torch.zeros_like(drop).scatter(1, order, drop) & (p < 1)
    return logits.masked_fill(drop, float("-inf"))
