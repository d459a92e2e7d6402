"""The diffusion decoder as `diffusion.pt`: latents to a mel, by one of several samplers.

One utterance a call, at its exact length. The sampled mel is kept in single precision throughout.
"""

import torch
from torch import Tensor, nn

from testudo_voice.diffusion import DiffusionConfig, DiffusionDecoder, stretch
from testudo_voice.export.randomness import mix, normal
from testudo_voice.schedule import DdpmSchedule, DpmSchedule


def samplers(config: DiffusionConfig) -> list[str]:
    """The samplers for what the network predicts: a velocity, or noise and its variance."""
    predicts_velocity = config.out_channels == config.in_channels
    return ["flow", "flow-midpoint"] if predicts_velocity else ["ddpm", "ddim", "dpm++2m"]


class DiffusionModule(nn.Module):
    """Samples a mel; the mel of the network times `scale` plus `shift` is the natural-log mel."""

    def __init__(self, network: DiffusionDecoder, shift: float, scale: float) -> None:
        super().__init__()
        config = network.config
        self.network = network
        # Used in training, or by `conditioning.pt`: not stored here.
        for name in ("code_embedding", "code_converter", "mel_head", "contextual_embedder"):
            delattr(network, name)
        self.bands = config.in_channels
        self.samplers = samplers(config)
        self.frames = config.frames_per_code[0]
        self.per_codes = config.frames_per_code[1]
        self.shift = shift
        self.scale = scale
        self.ddpm_schedule = DdpmSchedule()
        self.dpm_schedule = DpmSchedule()

    @torch.jit.export
    def mel(
        self,
        latents: Tensor,
        conditioning: Tensor,
        key: Tensor,
        sampler: str,
        steps: int,
        guidance: float,
        temperature: float,
    ) -> Tensor:
        if steps < 1:
            raise ValueError(f"Cannot sample in {steps} steps: at least 1 is needed")
        frames = latents.size(0) * self.frames // self.per_codes
        device = self.network.unconditioned_embedding.device
        condition = self._condition(latents.to(device), conditioning.to(device), frames)
        key = key.to(device)
        if sampler not in self.samplers:
            raise ValueError("Unknown sampler " + sampler + ": the model has " + ", ".join(self.samplers))
        x = self.noise(key, 0, frames) * temperature
        if sampler == "flow":
            x = self._flow(x, condition, steps, guidance)
        elif sampler == "flow-midpoint":
            x = self._flow_midpoint(x, condition, steps, guidance)
        elif sampler == "ddpm":
            x = self._ddpm(x, condition, key, steps, guidance)
        elif sampler == "ddim":
            x = self._ddim(x, condition, steps, guidance)
        else:
            x = self._dpm(x, condition, steps, guidance)
        return x * self.scale + self.shift

    def noise(self, key: Tensor, number: int, frames: int) -> Tensor:
        """[bands, frames]: number 0 is the start, others are added in later steps."""
        if number > 0:
            key = mix(key, torch.full_like(key, -number))
        return normal(key, self.bands, frames)

    def _condition(self, latents: Tensor, voice: Tensor, frames: int) -> Tensor:
        dtype = self.network.unconditioned_embedding.dtype
        condition = self.network.condition(latents.to(dtype).unsqueeze(0), voice.unsqueeze(0))
        return stretch(condition, frames)

    def _predict(self, x: Tensor, time: float, condition: Tensor) -> Tensor:
        """The network's output for x [bands, S] at a time of training: [out, S]."""
        at = torch.full([1], time, device=x.device)
        return self.network(x.unsqueeze(0), at, condition)[0]

    def _unconditioned(self, x: Tensor, time: float) -> Tensor:
        return self._predict(x, time, self.network.unconditioned(1, x.size(1)))

    def _velocity(self, x: Tensor, time: float, condition: Tensor, guidance: float) -> Tensor:
        """From the mel towards the noise, at a time of 0 (mel) to 1 (noise)."""
        velocity = self._predict(x, time * 4000.0, condition)
        if guidance > 0:
            velocity = velocity + guidance * (velocity - self._unconditioned(x, time * 4000.0))
        return velocity

    def _flow(self, x: Tensor, condition: Tensor, steps: int, guidance: float) -> Tensor:
        """Euler's method along the straight path from noise to mel."""
        for i in range(steps):
            x = x - self._velocity(x, 1.0 - i / steps, condition, guidance) / steps
        return x

    def _flow_midpoint(self, x: Tensor, condition: Tensor, steps: int, guidance: float) -> Tensor:
        """Two evaluations a step: the velocity half-way decides."""
        for i in range(steps):
            time = 1.0 - i / steps
            middle = x - self._velocity(x, time, condition, guidance) / (2 * steps)
            x = x - self._velocity(middle, time - 0.5 / steps, condition, guidance) / steps
        return x

    def _noise_and_variance(self, x: Tensor, time: float, condition: Tensor, guidance: float) -> tuple[Tensor, Tensor]:
        out = self._predict(x, time, condition)
        noise, variance = out[: self.bands], out[self.bands :]
        if guidance > 0:
            null = self._unconditioned(x, time)[: self.bands]
            noise = (1 + guidance) * noise - guidance * null
        return noise, variance

    def _ddpm(self, x: Tensor, condition: Tensor, key: Tensor, steps: int, guidance: float) -> Tensor:
        """Ancestral sampling; guidance grows from `guidance / steps` to `guidance`."""
        table = self.ddpm_schedule(steps)
        for i in range(steps - 1, -1, -1):
            row = table[i]
            ramp = guidance * (1 - i / steps)
            noise, variance = self._noise_and_variance(x, float(row[0]), condition, ramp)
            mel = (float(row[1]) * x - float(row[2]) * noise).clamp(-1, 1)
            x = float(row[3]) * mel + float(row[4]) * x
            if i > 0:
                share = (variance + 1) / 2
                log_variance = share * float(row[5]) + (1 - share) * float(row[6])
                fresh = self.noise(key, steps - i, x.size(1))
                x = x + torch.exp(0.5 * log_variance) * fresh
        return x

    def _ddim(self, x: Tensor, condition: Tensor, steps: int, guidance: float) -> Tensor:
        """The deterministic path over the same schedule and guidance."""
        table = self.ddpm_schedule(steps)
        for i in range(steps - 1, -1, -1):
            row = table[i]
            ramp = guidance * (1 - i / steps)
            noise, _ = self._noise_and_variance(x, float(row[0]), condition, ramp)
            mel = (float(row[1]) * x - float(row[2]) * noise).clamp(-1, 1)
            noise = (float(row[1]) * x - mel) / float(row[2])
            x = float(row[7]) * mel + float(row[8]) * noise
        return x

    def _dpm(self, x: Tensor, condition: Tensor, steps: int, guidance: float) -> Tensor:
        """DPM-Solver++, second order, multistep (Lu et al., 2022); guidance is constant."""
        table = self.dpm_schedule(steps)
        before = x
        for i in range(steps):
            now, then = table[i], table[i + 1]
            noise, _ = self._noise_and_variance(x, float(now[0]), condition, max(guidance - 1, 0.0))
            mel = (x - float(now[2]) * noise) / float(now[1])
            step = float(then[3] - now[3])
            target = mel
            if i > 0 and (i < steps - 1 or steps >= 10):
                target = mel + (mel - before) * (step / (2 * float(now[3] - table[i - 1][3])))
            x = float(then[2] / now[2]) * x - float(then[1]) * float(torch.expm1(now[3] - then[3])) * target
            before = mel
        return x
