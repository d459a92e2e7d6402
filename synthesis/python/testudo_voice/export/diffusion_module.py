# SPDX-License-Identifier: Apache-2.0
"""The diffusion decoder as `diffusion.pt`: latents to a mel, by one of several samplers.

One utterance a call at its exact length, or several padded to one length. The sampled mel is kept in single
precision throughout.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from testudo_voice.attention import Padding, one_length, padding_of, repeated, store_by_taps
from testudo_voice.diffusion import DiffusionConfig, DiffusionDecoder, stretch, stretch_rows
from testudo_voice.export.randomness import mix, normal
from testudo_voice.schedule import DdpmSchedule, DpmSchedule


def samplers(config: DiffusionConfig) -> list[str]:
    """The samplers for what the network predicts: a velocity, or noise and its variance."""
    predicts_velocity = config.out_channels == config.in_channels
    return ["flow", "flow-midpoint"] if predicts_velocity else ["ddpm", "ddim", "dpm++2m"]


class Given(NamedTuple):
    """What the evaluations of some utterances have in common."""

    condition: Tensor  # [rows, C, S]; a second half of the rows has no text and no voice, where guidance needs it
    biases: list[Tensor]  # of attention at length S, by layer
    modulations: list[Tensor]  # of all evaluations' times, by layer
    padding: Padding  # of all rows
    integrated: list[Tensor]  # conditions [P, rows, C] of the evaluations that come next, the last one first


class DiffusionModule(nn.Module):
    """Samples a mel; the mel of the network times `scale` plus `shift` is the natural-log mel."""

    def __init__(self, network: DiffusionDecoder, shift: float, scale: float) -> None:
        super().__init__()
        config = network.config
        self.network = network
        # Used in training, or by `conditioning.pt`: not stored here.
        for name in ("code_embedding", "code_converter", "mel_head", "contextual_embedder"):
            delattr(network, name)
        store_by_taps(network)
        self.bands = config.in_channels
        self.samplers = samplers(config)
        self.frames = config.frames_per_code[0]
        self.per_codes = config.frames_per_code[1]
        self.evaluations_at_once = 10  # for what does not depend on their order
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
        given = self._conditions(latents.unsqueeze(0), None, conditioning.unsqueeze(0), sampler, steps, guidance)
        return self._sample(given, key.view(1), sampler, steps, guidance, temperature)[0]

    @torch.jit.export
    def mels(
        self,
        latents: Tensor,
        codes: Tensor,
        conditioning: Tensor,
        keys: Tensor,
        sampler: str,
        steps: int,
        guidance: float,
        temperature: float,
    ) -> Tensor:
        """Several utterances [B, M, D] of their own numbers of codes [B]: [B, bands, S].

        A row's values depend on nothing but itself, M and B; what lies beyond its end means nothing.
        """
        given = self._conditions(latents, codes, conditioning, sampler, steps, guidance)
        return self._sample(given, keys, sampler, steps, guidance, temperature)

    def _sample(
        self, given: Given, keys: Tensor, sampler: str, steps: int, guidance: float, temperature: float
    ) -> Tensor:
        keys = keys.to(given.condition.device)
        x = self.noise(keys, 0, 1, given.condition.size(2))[0] * temperature
        if sampler == "flow":
            x = self._flow(x, given, steps, guidance)
        elif sampler == "flow-midpoint":
            x = self._flow_midpoint(x, given, steps, guidance)
        elif sampler == "ddpm":
            x = self._ddpm(x, given, keys, steps, guidance)
        elif sampler == "ddim":
            x = self._ddim(x, given, steps, guidance)
        else:
            x = self._dpm(x, given, steps, guidance - 1)
        return x * self.scale + self.shift

    def noise(self, keys: Tensor, first: int, count: int, frames: int) -> Tensor:
        """[count, B, bands, frames]: number 0 is the start, drawn alone; the others are added in later steps."""
        keys = keys.unsqueeze(0)
        if first > 0:
            keys = mix(keys, -torch.arange(first, first + count, device=keys.device).unsqueeze(1))
        return normal(keys, self.bands, frames)

    def _times(self, sampler: str, steps: int) -> Tensor:
        """When the network is asked, in training steps, in the order of the sampler."""
        if sampler == "flow":
            return 4000.0 * (1 - torch.arange(steps) / steps)
        if sampler == "flow-midpoint":
            return 4000.0 * (1 - torch.arange(2 * steps) / (2 * steps))
        if sampler == "dpm++2m":
            return self.dpm_schedule(steps)[:-1, 0].float()
        return self.ddpm_schedule(steps)[:, 0].flip(0).float()

    def _conditions(
        self, latents: Tensor, codes: Tensor | None, voices: Tensor, sampler: str, steps: int, guidance: float
    ) -> Given:
        """Of rows [B, M, D]; `codes` [B] says how many of the M are a row's own, nothing that all are."""
        if steps < 1:
            raise ValueError(f"Cannot sample in {steps} steps: at least 1 is needed")
        if sampler not in self.samplers:
            raise ValueError("Unknown sampler " + sampler + ": the model has " + ", ".join(self.samplers))
        weight = self.network.unconditioned_embedding
        latents = latents.to(weight.device).to(weight.dtype)
        voices = voices.to(weight.device)
        M = latents.size(1)
        frames = M * self.frames // self.per_codes
        padding = one_length(frames, latents)
        if codes is None:
            condition = stretch(self.network.condition(latents, voices), frames)
        else:
            codes = codes.to(weight.device)
            own = codes * self.frames // self.per_codes
            channels = self.network.unconditioned_embedding.size(1)
            of_codes = padding_of(codes, M, latents, channels)
            latents = latents * of_codes.mask[:M, :, :1].transpose(0, 1)
            condition = self.network.condition(latents, voices, of_codes)
            condition = stretch_rows(condition, codes, own, frames)
            padding = padding_of(own, frames, latents, channels)
        biases = self.network.biases(padding)
        if guidance > (1 if sampler == "dpm++2m" else 0):
            condition = torch.cat([condition, self.network.unconditioned(condition.size(0), frames)])
            padding = repeated(padding, 2)
        times = filled(self._times(sampler, steps), weight.device)
        integrated: list[Tensor] = []
        return Given(condition, biases, self.network.modulations(times), padding, integrated)

    def _predict(self, x: Tensor, evaluation: int, given: Given, guidance: float) -> Tensor:
        """The network's output for x [B, bands, S] at the time of an evaluation, led by guidance: [B, out, S]."""
        if len(given.integrated) == 0:
            self._integrate(evaluation, given)
        B, rows = x.size(0), given.condition.size(0)
        now = [modulation[evaluation : evaluation + 1] for modulation in given.modulations]
        out = self.network.denoise(x.repeat(rows // B, 1, 1), given.integrated.pop(), now, given.biases, given.padding)
        if rows > B:
            led = out[:B, : self.bands]
            led.mul_(1 + guidance).sub_(out[B:, : self.bands], alpha=guidance)
        return out[:B]

    def _integrate(self, first: int, given: Given) -> None:
        """The conditions of some evaluations at once: on a GPU, calls cost more than rows."""
        rows = given.condition.size(0)
        at_once = self.evaluations_at_once if given.padding.alike else max(1, self.evaluations_at_once // rows)
        last = min(first + at_once, given.modulations[0].size(0))
        some = [m[first:last].repeat_interleave(rows, 0) for m in given.modulations]
        condition = given.condition.repeat(last - first, 1, 1)
        padding = repeated(given.padding, last - first)
        integrated = self.network.integrate(condition, some, given.biases, padding)
        for of_one in integrated.split(rows, 1):
            given.integrated.insert(0, of_one)

    def _flow(self, x: Tensor, given: Given, steps: int, guidance: float) -> Tensor:
        """Euler's method along the straight path from noise (time 1) to mel (time 0)."""
        for i in range(steps):
            x = x.sub(self._predict(x, i, given, guidance), alpha=1 / steps)
        return x

    def _flow_midpoint(self, x: Tensor, given: Given, steps: int, guidance: float) -> Tensor:
        """Two evaluations a step: the velocity half-way decides."""
        for i in range(steps):
            middle = x.sub(self._predict(x, 2 * i, given, guidance), alpha=1 / (2 * steps))
            x = x.sub(self._predict(middle, 2 * i + 1, given, guidance), alpha=1 / steps)
        return x

    def _ddpm(self, x: Tensor, given: Given, keys: Tensor, steps: int, guidance: float) -> Tensor:
        """Ancestral sampling; guidance grows from `guidance / steps` to `guidance`."""
        table = self.ddpm_schedule(steps)
        fresh: list[Tensor] = []  # noise of the steps that come next, the last one first
        for i in range(steps - 1, -1, -1):
            row = table[i]
            ramp = guidance * (1 - i / steps)
            out = self._predict(x, steps - 1 - i, given, ramp)
            noise, variance = out[:, : self.bands], out[:, self.bands :]
            mel = (float(row[1]) * x).sub_(noise, alpha=float(row[2])).clamp_(-1, 1)
            x = (float(row[4]) * x).add_(mel, alpha=float(row[3]))
            if i > 0:
                # The variance is a place between the smallest (-1) and the largest (1).
                most, least = float(row[5]), float(row[6])
                deviation = variance.mul((most - least) / 4).add_((most + least) / 4).exp_()
                if len(fresh) == 0:
                    several = self.noise(keys, steps - i, min(i, self.evaluations_at_once), x.size(2))
                    for noise_of_step in several.unbind(0):
                        fresh.insert(0, noise_of_step)
                x.addcmul_(deviation, fresh.pop())
        return x

    def _ddim(self, x: Tensor, given: Given, steps: int, guidance: float) -> Tensor:
        """The deterministic path over the same schedule and guidance."""
        table = self.ddpm_schedule(steps)
        for i in range(steps - 1, -1, -1):
            row = table[i]
            ramp = guidance * (1 - i / steps)
            noise = self._predict(x, steps - 1 - i, given, ramp)[:, : self.bands]
            whole = float(row[1]) * x
            mel = whole.sub(noise, alpha=float(row[2])).clamp_(-1, 1)
            noise = whole.sub_(mel).div_(float(row[2]))
            x = (float(row[7]) * mel).add_(noise, alpha=float(row[8]))
        return x

    def _dpm(self, x: Tensor, given: Given, steps: int, guidance: float) -> Tensor:
        """DPM-Solver++, second order, multistep (Lu et al., 2022); guidance is constant."""
        table = self.dpm_schedule(steps)
        before = x
        for i in range(steps):
            now, then = table[i], table[i + 1]
            noise = self._predict(x, i, given, guidance)[:, : self.bands]
            mel = x.sub(noise, alpha=float(now[2])).div_(float(now[1]))
            step = float(then[3] - now[3])
            target = mel
            if i > 0 and (i < steps - 1 or steps >= 10):
                target = mel.add(mel - before, alpha=step / (2 * float(now[3] - table[i - 1][3])))
            fall = float(then[1]) * float(torch.expm1(now[3] - then[3]))
            x = (float(then[2] / now[2]) * x).sub_(target, alpha=fall)
            before = mel
        return x


def filled(values: Tensor, device: torch.device) -> Tensor:
    """The values on a device, without a copy from the host, which would wait and cannot be captured in a graph."""
    if device == values.device:
        return values
    numbers: list[float] = values.tolist()
    on_device = torch.empty(values.shape, device=device)
    for index, number in enumerate(numbers):
        on_device[index].fill_(number)
    return on_device
