# SPDX-License-Identifier: Apache-2.0
"""The autoregressive model as `autoregressive.pt`: fixed slots, a cache written in place.

Bits of a slot do not depend on its neighbours: every step computes all slots, attention sees the
cache in multiples of 64 positions, and randomness is keyed by slot. See `BUNDLE.md` for the methods.
"""

from typing import Final

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from testudo_voice.autoregressive import Autoregressive
from testudo_voice.export.decoding_state import State, StepPlan, Window, round_up, view_state, view_window
from testudo_voice.export.randomness import gumbel
from testudo_voice.export.sampling import keep_top_k, keep_top_p, keep_typical, penalise

# The contract of `BUNDLE.md`, which tests of both languages compare with their own.
STATUS_CODES = {"free": 0, "live": 1, "stopped": 2, "capped": 3}
SETTINGS = (
    "temperature",
    "topK",
    "topP",
    "repetitionPenalty",
    "typicalMass",
    "skippedPositions",
    "maxCodes",
)  # the order of the state's columns, then the limit


class AutoregressiveModule(nn.Module):
    """Decoding with continuous batching.

    Numbers are filled in and never assigned or chosen by `torch.where`: those make tensors on the host,
    whose way to a GPU waits for all the work that it was given before, the other threads' too.

    `text_stops` stop ids close the text (the official pipeline makes it two); `seen_at_start` are
    ids that the repetition penalty counts from the beginning (id 1 in the official pipeline).
    """

    FREE: Final[int] = STATUS_CODES["free"]
    LIVE: Final[int] = STATUS_CODES["live"]
    STOPPED: Final[int] = STATUS_CODES["stopped"]
    CAPPED: Final[int] = STATUS_CODES["capped"]
    STEPS_PER_LOOK: Final[int] = 8  # on a GPU, between two looks at who has finished
    CODES_PER_STEP: Final[int] = 65536  # counters of one decoding step

    def __init__(
        self,
        network: Autoregressive,
        max_text: int,
        max_codes: int,
        text_stops: int = 1,
        seen_at_start: tuple[int, ...] = (),
    ) -> None:
        super().__init__()
        config = network.config
        if max_text + 1 + text_stops > config.text_positions:
            raise ValueError(f"{max_text} text ids do not fit {config.text_positions} positions")
        if max_codes + 1 > config.mel_positions:
            raise ValueError(f"{max_codes} codes do not fit {config.mel_positions} positions")
        self.gpt = network.gpt
        self.final_norm = network.final_norm
        self.text_embedding = network.text_embedding
        self.text_pos_embedding = network.text_pos_embedding
        self.mel_embedding = network.mel_embedding
        self.mel_pos_embedding = network.mel_pos_embedding
        self.mel_head = network.mel_head
        self.layers = config.layers
        self.heads = config.heads
        self.dim = config.model_dim
        self.vocabulary = config.number_mel_codes
        self.start_text = config.start_text_token
        self.stop_text = config.stop_text_token
        self.start_code = config.start_mel_token
        self.stop_code = config.stop_mel_token
        self.max_text = max_text
        self.max_codes = max_codes
        self.at_limit = self.CAPPED
        self.settings = list(SETTINGS)
        self.text_stops = text_stops
        self.seen_at_start = [*seen_at_start, config.start_mel_token]
        positions = 1 + (1 + max_text + text_stops) + 1 + max_codes
        # The last position is never a real one: idle slots write there.
        self.capacity = round_up(positions + 1)

    @torch.jit.export
    def new_state(self, slots: int) -> list[Tensor]:
        weight = self.mel_head.weight
        device = weight.device
        cache = [self.layers, slots, self.heads, self.capacity, 2, self.dim // self.heads]
        neutral = torch.tensor([[0.0, 0.0, 1.0, 1.0, 0.0, 0.0]], device=device)
        return [
            torch.zeros(cache, dtype=weight.dtype, device=device),
            weight.float(),
            torch.zeros([slots, self.max_codes, self.dim], device=device),
            torch.zeros([slots, self.dim], device=device),
            torch.zeros([slots, self.dim], device=device),
            torch.zeros([slots, self.max_codes], dtype=torch.int64, device=device),
            torch.zeros([slots, self.vocabulary], dtype=torch.bool, device=device),
            torch.zeros([], dtype=torch.int64, device=device),
            torch.zeros([slots], dtype=torch.int64),
            torch.zeros([5, slots], dtype=torch.int64, device=device),
            neutral.repeat(slots, 1),
        ]

    @torch.jit.export
    def prefill(
        self,
        state: list[Tensor],
        text: Tensor,
        conditioning: Tensor,
        slot: int,
        key: int,
        settings: dict[str, float],
    ) -> None:
        """Settings by name, all of them and no other."""
        s = view_state(state)
        for name in settings:
            if name not in self.settings:
                raise ValueError("Unknown setting " + name + ": the model has " + ", ".join(self.settings))
        for name in self.settings:
            if name not in settings:
                raise ValueError("Missing setting " + name)
        limit = self.limit(text, settings)
        if text.size(0) > self.max_text:
            raise ValueError(f"Cannot speak {text.size(0)} text ids: the model takes at most {self.max_text}")
        if limit < 1 or limit > self.max_codes:
            raise ValueError(f"Cannot draw up to {limit} codes: the model draws 1 to {self.max_codes}")
        self._clear(s, slot)
        first, prefix = self._run_prefix(s, text, conditioning, slot)
        s.first[slot] = first
        s.prefixes[slot].fill_(prefix)
        for column, name in enumerate(self.settings[:-1]):
            state[10][slot, column].fill_(settings[name])
        s.limits[slot].fill_(limit)
        self._begin(s, slot, key)

    @torch.jit.export
    def prefill_again(self, state: list[Tensor], source: int, slot: int, key: int) -> None:
        """The same as prefilling `slot` with what `source` was prefilled with, but for the key."""
        s = view_state(state)
        self._clear(s, slot)
        prefix = int(s.prefixes[source].item())
        s.cache[:, slot, :, :prefix] = s.cache[:, source, :, :prefix]
        s.first[slot] = s.first[source]
        s.prefixes[slot].fill_(prefix)
        state[10][slot] = state[10][source]
        s.limits[slot] = s.limits[source]
        self._begin(s, slot, key)

    def _begin(self, s: State, slot: int, key: int) -> None:
        s.hidden[slot] = s.first[slot]
        s.lengths[slot].fill_(int(s.prefixes[slot].item()))
        for code in self.seen_at_start:
            s.seen[slot, code].fill_(True)
        s.slot_keys[slot].fill_(key)
        s.status[slot].fill_(self.LIVE)

    def limit(self, text: Tensor, settings: dict[str, float]) -> int:
        """Codes after which decoding ends without a stop."""
        return int(settings["maxCodes"])

    def _clear(self, s: State, slot: int) -> None:
        """Leaves nothing of the slot's last utterance: zero weight times NaN would still be NaN."""
        s.cache[:, slot].zero_()
        s.seen[slot].zero_()
        s.counts[slot].zero_()

    def _run_prefix(self, s: State, text: Tensor, conditioning: Tensor, slot: int) -> tuple[Tensor, int]:
        """Fills the slot's cache; the state that predicts the first code, and the length."""
        x = self._embed_prefix(text, conditioning)  # [P, D]
        P = x.size(0)
        cache = s.cache[:, slot, :, :P].permute(0, 3, 1, 2, 4)  # [L, 2, H, P, D / H]
        for layer, block in enumerate(self.gpt.h):
            qkv = block.attn.c_attn(block.ln_1(x)).view(P, 3, self.heads, -1).permute(1, 2, 0, 3)
            cache[layer].copy_(qkv[1:])
            q, k, v = qkv.unsqueeze(1).unbind(0)  # [1, H, P, D / H]
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + block.attn.c_proj(y.transpose(1, 2).reshape(P, -1))
            x = x + block.mlp(block.ln_2(x))
        return self.final_norm(self.gpt.ln_f(x[-1])).float(), P

    def _embed_prefix(self, text: Tensor, conditioning: Tensor) -> Tensor:
        ids = F.pad(text.to(self.mel_head.weight.device), [1, 0], value=float(self.start_text))
        ids = F.pad(ids, [0, self.text_stops], value=float(self.stop_text))
        words = self.text_embedding(ids) + self.text_pos_embedding.emb.weight[: ids.size(0)]
        start = self.mel_embedding.weight[self.start_code] + self.mel_pos_embedding.emb.weight[0]
        voice = conditioning.to(words).unsqueeze(0)
        return torch.cat([voice, words, start.unsqueeze(0)])

    @torch.jit.export
    def steps(self, state: list[Tensor], count: int) -> Tensor:
        s = view_state(state)
        live = s.status == self.LIVE
        ran = 0
        if bool(live.any()):
            plan = self._plan(s)
            reach = plan.reach
            steps_per_look = self.STEPS_PER_LOOK if s.status.is_cuda else 1
            running = True
            window = view_window(s.cache, round_up(reach + 1))
            while running and ran < count:
                reach += 1
                if reach > window.length:
                    window = view_window(s.cache, round_up(reach))
                self._step(s, window, plan)
                ran += 1
                if ran % steps_per_look == 0:
                    running = bool((s.status == self.LIVE).eq(live).all())
        s.steps_run.fill_(ran)
        return self.progress(state)

    @torch.jit.export
    def plan(self, state: list[Tensor], count: int) -> list[int]:
        """What `run` needs to know of the live slots for so many steps; equal plans are equal work."""
        plan = self._plan(view_state(state))
        window = round_up(min(plan.reach + count, self.capacity))
        return [int(plan.typical), int(plan.top_k), int(plan.top_p), plan.most, window]

    @torch.jit.export
    def run(self, state: list[Tensor], plan: list[int], count: int) -> None:
        """So many steps as planned, without a look: nothing here waits for the device, so a graph can hold it."""
        s = view_state(state)
        window = view_window(s.cache, plan[4])
        look = StepPlan(plan[0] > 0, plan[1] > 0, plan[2] > 0, 0, plan[3])
        for _ in range(count):
            self._step(s, window, look)

    @torch.jit.export
    def progress(self, state: list[Tensor]) -> Tensor:
        """[2, slots]: status, codes drawn."""
        s = view_state(state)
        return torch.stack([s.status, s.counts])

    @torch.jit.export
    def status_codes(self) -> dict[str, int]:
        return {"free": self.FREE, "live": self.LIVE, "stopped": self.STOPPED, "capped": self.CAPPED}

    def _plan(self, s: State) -> StepPlan:
        live = s.status == self.LIVE
        wanted = torch.cat([s.typical > 0, s.top_k > 0, s.top_p < 1], 1) & live.unsqueeze(1)
        longest = (s.lengths * live).max()
        top_k = s.top_k.squeeze(1).to(torch.int64) * live
        most = top_k.max() * ((top_k > 0) | ~live).all()
        facts: list[int] = torch.cat([wanted.any(0).to(torch.int64), torch.stack([longest, most])]).tolist()
        return StepPlan(facts[0] > 0, facts[1] > 0, facts[2] > 0, facts[3], min(facts[4], self.vocabulary))

    def _step(self, s: State, window: Window, plan: StepPlan) -> None:
        """Draws a code in every live slot, and runs those that go on through the network."""
        live = s.status == self.LIVE
        code = self._draw(s, plan)
        drawn = live & (code != self.stop_code)
        self._record(s, code, drawn)
        s.status.masked_fill_(live & ~drawn, self.STOPPED)
        s.status.masked_fill_(drawn & (s.counts >= s.limits), self.at_limit)
        moving = s.status == self.LIVE
        if moving.is_cuda or bool(moving.any()):
            self._advance(s, code, moving, window)

    def _draw(self, s: State, plan: StepPlan) -> Tensor:
        """The next code of each slot: [slots]."""
        logits = F.linear(s.hidden, s.head, self.mel_head.bias.float())  # [slots, V]
        logits[:, self.start_code].fill_(float("-inf"))
        logits = penalise(logits, s.seen, s.penalty)
        if plan.typical:
            logits = keep_typical(logits, s.typical)
        greedy = s.temperature <= 0
        logits = logits / s.temperature.masked_fill(greedy, 1.0)
        codes = torch.arange(self.vocabulary, device=logits.device).expand_as(logits)
        if plan.most > 0:
            logits, codes = logits.topk(plan.most)  # [slots, most]: the others need no noise
        if plan.top_k:
            logits = keep_top_k(logits, s.top_k)
        if plan.top_p:
            logits = keep_top_p(logits, s.top_p)
        noise = gumbel(s.slot_keys.unsqueeze(1), s.counts.unsqueeze(1) * self.CODES_PER_STEP + codes)
        drawn = (logits + noise.masked_fill(greedy, 0.0)).argmax(1, keepdim=True)
        return codes.gather(1, drawn).squeeze(1)

    def _record(self, s: State, code: Tensor, drawn: Tensor) -> None:
        """Keeps each drawn code and the state that predicted it."""
        slot = torch.arange(code.size(0), device=code.device)
        at = s.counts.clamp(max=self.max_codes - 1)
        s.codes[slot, at] = torch.where(drawn, code, s.codes[slot, at])
        s.latents[slot, at] = torch.where(drawn.unsqueeze(1), s.hidden, s.latents[slot, at])
        s.seen[slot, code] = s.seen[slot, code] | drawn
        s.counts.add_(drawn)

    def _advance(self, s: State, code: Tensor, moving: Tensor, window: Window) -> None:
        """One position through the network; slots that rest attend to their first position."""
        S, H, W = code.size(0), self.heads, self.dim // self.heads
        resting = ~moving
        write = s.lengths.masked_fill(resting, self.capacity - 1).view(S, 1, 1, 1, 1).expand(S, 2, H, 1, W)
        last = s.lengths.masked_fill(resting, 0)
        position = (s.counts + s.skipped).masked_fill(resting, 0)
        x = self.mel_embedding(code) + self.mel_pos_embedding.emb(position)  # [slots, D]
        future = torch.arange(window.length, device=code.device) > last.view(-1, 1, 1)
        mask = torch.zeros([S, H, window.length], dtype=x.dtype, device=x.device).masked_fill_(future, float("-inf"))
        mask = mask.view(S * H, 1, window.length)
        for layer, block in enumerate(self.gpt.h):
            qkv = block.attn.c_attn(block.ln_1(x)).view(S, 3, H, 1, W)
            window.entries[layer].scatter_(3, write, qkv[:, 1:])
            q = qkv[:, 0].reshape(S * H, 1, W)
            y = attend(q, window.keys[layer], window.values[layer], mask)
            x = x + block.attn.c_proj(y.view(S, -1))
            x = x + block.mlp(block.ln_2(x))
        hidden = self.final_norm(self.gpt.ln_f(x)).float()
        s.hidden.copy_(torch.where(moving.unsqueeze(1), hidden, s.hidden))
        s.lengths.add_(moving)

    @torch.jit.export
    def second_pass(self, text: Tensor, conditioning: Tensor, codes: Tensor) -> Tensor:
        """The latents [M, D] of given codes [M], in one pass without a cache."""
        prefix = self._embed_prefix(text, conditioning)
        spoken = self.mel_embedding(codes[:-1].to(prefix.device))
        x = torch.cat([prefix, spoken + self.mel_pos_embedding.emb.weight[1 : codes.size(0)]])  # [T, D]
        for block in self.gpt.h:
            qkv = block.attn.c_attn(block.ln_1(x)).view(x.size(0), 3, self.heads, -1).permute(1, 2, 0, 3)
            q, k, v = qkv.unsqueeze(1).unbind(0)  # [1, H, T, D / H]
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + block.attn.c_proj(y.transpose(1, 2).reshape(x.size(0), -1))
            x = x + block.mlp(block.ln_2(x))
        return self.final_norm(self.gpt.ln_f(x[prefix.size(0) - 1 :])).float()

    @torch.jit.export
    def steps_run(self, state: list[Tensor]) -> Tensor:
        return view_state(state).steps_run.clone()

    @torch.jit.export
    def result(self, state: list[Tensor], slot: int) -> tuple[Tensor, Tensor]:
        s = view_state(state)
        count = int(s.counts[slot].item())
        return s.codes[slot, :count].clone(), s.latents[slot, :count].clone()

    @torch.jit.export
    def release(self, state: list[Tensor], slot: int) -> None:
        view_state(state).status[slot].fill_(self.FREE)


def attend(q: Tensor, keys: Tensor, values: Tensor, mask: Tensor) -> Tensor:
    """Attention of queries [B, Q, W] to keys [B, W, T] and values [B, T, W] under a mask that is added.

    Fused attention is faster, but its bits change with the length and the number of threads.
    """
    scores = torch.baddbmm(mask, q, keys, alpha=q.size(2) ** -0.5)
    return torch.bmm(torch.softmax(scores, -1), values)
