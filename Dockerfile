# syntax=docker/dockerfile:1
FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /opt/hirfa
COPY constraints.txt pyproject.toml README.md LICENSE ./
COPY mappings mappings
COPY classifier classifier
COPY service service
COPY training training
RUN /opt/hirfa/bin/pip install --no-cache-dir -c constraints.txt ".[service]"

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/hirfa --create-home hirfa
COPY --from=build /opt/hirfa /opt/hirfa
# Two heaps for all threads: each keeps what it once needed.
ENV PATH=/opt/hirfa/bin:$PATH \
    MALLOC_ARENA_MAX=2 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HIRFA_HOST=0.0.0.0 \
    HIRFA_PORT=8000 \
    HIRFA_DATA=/var/lib/hirfa
USER hirfa
WORKDIR /var/lib/hirfa
# The root may be read-only; only these two are written to.
VOLUME ["/var/lib/hirfa", "/tmp"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"HIRFA_PORT\"]}/readyz', timeout=2)"]
ENTRYPOINT ["hirfa"]
CMD ["serve"]
