# SPDX-License-Identifier: Apache-2.0
import io
import random

import pytest
import torch
from conftest import Golden, TorchScriptError, assert_near
from test_autoregressive import golden_network
from torch import Tensor

from testudo_voice.autoregressive import Autoregressive, AutoregressiveConfig
from testudo_voice.export.autoregressive_module import SETTINGS, AutoregressiveModule
from testudo_voice.export.scripting import compile_half, half_rounded, script_bytes

LIVE, STOPPED, CAPPED = 1, 2, 3
KEY = 7


def settings(
    temperature: float = 0.9, top_k: int = 0, top_p: float = 0.9, penalty: float = 1.0,
    typical: float = 0.0, codes: int = 40, skipped: int = 0,
) -> dict[str, float]:  # fmt: skip
    values = temperature, top_k, top_p, penalty, typical, skipped, codes
    return {name: float(value) for name, value in zip(SETTINGS, values, strict=True)}


GREEDY = settings(temperature=0.0, top_p=1.0)


@pytest.fixture(scope="module")
def golden() -> Golden:
    return Golden("ar-small")


@pytest.mark.parametrize(("penalty", "suffix"), [(1.0, ""), (2.0, "_rep2")])
@pytest.mark.parametrize(("skipped", "path"), [(0, "nocache"), (1, "kvcache")])
@torch.no_grad()
def test_cached_decoding_gives_the_golden_codes(
    golden: Golden, penalty: float, suffix: str, skipped: int, path: str
) -> None:
    """Positions without a gap are the uncached reference's; its own cache skips one."""
    module = AutoregressiveModule(golden_network(golden), 59, 79, seen_at_start=(1,))
    state = module.new_state(4)
    sampling = settings(temperature=0.0, top_p=1.0, penalty=penalty, skipped=skipped)
    text = golden["text_tokens"][0].long()
    module.prefill(state, text, golden["cond_latent"][0], 2, KEY, sampling)
    first = module.mel_head(state[3][2])
    assert_near(first, golden["step_logits_nocache_first2"][0, 0], 2e-4)
    while int(module.steps(state, 7)[0, 2]) == LIVE:
        pass
    codes, latents = module.result(state, 2)
    assert torch.equal(codes, golden[f"greedy_codes_neon_{path}{suffix}"][0])
    if not suffix:
        expected = golden[f"return_latents_for_greedy_{path}"][0]
        assert_near(module.second_pass(text, golden["cond_latent"][0], codes), expected, 2e-4)
        cached = expected if path == "nocache" else golden["stream_latents_for_greedy_kvcache"][0]
        assert_near(latents, cached, 2e-4)


def small_network(dim: int, heads: int) -> Autoregressive:
    torch.manual_seed(5)
    config = AutoregressiveConfig(
        layers=2, model_dim=dim, heads=heads, max_text_tokens=150, max_mel_tokens=150,
        number_text_tokens=40, start_text_token=40, number_mel_codes=66, start_mel_token=64,
        stop_mel_token=65, conditioning_blocks=1,
    )  # fmt: skip
    network = Autoregressive(config).eval()
    with torch.no_grad():
        network.mel_head.weight.normal_(std=0.1)
        network.mel_head.bias[65] = 0.8
    return network


@pytest.fixture(scope="module")
def script() -> torch.jit.ScriptModule:
    """As the renderer runs it: saved, loaded, in single precision."""
    return loaded(small_network(160, 5))


def loaded(network: Autoregressive) -> torch.jit.ScriptModule:
    module = compile_half(AutoregressiveModule(network, 140, 140))
    script = torch.jit.load(io.BytesIO(script_bytes(module)))
    script.to_float32()
    return script


def texts(count: int) -> list[Tensor]:
    generator = torch.Generator().manual_seed(3)
    lengths = torch.randint(1, 141, (count,), generator=generator).tolist()
    return [torch.randint(1, 40, (n,), generator=generator) for n in lengths]


@torch.no_grad()
def speak(script: torch.jit.ScriptModule, order: list[int], slots: int, count: int) -> dict[int, tuple[Tensor, Tensor]]:
    """Continuous batching over utterances in an order: each slot is refilled when it is done."""
    words = texts(24)
    voice = torch.linspace(-1, 1, 160)
    state = script.new_state(slots)
    waiting = list(order)
    where: dict[int, int] = {}  # utterance by slot
    spoken = {}
    while waiting or where:
        for slot in range(slots):
            if slot not in where and waiting:
                where[slot] = waiting.pop(0)
                wants = where[slot]
                sampling = settings(top_k=10 * (wants % 2), typical=0.9 * (wants % 3 == 0), codes=60 + wants)
                script.prefill(state, words[wants], voice, slot, wants, sampling)
        status = script.steps(state, count)[0].tolist()
        for slot in [s for s in where if status[s] != LIVE]:
            spoken[where.pop(slot)] = script.result(state, slot)
            script.release(state, slot)
    return spoken


def test_neighbours_change_no_bit(script: torch.jit.ScriptModule) -> None:
    expected = speak(script, list(range(24)), 4, 16)
    lengths = [len(codes) for codes, _ in expected.values()]
    assert len(set(lengths)) > 8, "the utterances must come and go at different times"
    shuffled = list(range(24))
    random.Random(1).shuffle(shuffled)
    for order, slots, count in [
        (list(reversed(range(24))), 4, 5),
        (shuffled, 4, 64),
        (shuffled, 8, 16),
        (shuffled[:16], 16, 16),
    ]:
        for wants, (codes, latents) in speak(script, order, slots, count).items():
            assert torch.equal(codes, expected[wants][0])
            assert torch.equal(latents, expected[wants][1])


def test_an_utterance_alone_has_the_same_bits(script: torch.jit.ScriptModule) -> None:
    expected = speak(script, list(range(24)), 4, 16)
    for wants in (0, 11):
        codes, latents = speak(script, [wants], 4, 16)[wants]
        assert torch.equal(codes, expected[wants][0])
        assert torch.equal(latents, expected[wants][1])


@torch.no_grad()
def test_nan_in_a_slot_does_not_spread(script: torch.jit.ScriptModule) -> None:
    text, voice = texts(2), torch.linspace(-1, 1, 160)

    def run(state: list[Tensor], slot: int) -> Tensor:
        script.prefill(state, text[0], voice, slot, KEY, settings())
        while int(script.steps(state, 50)[0, slot]) == LIVE:
            pass
        return script.result(state, slot)[1]

    state = script.new_state(4)
    expected = run(state, 0)
    script.release(state, 0)
    script.prefill(state, text[1], voice * torch.nan, 1, KEY, settings())
    script.steps(state, 3)
    state[0][:, 0] = torch.nan
    assert torch.equal(run(state, 0), expected)


@torch.no_grad()
def test_weights_are_half_until_made_single() -> None:
    network = small_network(32, 4)
    rounded = small_network(32, 4)
    rounded.load_state_dict(half_rounded(network.state_dict()))
    module = compile_half(AutoregressiveModule(network, 140, 140))
    narrow = torch.jit.load(io.BytesIO(script_bytes(module)))
    assert {t.dtype for t in narrow.state_dict().values()} == {torch.float16}
    narrow.to_float32()
    assert {t.dtype for t in narrow.state_dict().values()} == {torch.float32}
    plain = AutoregressiveModule(rounded, 140, 140)
    spoken = []
    for decoder in (narrow, plain):
        state = decoder.new_state(4)
        decoder.prefill(state, texts(1)[0], torch.linspace(-1, 1, 32), 0, KEY, settings())
        while int(decoder.steps(state, 50)[0, 0]) == LIVE:
            pass
        spoken.append(decoder.result(state, 0))
    assert torch.equal(spoken[0][0], spoken[1][0])
    assert torch.equal(spoken[0][1], spoken[1][1])


@torch.no_grad()
def test_cached_latents_are_those_of_teacher_forcing() -> None:
    network = small_network(32, 4)
    module = AutoregressiveModule(network, 140, 140)
    text, voice = texts(1)[0], torch.linspace(-1, 1, 32)
    state = module.new_state(4)
    module.prefill(state, text, voice, 3, KEY, settings())
    while int(module.steps(state, 50)[0, 3]) == LIVE:
        pass
    codes, latents = module.result(state, 3)
    framed_text = torch.cat([torch.tensor([40]), text, torch.tensor([0])]).unsqueeze(0)
    framed = torch.cat([torch.tensor([64]), codes, torch.tensor([65])]).unsqueeze(0)
    _, _, forced = network(
        voice.unsqueeze(0), framed_text, torch.tensor([framed_text.size(1)]), framed,
        torch.tensor([framed.size(1)]),
    )  # fmt: skip
    assert len(codes) > 3
    assert_near(latents, forced[0, : len(codes)], 1e-4)


@torch.no_grad()
def test_steps_tell_how_a_slot_ended(script: torch.jit.ScriptModule) -> None:
    voice = torch.linspace(-1, 1, 160)
    state = script.new_state(4)
    assert script.steps(state, 5).tolist() == [[0, 0, 0, 0], [0, 0, 0, 0]]
    assert int(script.steps_run(state)) == 0
    script.prefill(state, texts(1)[0], voice, 1, KEY, settings(codes=2, temperature=0.0))
    script.prefill(state, texts(2)[1], voice, 3, KEY, settings(codes=140))
    assert script.steps(state, 1).tolist() == [[0, LIVE, 0, LIVE], [0, 1, 0, 1]]
    progress = script.steps(state, 50)
    assert progress[:, 1].tolist() == [CAPPED, 2]
    assert int(script.steps_run(state)) == 1, "it returns as soon as a slot is done"
    script.release(state, 1)
    while int(progress[0, 3]) == LIVE:
        progress = script.steps(state, 50)
    assert int(progress[0, 3]) == STOPPED
    assert int(progress[1, 3]) == len(script.result(state, 3)[0]) < 140


@torch.no_grad()
def test_refuses_what_does_not_fit(script: torch.jit.ScriptModule) -> None:
    state = script.new_state(4)
    voice = torch.zeros(160)
    with pytest.raises(TorchScriptError, match="Cannot speak 141 text ids"):
        script.prefill(state, torch.ones(141, dtype=torch.int64), voice, 0, KEY, settings())
    with pytest.raises(TorchScriptError, match="Cannot draw up to 141 codes"):
        script.prefill(state, texts(1)[0], voice, 0, KEY, settings(codes=141))


@torch.no_grad()
def test_prefilling_again_is_prefilling(script: torch.jit.ScriptModule) -> None:
    voice, text = torch.linspace(-1, 1, 160), texts(1)[0]
    state = script.new_state(4)
    script.prefill(state, text, voice, 0, 1, settings(top_k=5))
    script.prefill(state, text, voice, 1, 2, settings(top_k=5))
    script.steps(state, 3)
    script.prefill_again(state, 0, 2, 2)
    while LIVE in script.steps(state, 9)[0].tolist():
        pass
    for expected, actual in zip(script.result(state, 1), script.result(state, 2), strict=True):
        assert torch.equal(expected, actual)


@pytest.mark.parametrize("method", ["steps", "prefill_again", "release"])
def test_decoding_moves_no_number_to_the_device(script: torch.jit.ScriptModule, method: str) -> None:
    """Each would wait until a GPU has done all that it was given."""
    graph = getattr(script, method).inlined_graph
    assert not graph.findAllNodes("aten::tensor")
    for node in graph.findAllNodes("aten::where"):
        assert [str(value.type()) for value in node.inputs()] == ["Tensor"] * 3
    for node in graph.findAllNodes("aten::to"):
        assert "Device" not in [str(value.type()) for value in node.inputs()]


@torch.no_grad()
def test_planned_steps_without_a_look_give_the_same_codes(script: torch.jit.ScriptModule) -> None:
    """What a graph replays: some steps run on after a slot is done, which changes nothing in it."""
    expected = speak(script, list(range(4)), 4, 16)
    words, voice = texts(24), torch.linspace(-1, 1, 160)
    state = script.new_state(4)
    for slot in range(4):
        sampling = settings(top_k=10 * (slot % 2), typical=0.9 * (slot % 3 == 0), codes=60 + slot)
        script.prefill(state, words[slot], voice, slot, slot, sampling)
    while LIVE in script.progress(state)[0].tolist():
        script.run(state, script.plan(state, 8), 8)
    for slot, (codes, latents) in expected.items():
        found_codes, found_latents = script.result(state, slot)
        assert torch.equal(found_codes, codes)
        assert torch.equal(found_latents, latents)


def test_settings_are_named(script: torch.jit.ScriptModule) -> None:
    state = script.new_state(4)
    with pytest.raises(TorchScriptError, match="Unknown setting warmth: the model has temperature,"):
        script.prefill(state, texts(1)[0], torch.zeros(160), 0, KEY, settings() | {"warmth": 1.0})
    without = {name: value for name, value in settings().items() if name != "topP"}
    with pytest.raises(TorchScriptError, match="Missing setting topP"):
        script.prefill(state, texts(1)[0], torch.zeros(160), 0, KEY, without)
