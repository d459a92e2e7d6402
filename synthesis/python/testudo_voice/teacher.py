# SPDX-License-Identifier: Apache-2.0
"""The teacher: Kokoro-82M (Apache-2.0), its int8 weights in the torch modules of the package ``kokoro``.

It speaks in exact batches. A batch holds sentences of one token count, then of one frame count, so that padding
never reaches an instance norm: the frame count is rounded up by lengthening the last, silent token, and the sound
is cut to its true length afterwards. Half precision and a fused kernel serve on a GPU.
"""

from __future__ import annotations

import collections
import importlib.machinery
import re
import sys
import types
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from testudo_voice.teacher_packages import MODEL, packages

RATE = 24_000
FRAME = 600  # samples of one frame of a duration
PITCH_STEPS = 2  # values of pitch in a frame
UNVOICED_HZ = 10.0  # below it the teacher's source is noise
MAX_TOKENS = 508
_GATES = (0, 2, 3, 1)  # ONNX's order of LSTM gates (i, o, f, c) in torch's (i, f, c, o)


def _packaged() -> tuple[Any, Any]:
    """The modules ``istftnet`` and ``modules`` of the package, without what its front end needs."""
    silent = types.SimpleNamespace(debug=lambda *a, **k: None)
    for name, content in (("loguru", {"logger": silent}), ("attr", {"attr": None})):
        try:
            __import__(name)
        except ImportError:
            stub = types.ModuleType(name)
            stub.__dict__.update(content)
            stub.__spec__ = importlib.machinery.ModuleSpec(name, None)
            sys.modules[name] = stub
    package = types.ModuleType("kokoro")
    package.__path__ = [str(packages() / "kokoro" / "kokoro")]
    sys.modules["kokoro"] = package
    from kokoro import istftnet, modules

    return istftnet, modules


class Network(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        istftnet, modules = _packaged()
        from transformers import AlbertConfig

        albert = AlbertConfig(
            vocab_size=178, hidden_size=768, num_attention_heads=12, intermediate_size=2048,
            max_position_embeddings=512, num_hidden_layers=12, attn_implementation="eager",
        )  # fmt: skip
        self.bert = modules.CustomAlbert(albert)
        self.bert_encoder = torch.nn.Linear(768, 512)
        self.predictor = modules.ProsodyPredictor(style_dim=128, d_hid=512, nlayers=3, max_dur=50, dropout=0.2)
        self.text_encoder = modules.TextEncoder(channels=512, kernel_size=5, depth=3, n_symbols=178)
        self.decoder = istftnet.Decoder(
            dim_in=512, style_dim=128, dim_out=80, upsample_kernel_sizes=[20, 12], upsample_rates=[10, 6],
            gen_istft_hop_size=5, gen_istft_n_fft=20, resblock_dilation_sizes=[[1, 3, 5]] * 3,
            resblock_kernel_sizes=[3, 7, 11], upsample_initial_channel=512,
        )  # fmt: skip
        for module in self.modules():
            if hasattr(module, "weight_g"):
                torch.nn.utils.remove_weight_norm(module)


class _OnnxWeights:
    """The weights of the ONNX graph under the names of the torch modules, widened from int8."""

    def __init__(self, path: Path) -> None:
        import onnx
        from onnx import numpy_helper

        graph = onnx.load(str(path)).graph
        self.initial = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
        self.producer = {output: node for node in graph.node for output in node.output}
        self.consumers: collections.defaultdict[str, list[Any]] = collections.defaultdict(list)
        for node in graph.node:
            for name in node.input:
                self.consumers[name].append(node)
        self.found: dict[str, np.ndarray] = {}
        for node in graph.node:
            self._read(node)
        source = next(n for n in graph.node if n.name.endswith("m_source/l_linear/MatMul"))
        weight = next(self.initial[i] for i in source.input if i in self.initial)
        self.found["decoder.generator.m_source.l_linear.weight"] = weight.T
        for name, value in self.initial.items():
            plain = not name.startswith(("/", "onnx::")) and not name.endswith(("_scale", "_zero_point"))
            if value.dtype == np.float32 and plain:
                self.found.setdefault(self._module("/" + name), value)

    def _widened(self, quantized: str, scale: str, zero: str, axis: int) -> np.ndarray:
        values, factor = self.initial[quantized].astype(np.float32), self.initial[scale]
        offset: Any = self.initial[zero].astype(np.float32) if zero else 0
        if np.ndim(factor) and factor.size > 1:
            shape = [1] * values.ndim
            shape[axis] = -1
            factor = factor.reshape(shape)
            offset = offset.reshape(shape) if np.ndim(offset) and np.size(offset) > 1 else offset
        return np.asarray((values - offset) * factor)

    @staticmethod
    def _module(path: str) -> str:
        path = re.sub(r"^/encoder/(F0|N)\.", r"/encoder/predictor/\1.", path)
        path = path.replace("/encoder/shared", "/encoder/predictor/shared")
        path = re.sub(r"^/encoder/(F0|N)_proj", r"/encoder/predictor/\1_proj", path)
        path = re.sub(r"cnn\.(\d)/cnn\.\1\.", r"cnn.\1.", path.replace("asr_res/asr_res.0", "asr_res.0"))
        numbered = r"(attention|query|key|value|dense|ffn|ffn_output)_\d+"
        path = re.sub(numbered, lambda match: match[1], path).strip("/").replace("/", ".")
        path = re.sub(r"^encoder\.", "", re.sub(r"^decoder\.decoder", "decoder", path))
        return path.replace("Conv_quant", "").strip(".")

    def _read(self, node: Any) -> None:
        kind = node.op_type
        if kind in ("MatMulInteger", "ConvInteger") and node.input[1] in self.initial:
            self._integer(node)
        elif kind in ("ConvTranspose", "Conv") and node.input[1] in self.initial and "istft" not in node.name:
            name = self._module(re.sub(r"/(ConvTranspose|Conv)$", "", node.name))
            self.found[f"{name}.weight"] = self.initial[node.input[1]]
        elif kind == "DynamicQuantizeLSTM":
            self._lstm(node)
        elif kind == "DequantizeLinear" and node.input[0] in self.producer:
            gather = self.producer[node.input[0]]
            if gather.op_type == "Gather":
                name = self._module(re.sub(r"/Gather_quant_DequantizeLinear$", "", node.name))
                self.found[f"{name}.weight"] = self._widened(gather.input[0], node.input[1], node.input[2], 0)

    def _integer(self, node: Any) -> None:
        quantized = node.input[1]
        scale = quantized[: -len("_quantized")] + "_scale"
        zero = node.input[3] if len(node.input) > 3 else ""
        if scale not in self.initial:  # shared: found through the product of the two scales
            for cast in self.consumers[node.output[0]]:
                for product in self.consumers[cast.output[0]]:
                    scale = self._scale_of(product, cast.output[0], scale)
        if node.op_type == "MatMulInteger":
            name = self._module(re.sub(r"/(Gemm_MatMul|MatMul|Gemm)_quant$", "", node.name))
            self.found[f"{name}.weight"] = self._widened(quantized, scale, zero, 1).T
        else:
            name = self._module(re.sub(r"/Conv_quant$", "", node.name))
            self.found[f"{name}.weight"] = self._widened(quantized, scale, zero, 0)

    def _scale_of(self, product: Any, cast: str, otherwise: str) -> str:
        for name in product.input:
            maker = self.producer.get(name)
            if maker is not None and maker.op_type == "Mul" and name != cast:
                return next((i for i in maker.input if i in self.initial), otherwise)
        return otherwise

    def _lstm(self, node: Any) -> None:
        name = self._module(node.name.replace("/LSTM_quant", ""))
        inputs = self._widened(node.input[1], node.input[8], node.input[9], 0)
        states = self._widened(node.input[2], node.input[10], node.input[11], 0)
        biases = self.initial[node.input[3]]

        def gates(values: np.ndarray) -> np.ndarray:
            parts = np.split(values, 4, -1)
            return np.concatenate([parts[place] for place in _GATES], -1)

        for direction, ending in ((0, ""), (1, "_reverse")):
            half = biases.shape[1] // 2
            self.found[f"{name}.weight_ih_l0{ending}"] = gates(inputs[direction]).T
            self.found[f"{name}.weight_hh_l0{ending}"] = gates(states[direction]).T
            self.found[f"{name}.bias_ih_l0{ending}"] = gates(biases[direction][:half])
            self.found[f"{name}.bias_hh_l0{ending}"] = gates(biases[direction][half:])


def load() -> Network:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package builds its layers in ways that torch has since renamed
        network = Network()
    weights = _OnnxWeights(packages() / MODEL).found
    state = network.state_dict()
    for name, value in state.items():
        if name in weights:
            state[name] = torch.from_numpy(np.array(weights[name], dtype=np.float32, order="C")).view_as(value)
        elif name.endswith((".norm.weight", ".norm.bias")):  # absent from the graph: the identity
            state[name] = torch.full_like(value, float(name.endswith("weight")))
        elif not name.startswith("bert.pooler") and not name.endswith("position_ids"):
            raise KeyError(f"Cannot build the teacher: its weights lack {name}")
    network.load_state_dict(state)
    return network.eval().requires_grad_(False)


def _fused() -> Any:
    """Instance norm, style and snake in one Triton kernel, or None without Triton."""
    try:
        from testudo_voice.teacher_kernel import adain_snake
    except ImportError:
        return None
    return adain_snake


def _fuse(block: Any, adain_snake: Any) -> None:
    def forward(x: torch.Tensor, style: torch.Tensor) -> torch.Tensor:
        parts = zip(block.convs1, block.convs2, block.adain1, block.adain2, block.alpha1, block.alpha2, strict=True)
        for conv1, conv2, norm1, norm2, alpha1, alpha2 in parts:
            y = conv1(adain_snake(x, norm1.fc(style), alpha1))
            x = x + conv2(adain_snake(y, norm2.fc(style), alpha2))
        return x

    block.forward = forward


@dataclass(frozen=True)
class Line:
    tokens: tuple[int, ...]
    style: np.ndarray  # [256]


@dataclass(frozen=True)
class Spoken:
    """What the teacher says: all of equal seconds."""

    line: int
    wave: np.ndarray  # float32 [frames x 600] at 24 kHz
    durations: np.ndarray  # frames of each token, with the padding at both ends
    pitch: np.ndarray  # Hz, two a frame


class Teacher:
    def __init__(self, device: str = "cpu") -> None:
        torch.backends.cuda.matmul.allow_tf32 = False
        torch.backends.cudnn.allow_tf32 = False
        self.device = device
        self.network = network = load().to(device)
        generator = network.decoder.generator
        generator.stft.window = generator.stft.window.to(device)
        on_gpu = device.startswith("cuda")
        self.dtype = torch.float16 if on_gpu else torch.float32
        network.decoder.to(self.dtype)
        generator.m_source.float()
        kernel = _fused() if on_gpu else None
        if kernel is not None:
            for block in (*generator.resblocks, *generator.noise_res):
                _fuse(block, kernel)

    @torch.no_grad()
    def _front(self, ids: torch.Tensor, style: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        network = self.network
        rows, length = ids.shape
        lengths = torch.full((rows,), length)
        nothing = torch.zeros(rows, length, dtype=torch.bool, device=self.device)
        prosody = style[:, 128:]
        read = network.bert_encoder(network.bert(ids, attention_mask=(~nothing).int())).transpose(-1, -2)
        text = network.predictor.text_encoder(read, prosody, lengths, nothing)
        states, _ = network.predictor.lstm(text)
        durations = torch.round(torch.sigmoid(network.predictor.duration_proj(states)).sum(-1)).clamp(min=1).long()
        return text, network.text_encoder(ids, lengths, nothing).transpose(1, 2), durations

    @torch.no_grad()
    def _back(
        self, text: torch.Tensor, phones: torch.Tensor, tokens: torch.Tensor, style: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """tokens [B, frames]: the token of each frame. Waves [B, frames x 600], pitch [B, 2 x frames] in Hz."""
        network, decoder = self.network, self.network.decoder
        generator = decoder.generator

        def by_frame(x: torch.Tensor) -> torch.Tensor:
            return x.gather(1, tokens[..., None].expand(-1, -1, x.shape[2])).transpose(1, 2)

        pitch, energy = network.predictor.F0Ntrain(by_frame(text), style[:, 128:])
        timbre, said = style[:, :128].to(self.dtype), by_frame(phones).to(self.dtype)
        f0 = decoder.F0_conv(pitch[:, None].to(self.dtype))
        loudness = decoder.N_conv(energy[:, None].to(self.dtype))
        x, residual = decoder.encode(torch.cat([said, f0, loudness], 1), timbre), decoder.asr_res(said)
        for block in decoder.decode:
            x = block(torch.cat([x, residual, f0, loudness], 1), timbre)
        source = generator.m_source(generator.f0_upsamp(pitch[:, None]).transpose(1, 2))[0].transpose(1, 2).squeeze(1)
        harmonics = torch.cat(generator.stft.transform(source.float()), 1).to(self.dtype)
        kernels = generator.num_kernels
        for i in range(generator.num_upsamples):
            added = generator.noise_res[i](generator.noise_convs[i](harmonics), timbre)
            x = generator.ups[i](F.leaky_relu(x, 0.1))
            if i == generator.num_upsamples - 1:
                x = generator.reflection_pad(x)
            x = x + added
            x = sum(block(x, timbre) for block in generator.resblocks[i * kernels : (i + 1) * kernels]) / kernels
        x = generator.conv_post(F.leaky_relu(x)).float()
        bins = generator.post_n_fft // 2 + 1
        return generator.stft.inverse(torch.exp(x[:, :bins]), torch.sin(x[:, bins:]))[:, 0], pitch

    def say(self, lines: Sequence[Line], batch: int = 64, frames: int = 8000, step: int = 8) -> Iterator[Spoken]:
        """Speaks lines in an order of its own. step: frame counts are rounded up to its multiples."""
        by_tokens: dict[int, list[int]] = collections.defaultdict(list)
        for number, line in enumerate(lines):
            by_tokens[len(line.tokens)].append(number)
        waiting: dict[int, Any] = {}
        by_frames: dict[int, list[int]] = collections.defaultdict(list)
        for numbers in by_tokens.values():
            for start in range(0, len(numbers), batch):
                some = numbers[start : start + batch]
                ids = torch.tensor([[0, *lines[n].tokens, 0] for n in some], device=self.device)
                style = torch.from_numpy(np.stack([lines[n].style for n in some])).to(self.device)
                text, phones, durations = self._front(ids, style)
                for row, (number, lasts) in enumerate(zip(some, durations.cpu(), strict=True)):
                    waiting[number] = text[row], phones[row], lasts, style[row]
                    by_frames[-(-int(lasts.sum()) // step) * step].append(number)
        for count, numbers in sorted(by_frames.items()):
            rows = max(1, min(batch, frames // count))
            for start in range(0, len(numbers), rows):
                yield from self._say_group(numbers[start : start + rows], count, waiting)

    def _say_group(self, numbers: list[int], count: int, waiting: dict[int, Any]) -> Iterator[Spoken]:
        pad = torch.nn.utils.rnn.pad_sequence
        tokens = torch.empty(len(numbers), count, dtype=torch.long)
        for row, number in enumerate(numbers):
            lasts = waiting[number][2]
            spread = torch.repeat_interleave(torch.arange(len(lasts)), lasts)
            tokens[row] = len(lasts) - 1
            tokens[row, : len(spread)] = spread
        waves, pitch = self._back(
            pad([waiting[n][0] for n in numbers], True),
            pad([waiting[n][1] for n in numbers], True),
            tokens.to(self.device),
            torch.stack([waiting[n][3] for n in numbers]),
        )
        made, hertz = waves.cpu().numpy(), pitch.float().cpu().numpy()
        for row, number in enumerate(numbers):
            lasts = waiting.pop(number)[2].numpy()
            length = int(lasts.sum())
            yield Spoken(number, made[row, : length * FRAME], lasts, hertz[row, : length * PITCH_STEPS])
