# The team image: the same lock, code and variables as the embedded default, and Celery. Runs as an ordinary user.
FROM python:3.11.14-slim-bookworm

# libseccomp is what the sandbox filters system calls with.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libseccomp2 curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 50000 tracepile

WORKDIR /opt/tracepile
# It holds every pin of requirements.txt (tests/packaging compares them).
COPY requirements-distributed.txt ./
RUN pip install --no-cache-dir uv==0.13.9 \
    && uv pip install --system --no-cache --no-deps --require-hashes -r requirements-distributed.txt \
    && python -m compileall -q -j 0 /usr/local/lib/python3.11/site-packages

COPY pyproject.toml README.md LICENSE ./
COPY include ./include
COPY sql ./sql
COPY dags ./dags
COPY plugins ./plugins
COPY deploy ./deploy
RUN uv pip install --system --no-cache --no-deps --no-build-isolation -e . \
    && mkdir -p /var/lib/tracepile/airflow/logs /var/lib/tracepile/tmp /var/lib/tracepile/requests \
    && chown -R tracepile /var/lib/tracepile

USER tracepile
ENV AIRFLOW_HOME=/var/lib/tracepile/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/tracepile/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/tracepile/plugins \
    AIRFLOW__CORE__LOAD_EXAMPLES=False \
    AIRFLOW__USAGE_DATA_COLLECTION__ENABLED=False \
    PYTHONPATH=/opt/tracepile/plugins \
    GX_ANALYTICS_ENABLED=false \
    OMP_NUM_THREADS=1 \
    TRACEPILE_HOME=/var/lib/tracepile
EXPOSE 8080
CMD ["airflow", "version"]
