# SPDX-License-Identifier: Apache-2.0
import pytest
import torch
from conftest import Golden, assert_near
from test_diffusion import small_network
from torch import Tensor

from testudo_voice.export.diffusion_module import DiffusionModule
from testudo_voice.schedule import DdpmSchedule, DpmSchedule, respaced, training_betas

OFFICIAL_SCALE = (2.3143386840820312 + 11.512925148010254) / 2
OFFICIAL_SHIFT = OFFICIAL_SCALE - 11.512925148010254


class GivenNoise(DiffusionModule):
    """Takes its noise from the golden vectors."""

    golden: Golden

    def noise(self, keys: Tensor, first: int, count: int, frames: int) -> Tensor:
        if first == 0:
            return self.golden["init_noise"].unsqueeze(0)
        return self.golden["step_noise"][first - 1 : first - 1 + count]


@pytest.fixture(scope="module")
def golden() -> Golden:
    return Golden("diffusion-small")


@pytest.fixture(scope="module")
def module(golden: Golden) -> GivenNoise:
    network = small_network(golden)
    frames, codes = golden["precomputed"].size(2), golden["latents"].size(1)
    module = GivenNoise(network, OFFICIAL_SHIFT, OFFICIAL_SCALE)
    module.golden = golden
    assert codes * module.frames // module.per_codes == frames
    return module.eval()


@torch.no_grad()
def sampled(module: GivenNoise, sampler: str, steps: int, guidance: float) -> Tensor:
    golden = module.golden
    return module.mel(golden["latents"][0], golden["cond_latent"][0], torch.tensor(0), sampler, steps, guidance, 1.0)


@pytest.mark.parametrize(("guidance", "name"), [(2.0, "condfree_k2"), (0.0, "no_condfree")])
def test_ddpm_reaches_the_golden_mel(module: GivenNoise, guidance: float, name: str) -> None:
    expected = module.golden[f"ddpm_{name}_final_mel_denormalized"][0]
    assert_near(sampled(module, "ddpm", 8, guidance), expected, 2e-3 * OFFICIAL_SCALE)


@pytest.mark.parametrize(("guidance", "name"), [(2.0, "condfree_k2"), (0.0, "no_condfree")])
def test_ddim_reaches_the_golden_mel(module: GivenNoise, guidance: float, name: str) -> None:
    fork = Golden("diffusion-fork-samplers")
    mel = (sampled(module, "ddim", 8, guidance) - OFFICIAL_SHIFT) / OFFICIAL_SCALE
    assert_near(mel, fork[f"ddim_8_{name}_samples"][-1, 0], 2e-3)


@pytest.mark.parametrize(("steps", "k"), [(6, "2"), (12, "2"), (6, "3.5")])
def test_dpm_solver_reaches_the_golden_mel(module: GivenNoise, steps: int, k: str) -> None:
    fork = Golden("diffusion-fork-samplers")
    mel = (sampled(module, "dpm++2m", steps, float(k)) - OFFICIAL_SHIFT) / OFFICIAL_SCALE
    assert_near(mel, fork[f"dpmpp2m_{steps}_k{k}_out"][0], 5e-3)


def test_schedules_follow_the_tables(golden: Golden) -> None:
    tables = Golden("tables")
    for steps in tables.config["respacings"]:
        assert respaced(steps) == tables[f"respaced_{steps}"].tolist()
    assert_near(training_betas(), tables["betas_4000"], 1e-12)
    table = DdpmSchedule()(8)
    assert_near(table[:, 0].long(), golden["ddpm_timestep_map"], 0)
    assert_near(table[:, 3], golden["ddpm_posterior_mean_coef1"], 1e-12)
    assert_near(table[:, 4], golden["ddpm_posterior_mean_coef2"], 1e-12)
    assert_near(table[:, 6], golden["ddpm_posterior_log_variance_clipped"], 1e-9)
    fork = Golden("diffusion-fork-samplers")
    table = DpmSchedule()(12)
    assert_near(table[:-1, 0], fork["dpmpp2m_12_model_times"], 1e-4)
    assert_near(table[:, 2], fork["dpmpp2m_12_sigma"], 1e-5)
    assert_near(table[:, 3], fork["dpmpp2m_12_lambda"], 5e-4)  # theirs is in single precision
