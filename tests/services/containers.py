"""The same services from Docker images, for a machine that has an engine and none of the packages."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import docker
from docker.errors import DockerException
from testcontainers.community.kafka import KafkaContainer
from testcontainers.community.postgres import PostgresContainer

_KAFKA_IMAGE = "confluentinc/cp-kafka:8.0.0"  # Apache Kafka 4.0; the module starts no other image
_POSTGRES_IMAGE = "postgres:15.13"


def engine_runs() -> bool:
    """Whether a Docker engine answers."""
    try:
        client = docker.from_env(timeout=5)
    except DockerException:
        return False
    client.close()
    return True


@contextlib.contextmanager
def kafka() -> Iterator[tuple[str, ...]]:
    """One broker; its address."""
    with KafkaContainer(_KAFKA_IMAGE).with_kraft() as container:
        yield (container.get_bootstrap_server(),)


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A server; the URL of its first database."""
    with PostgresContainer(_POSTGRES_IMAGE, username="readout", password="readout", driver=None) as container:
        yield container.get_connection_url()
