# SPDX-License-Identifier: Apache-2.0
import torch
from conftest import assert_near

from testudo_voice.export.randomness import gumbel, mix, normal, uniform


def reference(key: int, counter: int) -> int:
    """Splitmix64 with unbounded integers."""
    mask = (1 << 64) - 1
    x = (key + (counter + 1) * 0x9E3779B97F4A7C15) & mask
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & mask
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & mask
    return x ^ (x >> 31)


def test_hash_is_splitmix64() -> None:
    for key in (0, 1, -1, 0x7FFFFFFFFFFFFFFF, -1234567890123456789):
        for counter in (0, 1, 65536 * 479 + 1023):
            actual = int(mix(torch.tensor(key), torch.tensor(counter)))
            assert actual & ((1 << 64) - 1) == reference(key, counter)


def test_uniform_stays_inside_the_open_interval() -> None:
    u = uniform(torch.tensor(3), torch.arange(1 << 18))
    assert 0 < float(u.min()) < 1e-4
    assert 1 - 1e-4 < float(u.max()) < 1
    assert abs(float(u.mean()) - 0.5) < 2e-3


def test_gumbel_noise_draws_from_the_softmax() -> None:
    logits = torch.tensor([0.0, 1.0, -1.0, 0.5])
    draws = 40_000
    counter = torch.arange(draws).unsqueeze(1) * 65536 + torch.arange(4)
    drawn = (logits + gumbel(torch.tensor(9), counter)).argmax(1)
    assert_near(torch.bincount(drawn) / draws, logits.softmax(0), 0.01)


def test_noise_is_normal_and_independent_of_the_length() -> None:
    key = torch.tensor(5)
    long = normal(key, 80, 1001)
    assert torch.equal(normal(key, 80, 1000), long[:, :1000])
    assert torch.equal(normal(key, 3, 7), long[:3, :7])
    assert abs(float(long.mean())) < 0.01
    assert abs(float(long.std()) - 1) < 0.01
    neighbours = (long[:, :-1] * long[:, 1:]).mean()
    assert abs(float(neighbours)) < 0.01


def test_a_shifted_key_draws_the_noise_of_a_later_frame() -> None:
    """What lets a window of an utterance be sampled alone."""
    key, frame = torch.tensor(-5_000_000_000_000_000_000), torch.tensor(18)
    shifted = key + frame * -7046029254386353131
    assert torch.equal(normal(shifted, 3, 9), normal(key, 3, 27)[:, 18:])
