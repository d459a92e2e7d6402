# SPDX-License-Identifier: Apache-2.0
"""Networks to TorchScript files: weights in half precision, `to_float32`, and reproducible bytes."""

import io
import os
import re
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import IO

import torch
from torch import Tensor, nn

SAMPLE = 1 << 20  # bytes of a record that tell whether deflating makes it smaller


def compile_half(module: nn.Module, weights_as: torch.dtype = torch.float16) -> torch.jit.ScriptModule:
    """The module as TorchScript, its weights in half precision, with a method `to_float32()`.

    The module itself is changed: its parameters become buffers. Other buffers (windows, filters)
    stay in single precision. Golden vectors are compared with weights that were never rounded.
    """
    weights = convert(module.eval(), weights_as)
    script = torch.jit.script(module)
    if not hasattr(script, "to_float32"):  # Modules of one structure share a type.
        script.define(float32_source(weights))
    return script


def convert(module: nn.Module, dtype: torch.dtype) -> list[str]:
    """Turns parameters into buffers (TorchScript may assign to these) of this precision: names."""
    names = [name for name, _ in module.named_parameters()]
    for part in module.modules():
        for name, parameter in list(part._parameters.items()):
            if parameter is not None:
                del part._parameters[name]
                part.register_buffer(name, parameter.detach().to(dtype))
    return names


def float32_source(names: list[str]) -> str:
    """A method that replaces each named buffer by itself in single precision."""
    places = [place(name) for name in names]
    # Convolutions declare their bias optional.
    lines = [f"    {p} = torch.jit._unwrap_optional({p}).float()" for p in places]
    return "\n".join(["def to_float32(self) -> None:", *lines, ""])


def place(name: str) -> str:
    """`a.0.b` as an expression: numbered parts can only be reached by getattr."""
    expression = "self"
    for part in name.split("."):
        expression = f'getattr({expression}, "{part}")' if re.match(r"\d", part) else f"{expression}.{part}"
    return expression


def script_bytes(script: torch.jit.ScriptModule) -> bytes:
    """The file's bytes, without the debug records, which name files of the exporting machine."""
    out = io.BytesIO()
    full_file = io.BytesIO(script.save_to_buffer())
    copy_records(full_file, out)
    return out.getvalue()


def save_script(script: torch.jit.ScriptModule, path: Path) -> None:
    """The same into a file, with no more than one record in memory."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.") as full:
        script.save(full.name)
        with path.open("wb") as slim:
            copy_records(full, slim)


def copy_records(full_file: IO[bytes], slim_file: IO[bytes]) -> None:
    with zipfile.ZipFile(full_file) as full, zipfile.ZipFile(slim_file, "w") as slim:
        for record in full.infolist():
            if not record.filename.endswith(".debug_pkl"):
                write_record(slim, record.filename, full.read(record))


def write_record(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Deflates what gets smaller by it (code and filters do, weights do not); always one date."""
    start = data[:SAMPLE]
    shrinks = len(zlib.compress(start)) < 0.9 * len(start)
    method = zipfile.ZIP_DEFLATED if shrinks else zipfile.ZIP_STORED
    archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, method)


def fix_hash_seed() -> None:
    """Starts the program again with a fixed hash seed: TorchScript writes constants in its order."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, sys.orig_argv)


def half_rounded(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """The weights as they come back from half precision."""
    return {k: v.half().float() if v.is_floating_point() else v for k, v in state.items()}
