# SPDX-License-Identifier: Apache-2.0
"""Noise schedules of the official decoder, as tables in double precision."""

import torch
from torch import Tensor, nn

TRAINING_STEPS = 4000


def training_betas() -> Tensor:
    """[4000]."""
    return torch.linspace(2.5e-5, 5e-3, 4000, dtype=torch.float64)


def respaced(steps: int) -> list[int]:
    """The training steps that so many sampling steps visit: evenly, from the first to the last."""
    if steps == 1:
        return [0]
    stride = 3999 / (steps - 1)
    chosen: list[int] = []
    at = 0.0
    for _ in range(steps):
        chosen.append(int(round(at)))  # noqa: RUF046 (TorchScript rounds to float)
        at += stride  # The reference adds up, so its rounding errors count.
    return chosen


class DdpmSchedule(nn.Module):
    """A row per step: what the samplers need of the respaced noise schedule."""

    def forward(self, steps: int) -> Tensor:
        """[steps, 9] on the CPU, in double precision.

        Columns: training step; factors of x and of the noise in the predicted mel; factors of the
        predicted mel and of x in the posterior mean; largest and smallest log variance; square
        roots of the previous signal and noise share.
        """
        chosen = torch.tensor(respaced(steps), dtype=torch.int64)
        signal = torch.cumprod(1 - training_betas(), 0)[chosen]  # share of the mel's power
        before = torch.cat([torch.ones(1, dtype=torch.float64), signal[:-1]])
        beta = 1 - signal / before
        posterior = beta * (1 - before) / (1 - signal)
        if steps > 1:
            posterior[0] = posterior[1]
        return torch.stack(
            [
                chosen.double(),
                torch.sqrt(1 / signal),
                torch.sqrt(1 / signal - 1),
                beta * torch.sqrt(before) / (1 - signal),
                (1 - before) * torch.sqrt(1 - beta) / (1 - signal),
                torch.log(beta),
                torch.log(posterior),
                torch.sqrt(before),
                torch.sqrt(1 - before),
            ],
            1,
        )


class DpmSchedule(nn.Module):
    """The fork's schedule of DPM-Solver++: it names a quarter of the trained noise rate."""

    def forward(self, steps: int) -> Tensor:
        """[steps + 1, 4] in double precision: network time, alpha, sigma, lambda."""
        time = torch.linspace(1.0, 0.001, steps + 1, dtype=torch.float64)
        log_alpha = -time * time * (20.0 - 0.1) / 4 / 4 - time * 0.1 / 4 / 2
        sigma = torch.sqrt(1 - torch.exp(2 * log_alpha))
        columns = [1000 * time, torch.exp(log_alpha), sigma, log_alpha - torch.log(sigma)]
        return torch.stack(columns, 1)
