# SPDX-License-Identifier: Apache-2.0
"""The DAG as Airflow loads it."""

import importlib.util
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import DAGS, ROOT, free_port

PARAMS = {
    "manuscripts": "waiting",
    "library": "library",
    "voice": "",
    "preset": "standard",
    "model": "starter",
    "master": "",
    "settings": [],
}


@pytest.fixture(scope="module")
def dag(database):
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(dag_folder=str(DAGS))
    assert bag.import_errors == {}
    return bag.dags["testudo_books"]


@pytest.fixture(scope="module")
def module():
    spec = importlib.util.spec_from_file_location("testudo_books", DAGS / "testudo_books.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def test_one_render_between_the_plan_and_the_gates(dag):
    edges = {(task.task_id, after) for task in dag.tasks for after in task.downstream_task_ids}
    assert edges == {
        ("plan", "arguments"),
        ("plan", "verify"),
        ("plan", "metrics"),
        ("arguments", "render"),
        ("render", "verify"),
        ("render", "published"),
        ("verify", "published"),
        ("published", "metrics"),
    }


def test_a_pool_bounds_the_batches_that_render(dag):
    assert dag.get_task("render").pool == "testudo"


def test_the_retries_of_render_outlast_a_driver_that_was_left_behind(dag):
    render = dag.get_task("render")
    waits = [min(render.retry_delay * 2**i, render.max_retry_delay) for i in range(render.retries)]
    assert render.retry_exponential_backoff
    assert sum(waits, timedelta()) > timedelta(hours=2)


def test_every_book_is_verified_whatever_became_of_the_batch(dag):
    verify = dag.get_task("verify")
    assert verify.is_mapped
    assert verify.trigger_rule == "all_done"
    assert dag.get_task("published").trigger_rule == "all_success"


def test_metrics_run_in_any_case_and_decide_nothing(dag):
    assert dag.get_task("metrics").is_teardown
    assert not dag.get_task("metrics").on_failure_fail_dagrun


def test_failures_are_announced(dag, module, caplog):
    assert all(task.has_on_failure_callback for task in dag.tasks)

    class Instance:
        task_id = "verify"

    with caplog.at_level("ERROR"):
        module.announce({"task_instance": Instance(), "exception": "listed: utterance 3 of chapter 1"})
    assert "verify failed: listed: utterance 3 of chapter 1" in caplog.text


class Pushed(dict):
    """What a task leaves for others."""

    def xcom_push(self, key, value):
        self[key] = value


def test_a_plan_is_tried_again_only_where_a_server_did_not_answer(dag, tmp_path: Path):
    from airflow.sdk.exceptions import AirflowException, AirflowFailException

    plan = dag.get_task("plan").python_callable
    params = {**PARAMS, "library": str(tmp_path / "library"), "manuscripts": str(tmp_path / "missing.md")}
    with pytest.raises(AirflowFailException, match="there is no such file"):
        plan(params=params, ti=Pushed())
    settings = [f"fs.s3a.endpoint=http://127.0.0.1:{free_port()}", "fs.s3a.path.style.access=true"]
    with pytest.raises(AirflowException, match="the server cannot be reached") as raised:
        plan(params={**params, "manuscripts": "s3a://books/waiting", "settings": settings}, ti=Pushed())
    assert not isinstance(raised.value, AirflowFailException)


def test_no_package_shadows_airflow():
    assert not list((ROOT / "airflow").rglob("__init__.py"))


@pytest.mark.parametrize(
    "changed",
    [{}, {"voice": "bm_george", "master": "local[2]", "settings": ["mastering=podcast", "fs.s3a.endpoint=http://x"]}],
    ids=["defaults", "everything"],
)
def test_the_command_line_takes_the_arguments(module, changed, tmp_path: Path):
    params = {**PARAMS, "library": str(tmp_path / "library"), **changed}
    missing = str(tmp_path / "missing.md")
    arguments = module.render_arguments([{"source": missing}], params)
    done = subprocess.run([ROOT / "testudo", *arguments], text=True, capture_output=True, check=False)
    # The input is refused, so the options were not.
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == f"testudo: Cannot read {missing}: there is no such file"
