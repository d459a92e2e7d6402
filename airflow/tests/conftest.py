"""An Airflow of its own: metadata, logs and pools in a temporary folder."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DAGS = ROOT / "airflow" / "dags"

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
    PATH=f"{ROOT / 'jobs' / 'target' / 'spark' / 'bin'}:{os.environ['PATH']}",
)

STORY = "# The {name}\n\nThe {name} slept in the sun. It dreamed of the sea.\n"


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


@pytest.fixture(scope="session")
def database() -> None:
    assert airflow("db", "migrate").returncode == 0
    assert airflow("pools", "set", "testudo", "1", "batches at a time").returncode == 0


@pytest.fixture(scope="session")
def run_dag(database, tmp_path_factory):
    """Runs the DAG on everything that waits in a folder."""
    folder = tmp_path_factory.mktemp("books")

    def run(**manuscripts: str) -> Run:
        waiting = folder / "waiting"
        waiting.mkdir(exist_ok=True)
        for stale in waiting.iterdir():
            stale.unlink()
        for name, text in manuscripts.items():
            (waiting / f"{name}.md").write_text(text)
        params = {"manuscripts": str(waiting), "library": str(folder / "library"), "preset": "draft"}
        done = airflow("dags", "test", "testudo_books", "--conf", json.dumps(params))
        return Run(done.stdout, done.returncode == 0, folder / "library")

    return run
