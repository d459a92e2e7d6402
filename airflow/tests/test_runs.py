# SPDX-License-Identifier: Apache-2.0
"""The DAG for real: spark-submit, a local master, an S3 server, the starter voice; and DuckDB over what it measured."""

import json
import os

import duckdb
import pytest
from conftest import ROOT, STORY

TORTOISE = STORY.format(name="tortoise")
HARE = STORY.format(name="hare")


@pytest.fixture(scope="module")
def first(run_dag):
    return run_dag(tortoise=TORTOISE, broken="<!DOCTYPE html><html></html>")


def test_a_broken_manuscript_fails_the_run_at_its_end(first):
    assert not first.succeeded, first.output
    assert "broken.md: it has no text to read; give an edition with text" in first.output
    assert "the-tortoise: all is as published" in first.output
    assert "'rendered': 2" in first.output


def test_credentials_are_not_shown(first):
    assert "s3a://books/library" in first.output
    assert os.environ["AWS_ACCESS_KEY_ID"] not in first.output
    assert os.environ["AWS_SECRET_ACCESS_KEY"] not in first.output


def test_a_repaired_batch_renders_only_what_is_new(first, run_dag):
    second = run_dag(tortoise=TORTOISE, hare=HARE)
    assert second.succeeded, second.output
    assert "the-hare: all is as published" in second.output
    assert "'rendered': 2, 'reused': 2" in second.output
    assert json.loads((second.library / "editions/the-hare/main/edition.json").read_text())["listed"] == []


@pytest.fixture(scope="module")
def metrics(first):
    database = duckdb.connect()
    # What Spark's SQL calls otherwise.
    database.execute("CREATE MACRO size(list) AS len(list)")
    database.execute("CREATE MACRO array_join(list, separator) AS array_to_string(list, separator)")
    for table in ("utterances", "tasks", "runs"):
        files = first.library / "metrics" / table / "*" / "*.parquet"
        database.execute(
            f"CREATE VIEW {table} AS FROM read_parquet('{files}', hive_partitioning = false, union_by_name = true)"
        )
    return database


@pytest.mark.parametrize("query", sorted((ROOT / "conf/queries").glob("*.sql")), ids=lambda path: path.stem)
def test_duckdb_runs_the_ready_queries(metrics, query):
    assert metrics.execute(query.read_text()).fetchall()


def test_duckdb_finds_the_utterances_of_a_run_add_up(metrics):
    utterances, run = metrics.execute(
        "SELECT sum(u.audioSeconds), any_value(r.audioSeconds) FROM runs r JOIN utterances u USING (run, book)"
        " WHERE r.book = 'the-tortoise'"
    ).fetchone()
    assert utterances == pytest.approx(run)
    assert utterances > 1
