# One image for every role: web, worker, beat, and one-off commands.
FROM python:3.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/srv/halles/venv/bin:$PATH
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /srv/halles --uid 10001 halles

WORKDIR /srv/halles/app
COPY requirements.lock ./
RUN python -m venv /srv/halles/venv \
    && pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock

COPY . .
ENV HALLES_VAR=/srv/halles/var HALLES_STATIC_ROOT=/srv/halles/static HOST=0.0.0.0 PORT=8000
RUN HALLES_SECRET_KEY=only-for-the-build HALLES_BASE_URL=https://build.invalid \
        sh -c 'python manage.py translations --compile && python manage.py collectstatic --noinput -v 0' \
    && mkdir -p /srv/halles/var && chown -R halles /srv/halles/var /srv/halles/static

USER halles
VOLUME /srv/halles/var
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"
CMD ["python", "manage.py", "role", "web"]
