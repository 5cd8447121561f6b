"""Fixtures that give a test a real service: one named in the environment, else an installed one, else an image.

A test that asks for one that can't be had is skipped with what to do about it; in CI it fails.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import NoReturn, TypeVar

import pytest

from pipeline.settings import KafkaSettings
from tests.services import containers
from tests.services.kafka import KafkaCluster, wipe
from tests.services.postgres import PostgresServer, create_database, drop_database
from tests.services.processes import Missing

T = TypeVar("T")

KAFKA_VARIABLE = "READOUT_TEST_KAFKA"
POSTGRES_VARIABLE = "READOUT_TEST_POSTGRES"


def refuse(reason: str) -> NoReturn:
    """Say what is missing: a skip on a developer's machine, a failure in CI."""
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def kafka_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ...]]:
    """A Kafka of one broker that all tests share: `host:port`, each."""
    if named := os.environ.get(KAFKA_VARIABLE):
        yield tuple(named.split(","))
        return
    with ExitStack() as stack:
        yield first_of(stack, local_kafka(tmp_path_factory.mktemp("kafka")), containers.kafka)


@pytest.fixture
def kafka(kafka_servers: tuple[str, ...]) -> Iterator[KafkaSettings]:
    """The shared Kafka, with no topic and no group left in it by an earlier test."""
    wipe(kafka_servers)
    yield KafkaSettings(bootstrap=kafka_servers)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A Postgres that all tests share: the URL of its first database."""
    if named := os.environ.get(POSTGRES_VARIABLE):
        yield named
        return
    with ExitStack() as stack:
        yield first_of(stack, local_postgres(), containers.postgres)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of an empty database, dropped after the test."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    yield create_database(postgres_server, name)
    drop_database(postgres_server, name)


@contextmanager
def local_kafka(directory: Path, brokers: int = 1) -> Iterator[tuple[str, ...]]:
    """Kafka from the installed jars. Raises `Missing`."""
    cluster = KafkaCluster(directory, brokers)
    try:
        cluster.start()
        yield cluster.bootstrap
    finally:
        cluster.remove()


@contextmanager
def local_postgres() -> Iterator[str]:
    """Postgres from the installed packages. Raises `Missing`."""
    server = PostgresServer()
    try:
        server.start()
        yield server.url
    finally:
        server.remove()


def first_of(stack: ExitStack, local: AbstractContextManager[T], image: Callable[[], AbstractContextManager[T]]) -> T:
    """The installed service, else the image's, else the word that none can be had."""
    try:
        return stack.enter_context(local)
    except Missing as missing:
        if containers.engine_runs():
            return stack.enter_context(image())
        refuse(str(missing))
