# Readout as an image: built in one stage, run in another that has neither compilers nor pip's cache.
FROM python:3.11.13-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/readout
WORKDIR /src
COPY requirements.lock ./
RUN /opt/readout/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY readout ./readout
COPY producers ./producers
COPY consumers ./consumers
COPY pipeline ./pipeline
RUN pip wheel --no-deps --wheel-dir /wheels . && /opt/readout/bin/pip install --no-deps /wheels/*.whl

FROM python:3.11.13-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin readout
COPY --from=build /opt/readout /opt/readout
COPY config /etc/readout
ENV PATH=/opt/readout/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    READOUT_CONFIG_DIR=/etc/readout \
    READOUT_DATA_DIR=/tmp/readout \
    READOUT_LOGGING__TO=stderr
USER readout
ENTRYPOINT ["readout"]
CMD ["run"]
