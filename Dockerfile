# The production image: the run-time lock only, no embedded servers, no root.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    APP_VENV=system \
    APP_STATIC_ROOT=/srv/static \
    APP_FILES_DIR=/srv/files \
    APP_BEAT_FILE=/tmp/beat-schedule

WORKDIR /srv/app
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.txt
COPY manage.py ./
COPY assistance assistance
COPY eligibility eligibility
COPY cases cases
COPY templates templates
COPY static static

# The static files need settings, and settings need addresses and keys: these serve for this one line.
RUN NONE=$(printf '%064d' 0) && \
    DATABASE_URL=postgresql:///none REDIS_URL=redis://none \
    SECRET_KEY=$NONE FIELD_KEY=$NONE INDEX_KEY=$NONE SCOPE_KEY=$NONE \
    python manage.py collectstatic --noinput --verbosity 0 && \
    useradd --system --uid 10001 --no-create-home assistance && \
    install -d -o assistance /srv/files

USER assistance
EXPOSE 8000
CMD ["gunicorn", "assistance.wsgi", "--bind", "0.0.0.0:8000", "--workers", "4", "--worker-tmp-dir", "/dev/shm"]
