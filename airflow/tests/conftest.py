# SPDX-License-Identifier: Apache-2.0
"""An Airflow of its own: metadata, logs and pools in a temporary folder; and an S3 server for its books."""

import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DAGS = ROOT / "airflow" / "dags"

# JVMs that live for minutes: compiled quickly, and without threads for garbage.
SHORT_LIVED = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")

# Airflow reads its settings when it is first imported, so they are made before any test is collected.
HOME = tempfile.TemporaryDirectory(prefix="airflow")
os.environ.update(
    AIRFLOW_HOME=HOME.name,
    AIRFLOW__CORE__LOAD_EXAMPLES="False",
    AIRFLOW__CORE__DAGS_FOLDER=str(DAGS),
    AIRFLOW__LOGGING__COLORED_CONSOLE_LOG="False",
    AIRFLOW_CONN_TESTUDO_SPARK=json.dumps(
        {"conn_type": "spark", "host": "local[2,4]", "extra": {"spark-binary": "spark-submit", "deploy-mode": "client"}}
    ),
    SPARK_LOCAL_IP="127.0.0.1",
    SPARK_SUBMIT_OPTS=" ".join(SHORT_LIVED),
    AWS_ACCESS_KEY_ID="test-access-key",
    AWS_SECRET_ACCESS_KEY="test-secret-never-to-be-seen",
    PATH=f"{ROOT / 'jobs' / 'target' / 'spark' / 'bin'}:{os.environ['PATH']}",
)

STORY = "# The {name}\n\nThe {name} slept in the sun. It dreamed of the sea.\n"


BUCKET = "books"


@dataclass(frozen=True)
class Storage:
    """An S3 server on the loopback address, whose objects are files."""

    port: int
    bucket: Path

    def params(self, library: str, batch: str, manuscripts: dict[str, str]) -> dict[str, object]:
        """The DAG's parameters for a batch of manuscripts, which are put where it looks for them."""
        settings = {
            "fs.s3a.endpoint": f"http://127.0.0.1:{self.port}",
            "fs.s3a.endpoint.region": "us-east-1",
            "fs.s3a.path.style.access": "true",
        }
        waiting = f"s3a://{BUCKET}/{batch}"
        with tempfile.TemporaryDirectory() as scratch:
            # Hadoop's own shell; it insists on a core-site.xml.
            properties = "".join(
                f"<property><name>{k}</name><value>{v}</value></property>" for k, v in settings.items()
            )
            Path(scratch, "core-site.xml").write_text(f"<configuration>{properties}</configuration>")
            folder = Path(scratch, "batch")
            folder.mkdir()
            for name, text in manuscripts.items():
                (folder / f"{name}.md").write_text(text)
            classes = f"{scratch}:{ROOT}/jobs/target/testudo.jar:{ROOT}/jobs/target/spark/jars/*"
            shell = ["java", *SHORT_LIVED, "-cp", classes, "org.apache.hadoop.fs.FsShell"]
            subprocess.run([*shell, "-put", folder, waiting], check=True)
        return {
            "manuscripts": waiting,
            "library": f"s3a://{BUCKET}/{library}",
            "preset": "draft",
            # The last one is for rendering only: other commands refuse it.
            "settings": [*("=".join(item) for item in settings.items()), "unit-seconds=10"],
        }


@dataclass(frozen=True)
class Run:
    """What a run of the DAG printed, and where its books are."""

    output: str
    succeeded: bool
    library: Path


def airflow(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "airflow", *arguments],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def wait_until(what: str, condition: Callable[[], object], seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"timed out after {seconds} s: {what}"
        time.sleep(0.2)


@pytest.fixture(scope="session")
def database() -> None:
    assert airflow("db", "migrate").returncode == 0
    assert airflow("pools", "set", "testudo", "1", "batches at a time").returncode == 0


@pytest.fixture(scope="session")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    folder = tmp_path_factory.mktemp("s3")
    bucket = folder / "data" / BUCKET
    bucket.mkdir(parents=True)
    port = free_port()
    settings = {
        "s3proxy.endpoint": f"http://127.0.0.1:{port}",
        "s3proxy.authorization": "aws-v2-or-v4",
        "s3proxy.identity": os.environ["AWS_ACCESS_KEY_ID"],
        "s3proxy.credential": os.environ["AWS_SECRET_ACCESS_KEY"],
        "jclouds.provider": "filesystem-nio2",
        "jclouds.filesystem.basedir": bucket.parent,
        "jclouds.identity": "unused",
        "jclouds.credential": "unused",
    }
    properties = folder / "s3proxy.properties"
    properties.write_text("".join(f"{key}={value}\n" for key, value in settings.items()))
    jar = ROOT / "jobs/target/s3proxy/s3proxy.jar"
    command = ["java", *SHORT_LIVED, "-Xmx256m", "-cp", jar, "org.gaul.s3proxy.Main", "--properties", properties]
    with (folder / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as server:
        try:
            wait_until("the S3 server listens", lambda: listens(port))
            yield Storage(port, bucket)
        finally:
            server.kill()


@pytest.fixture(scope="session")
def run_dag(database: None, storage: Storage) -> Callable[..., Run]:
    """Runs the DAG on a batch of manuscripts in the object storage."""

    batches = itertools.count(1)

    def run(**manuscripts: str) -> Run:
        params = storage.params("library", f"batch-{next(batches)}", manuscripts)
        done = airflow("dags", "test", "testudo_books", "--conf", json.dumps(params))
        return Run(done.stdout, done.returncode == 0, storage.bucket / "library")

    return run
