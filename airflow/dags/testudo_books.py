# SPDX-License-Identifier: Apache-2.0
"""Renders every manuscript that waits under a prefix: plan, one render of the batch, verify as the gate, metrics.

The DAG holds order, resources and parameters; all work is done by Testudo's command line. Nothing is rendered twice,
so every task may be retried.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pendulum
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import Param, dag, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException

LOG = logging.getLogger(__name__)

HOME = Path(os.environ.get("TESTUDO_HOME", Path(__file__).resolve().parents[2]))
"""A checkout or copy of it with the launcher `testudo` and the built jar."""

POOL = "testudo"
"""Its slots bound how many batches render at a time: `airflow pools set testudo 1 "batches at a time"`."""

CONNECTION = "testudo_spark"
"""Where spark-submit goes unless the parameter `master` says otherwise."""

REFUSED = 2
"""The exit code of a command whose usage or input is wrong; another attempt would end alike."""

Context = dict[str, Any]
Book = dict[str, Any]


def testudo(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a command whose standard output is its result; what it says beside that goes to the log."""
    done = subprocess.run([str(HOME / "testudo"), *arguments], text=True, capture_output=True, check=False)
    for line in done.stderr.splitlines():
        LOG.info("%s", line)
    return done


def sentences(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What a command refused, a sentence for each."""
    return [line.removeprefix("testudo: ") for line in done.stderr.splitlines() if line.startswith("testudo: ")]


def setting_options(settings: Iterable[str]) -> list[str]:
    return [option for setting in settings for option in ("--set", setting)]


def library_options(params: Context) -> list[str]:
    """For every command: the library, and of the settings those of its storage."""
    storage = [setting for setting in params["settings"] if setting.startswith("fs.")]
    return ["--library", params["library"], *setting_options(storage)]


def render_options(params: Context) -> list[str]:
    settings = setting_options(params["settings"])
    options = ["--library", params["library"], *settings, "--preset", params["preset"], "--model", params["model"]]
    return [*options, "--voice", params["voice"]] if params["voice"] else options


def render_arguments(books: list[Book], params: Context) -> list[str]:
    master = ["--master", params["master"]] if params["master"] else []
    return ["render", *(book["source"] for book in books), *render_options(params), *master]


def announce(context: Context) -> None:
    """Says which task failed and why; for `verify`, the reason has the book's listed utterances.

    Replace the log by a mail or a chat message where people look.
    """
    LOG.error("%s failed: %s", context["task_instance"].task_id, context.get("exception"))


@dag(
    dag_id="testudo_books",
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    tags=["testudo"],
    default_args={"on_failure_callback": announce, "retries": 1, "retry_delay": timedelta(minutes=1)},
    params={
        "manuscripts": Param(
            type="string", minLength=1, description="A folder or an s3a:// prefix, or one manuscript."
        ),
        "library": Param(type="string", minLength=1, description="A folder or an s3a:// prefix."),
        "voice": Param("", type="string", description="Empty for the model's first."),
        "preset": Param("standard", type="string"),
        "model": Param("starter", type="string"),
        "master": Param("", type="string", description=f"Empty for that of the connection {CONNECTION}."),
        "settings": Param([], type="array", items={"type": "string"}, description="key=value, as for --set."),
    },
    doc_md=__doc__,
)
def testudo_books() -> None:
    @task
    def plan(params: Any = None, ti: Any = None) -> list[Book]:
        """The waiting books with an estimate of their length. Unreadable ones are kept for the end."""
        done = testudo("plan", params["manuscripts"], *render_options(params), "--json")
        keys = ("source", "book", "edition", "utterances", "toRender", "estimatedSeconds")
        planned = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        books = [{key: book[key] for key in keys} for book in planned]
        ti.xcom_push(key="refused", value=sentences(done))
        if not books:
            refusal = "; ".join(sentences(done)) or "plan printed nothing"
            # Else a server did not answer, and it may be there again when the task is retried.
            raise AirflowFailException(refusal) if done.returncode == REFUSED else AirflowException(refusal)
        minutes = sum(book["estimatedSeconds"] for book in books) / 60
        waiting = sum(book["toRender"] for book in books)
        LOG.info("%d books, %d utterances to render, %.1f min of audio in all", len(books), waiting, minutes)
        return books

    @task
    def arguments(books: list[Book], params: Any = None) -> list[str]:
        return render_arguments(books, params)

    @task(trigger_rule="all_done", max_active_tis_per_dagrun=4)
    def verify(book: Book, params: Any = None) -> str:
        """The gate of one book, whatever became of others. Its listed utterances are part of the result."""
        done = testudo("verify", book["book"], "--edition", book["edition"], *library_options(params))
        if done.returncode != 0:
            raise AirflowException(" ".join([*done.stdout.splitlines(), *sentences(done)]))
        LOG.info("%s", done.stdout)
        return done.stdout

    @task
    def published(ti: Any = None) -> None:
        """Fails if a manuscript could not be read: the rest of its batch is published by now."""
        refused = ti.xcom_pull(task_ids="plan", key="refused")
        if refused:
            raise AirflowFailException("; ".join(refused))

    @task(retries=0)
    def metrics(books: list[Book], params: Any = None) -> dict[str, float]:
        """Sums up the last run of each book."""
        done = testudo("report", *library_options(params), "--json")
        last = {run["book"]: run for run in json.loads(done.stdout)}
        runs = [last[book["book"]] for book in books if book["book"] in last]
        names = ("rendered", "reused", "missing", "suspicious", "audioSeconds", "deviceSeconds", "taskRetries")
        summary = {name: round(sum(run[name] for run in runs), 1) for name in names}
        LOG.info("%s", summary)
        return summary

    books = plan()
    # A worker that was killed leaves its driver running. The retry finds the books' leases taken, ends with a
    # sentence, and comes again later: after minutes first, then every half hour.
    render = SparkSubmitOperator(
        task_id="render",
        conn_id=CONNECTION,
        application=str(HOME / "jobs/target/testudo.jar"),
        java_class="dev.testudo.jobs.Testudo",
        name="testudo",
        application_args=arguments(books),
        pool=POOL,
        retries=8,
        retry_delay=timedelta(minutes=2),
        retry_exponential_backoff=True,
        max_retry_delay=timedelta(minutes=30),
    )
    verified = verify.expand(book=books)
    # A teardown: it runs whatever became of the books, and does not decide about the run.
    summary = metrics(books).as_teardown()
    gate = published()
    render >> [verified, gate]
    verified >> gate >> summary


testudo_books()
