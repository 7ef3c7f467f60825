"""Settings: one file, environment in, sections in a fixed order; no control of the house can be switched off here."""

import json
import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured

django_stubs_ext.monkeypatch()  # lets ModelForm[Officer] and the like be written; types only

BASE_DIR = Path(__file__).resolve().parent.parent

# --- secrets -----------------------------------------------------------------------------------------------------------


def _secrets() -> dict[str, str]:
    """Keys from the environment, or from the file that the embedded start made once."""
    names = ("SECRET_KEY", "FIELD_KEY", "INDEX_KEY", "SCOPE_KEY")
    found = {name: os.environ[name] for name in names if os.environ.get(name)}
    path = os.environ.get("APP_SECRETS_FILE")
    if path and Path(path).exists():
        found = {**json.loads(Path(path).read_text()), **found}
    missing = [name for name in names if name not in found]
    if missing:
        message = f"Set {', '.join(missing)} (hex, 64 characters each) or APP_SECRETS_FILE; see .env.example."
        raise ImproperlyConfigured(message)
    return found


_SECRETS = _secrets()
SECRET_KEY = _SECRETS["SECRET_KEY"]
FIELD_KEY = bytes.fromhex(_SECRETS["FIELD_KEY"])  # AES-256-GCM over ID numbers and bank accounts
INDEX_KEY = bytes.fromhex(_SECRETS["INDEX_KEY"])  # HMAC-SHA256 of the blind indexes
SCOPE_KEY = bytes.fromhex(_SECRETS["SCOPE_KEY"])  # signs the area scope that PostgreSQL checks

# --- core --------------------------------------------------------------------------------------------------------------

DEBUG = os.environ.get("APP_DEBUG", "0") == "1"
SHOW_COMPONENTS = DEBUG or os.environ.get("APP_TESTING") == "1"  # /dev/ui/, the page of all components
ALLOWED_HOSTS = os.environ.get("APP_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
ROOT_URLCONF = "assistance.urls"
WSGI_APPLICATION = "assistance.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "assistance.project.ProjectConfig",
    "eligibility",
    "cases",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "assistance.headers.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cases.staff.middleware.SessionLimitsMiddleware",
    "cases.staff.middleware.ScopedTransactionMiddleware",  # last: its process_view runs the view
]

# --- database ----------------------------------------------------------------------------------------------------------

APP_ROLE = "assistance_app"  # owns no table, may not bypass row-level security
DATABASE_AS_OWNER = os.environ.get("DATABASE_AS") == "owner"


def _database(url: str, *, set_role: bool) -> dict[str, object]:
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", "") or unquote(parts.hostname or "")
    settings = ["-c lock_timeout=10s", "-c idle_in_transaction_session_timeout=120s"]
    if set_role:
        settings.append(f"-c role={APP_ROLE}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**query, "options": " ".join(settings)},
    }


_OWNER_URL = os.environ.get("DATABASE_URL", "")
_APP_URL = os.environ.get("DATABASE_APP_URL", "")
if not _OWNER_URL and not _APP_URL:
    raise ImproperlyConfigured(
        "Set DATABASE_URL (postgresql://…), or start with `python3 manage.py …`, which brings its own."
    )
if DATABASE_AS_OWNER or not _APP_URL:
    DATABASES = {"default": _database(_OWNER_URL, set_role=not DATABASE_AS_OWNER)}
else:
    DATABASES = {"default": _database(_APP_URL, set_role=False)}

# --- broker and Celery -------------------------------------------------------------------------------------------------

REDIS_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
# The cache counts calls of machines and of the public and nothing else: no session, lock, quota or lock-out lives there.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://"),
    }
}
CELERY_TASK_IGNORE_RESULT = True  # results live in PostgreSQL rows
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = os.environ.get("APP_BEAT_FILE", str(BASE_DIR / "var" / "beat-schedule"))

# --- language and time -------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- people and sessions -----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "cases.Officer"
LOGIN_URL = "desk:login"
LOGIN_REDIRECT_URL = "desk:workbench"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["login", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "cases.staff.passwords.ThreeKindsValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = False  # app.js reads it for htmx headers
CSRF_COOKIE_SAMESITE = "Strict"

# --- transport ---------------------------------------------------------------------------------------------------------

HTTPS_ONLY = os.environ.get("APP_HTTPS", "0") == "1"  # set by the production compose file, behind a TLS gateway
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS_ONLY else None
SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_HSTS_SECONDS = 31536000 if HTTPS_ONLY else 0
SESSION_COOKIE_SECURE = HTTPS_ONLY
CSRF_COOKIE_SECURE = HTTPS_ONLY
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("APP_ORIGINS", "").split(",") if origin]

# --- templates and static files ----------------------------------------------------------------------------------------

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cases.desk.context.desk",
            ],
            "libraries": {"desk": "cases.desk.templatetags.desk"},  # it lives with its face, not in the app's root
        },
    },
]
FORM_RENDERER = "cases.desk.forms.Renderer"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Collected, named by content and compressed in the production image; elsewhere served from where they lie.
STATIC_COLLECTED = "APP_STATIC_ROOT" in os.environ
STATIC_ROOT = Path(os.environ["APP_STATIC_ROOT"]) if STATIC_COLLECTED else None
WHITENOISE_USE_FINDERS = not STATIC_COLLECTED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
FILES_DIR = Path(os.environ.get("APP_FILES_DIR", BASE_DIR / "var" / "files"))  # bank files, uploaded workbooks
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a draft with every route of a place has well over a thousand boxes
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- machines' face ----------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["cases.api.parsing.StrictJSON"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "cases.api.paging.Keyset",
    "DEFAULT_THROTTLE_CLASSES": ["cases.api.throttling.PerOfficer", "cases.api.throttling.PerAddress"],
    "DEFAULT_THROTTLE_RATES": {"officer": "600/min", "address": "60/min", "sign_in": "20/min", "screen": "30/min"},
    "NUM_PROXIES": 1 if HTTPS_ONLY else 0,  # whose word is taken for an address: the gateway's, never the caller's
    "EXCEPTION_HANDLER": "cases.api.refusals.answer",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "社会救助业务接口",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "AssessmentOutcome": "cases.assessments.models.OUTCOMES",
        "AwardState": "cases.awards.models.Award.State",
        "PayoutLineState": "cases.payouts.models.PayoutLine.State",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- logging -----------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
