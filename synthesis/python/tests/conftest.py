# SPDX-License-Identifier: Apache-2.0
import json
import os
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from testudo_voice import teacher_packages

torch.set_num_threads(1)

TorchScriptError: type[Exception] = torch.jit.Error  # type: ignore[assignment]
PROJECT = Path(__file__).resolve().parents[3]
PARITY = Path(os.environ.get("TESTUDO_PARITY_DIR", PROJECT.parent / "shared" / "parity"))


class Golden:
    """One set of golden vectors: configuration, state dict, inputs and outputs."""

    def __init__(self, name: str) -> None:
        if not PARITY.is_dir():
            pytest.skip(f"no golden vectors at {PARITY}; set TESTUDO_PARITY_DIR to their folder")
        tensors = load_file(str(PARITY / f"{name}.safetensors"))
        self.config: dict[str, Any] = json.loads((PARITY / f"{name}.config.json").read_text())
        self.state = {k[3:]: v for k, v in tensors.items() if k.startswith("sd/")}
        self.io = {k[3:]: v for k, v in tensors.items() if k.startswith("io/")}

    def __getitem__(self, name: str) -> Tensor:
        return self.io[name]


def parity_file(name: str) -> Path:
    if not PARITY.is_dir():
        pytest.skip(f"no golden vectors at {PARITY}; set TESTUDO_PARITY_DIR to their folder")
    return PARITY / name


def assert_near(actual: Tensor, expected: Tensor, tolerance: float) -> None:
    assert actual.shape == expected.shape
    difference = (actual.double() - expected.double()).abs().max().item()
    assert difference <= tolerance, f"differs by {difference:.3g}, allowed {tolerance:.3g}"


@pytest.fixture(scope="session")
def teachers() -> Path:
    """The packages of the teacher and of the scoring models, fetched once."""
    teacher_packages.fetch(teacher_packages.folder())
    return teacher_packages.packages()
