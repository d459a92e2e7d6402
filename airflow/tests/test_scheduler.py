# SPDX-License-Identifier: Apache-2.0
"""The scheduler itself: a driver that is killed, then a worker whose driver lives on. Runs only if asked for, since
it sits out the DAG's real waits: `airflow/test -m scheduler`."""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import psutil
import pytest
from conftest import Storage, airflow, free_port, listens, wait_until

pytestmark = pytest.mark.scheduler

BOOK = "# The long book\n\n" + "\n\n".join(
    f"This is paragraph number {i} of a long book, and the tortoise walks on through the garden." for i in range(60)
)


@pytest.fixture
def scheduler(database: None, tmp_path: Path) -> Iterator[int]:
    """The processes of an Airflow that runs; the scheduler's process id."""
    port = free_port()
    environment = os.environ | {
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__API_AUTH__JWT_SECRET": "known to all processes of this test",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_SEC": "5",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "30",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
    }
    commands = {
        "api-server": ["--host", "127.0.0.1", "--port", str(port), "--workers", "1"],
        "dag-processor": [],
        "scheduler": ["--skip-serve-logs"],
    }
    with contextlib.ExitStack() as running:
        processes = {}
        for name, arguments in commands.items():
            log = running.enter_context((tmp_path / name).open("w"))
            command = [sys.executable, "-m", "airflow", name, *arguments]
            processes[name] = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
            running.callback(kill_all, processes[name].pid)
        wait_until("Airflow's API answers", lambda: listens(port))
        wait_until("the DAG is read", lambda: select("SELECT 1 FROM dag WHERE dag_id = 'testudo_books'"))
        yield processes["scheduler"].pid


def kill_all(root: int) -> None:
    """Ends a process and all that it has started."""
    process = psutil.Process(root)
    family = [process, *process.children(recursive=True)]
    for member in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.kill()
    psutil.wait_procs(family)


def select(query: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(f"{os.environ['AIRFLOW_HOME']}/airflow.db", timeout=30)) as metadata:
        return metadata.execute(query).fetchall()


def test_retries_after_kills_render_nothing_twice(scheduler: int, storage: Storage) -> None:
    params = storage.params("night", "long-batch", {"long": BOOK})
    assert (
        airflow("dags", "trigger", "testudo_books", "--run-id", "night", "--conf", json.dumps(params)).returncode == 0
    )
    library = storage.bucket / "night"

    first = driver_with_takes(library, more_than=0)
    first.kill()
    first.wait()
    survived = takes(library)

    second = driver_with_takes(library, more_than=survived)
    # The task and its supervisor, up to the scheduler's worker; the driver lives on.
    for worker in second.parents():
        if worker.pid == scheduler:
            break
        worker.kill()
    assert second.is_running()

    wait_until("the run ends", lambda: state() not in {"queued", "running"}, seconds=1200)
    assert state() == "success"
    planned = rows(library, "plans/*/plan-*", "count(key)")[0]
    assert rows(library, "takes/*/*", "count(key)") == rows(library, "takes/*/*", "count(DISTINCT key)") == [planned]
    assert rows(library, "metrics/runs/*/*", "rendered", "ORDER BY started") == [planned - survived, 0]
    assert select("SELECT try_number FROM task_instance WHERE task_id = 'render'") == [(3,)]


def driver_with_takes(library: Path, more_than: int) -> psutil.Process:
    """The driver that lives, once the library has more takes than so many."""
    found: list[psutil.Process] = []

    def is_at_work() -> bool:
        found[:] = [process for process in psutil.process_iter() if is_driver(process)]
        return bool(found) and takes(library) > more_than

    wait_until("a driver stores takes", is_at_work, seconds=600)
    return found[0]


def is_driver(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
        command = process.cmdline()
        return "org.apache.spark.deploy.SparkSubmit" in command and "s3a://books/night" in command
    return False


def takes(library: Path) -> int:
    return rows(library, "takes/*/*", "count(key)")[0] if list(library.glob("takes/*/*.parquet")) else 0


def rows(library: Path, files: str, column: str, order: str = "") -> list[int]:
    return [row[0] for row in duckdb.sql(f"SELECT {column} FROM '{library}/{files}.parquet' {order}").fetchall()]


def state() -> object:
    return select("SELECT state FROM dag_run WHERE run_id = 'night'")[0][0]
