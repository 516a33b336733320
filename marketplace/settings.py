"""Every setting, read from the environment; `.env.example` explains each variable.

Safe by default (DEBUG is off) and running by default: without any variable the project uses
SQLite, an embedded broker on a private socket, local files, and the payment sandbox.
"""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from marketplace import demonstration
from marketplace.machine.environment import (
    ROOT,
    BadEnvironment,
    answers,
    broker_for_celery,
    database,
    demo_by_hand,
    embedded_socket,
    env,
    env_bool,
    env_int,
    env_list,
    env_secret,
    own_secret,
    redis_for_cache,
    replicas,
    scratch,
)

# --- Where we are -----------------------------------------------------------------------------

BASE_DIR = ROOT
TESTING = "PYTEST_VERSION" in os.environ
DEBUG = env_bool("HALLES_DEBUG")
VAR = scratch() if TESTING else Path(env("HALLES_VAR", str(ROOT / "var"))).absolute()
HOST = env("HOST", "127.0.0.1")
PORT = env_int("PORT", 8000)
EVERYWHERE = HOST in {"0.0.0.0", "::"}  # noqa: S104
LOCAL_URL = f"http://{'localhost' if EVERYWHERE else HOST}:{PORT}"
BASE_URL = env("HALLES_BASE_URL", LOCAL_URL).rstrip("/")
HTTPS = BASE_URL.startswith("https://")
# The demo shows its accounts and lets operators in without a second factor. Never in public:
# only by name, or by `make run` on a local address, which names it to the processes it starts.
DEMO = env_bool("HALLES_DEMO", default=not TESTING and demo_by_hand(sys.argv, HOST, VAR))

SECRET_KEY = env_secret("HALLES_SECRET_KEY") or own_secret(VAR)
SECRET_KEY_FALLBACKS = env_list("HALLES_SECRET_KEY_FALLBACKS")

ANY_HOST = ["*"] if EVERYWHERE and DEMO else []
ALLOWED_HOSTS = ANY_HOST or [
    *{urlsplit(BASE_URL).hostname or HOST, HOST, "localhost", "127.0.0.1", "[::1]"},
    *env_list("HALLES_ALLOWED_HOSTS"),
]
CSRF_TRUSTED_ORIGINS = [BASE_URL, *env_list("HALLES_TRUSTED_ORIGINS")]

# --- What it is made of -----------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "marketplace.apps.OperatorConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "treebeard",
    "django_filters",
    "import_export",
    "csp",
    "lucide",
    "marketplace.shared",
    "sellers",
    "catalog",
    "marketing",
    "orders",
    "accounting",
    "marketplace",
    *demonstration.APPS,
]

MIDDLEWARE = [
    "marketplace.shared.border.BorderMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "marketplace.shared.replicas.own.ReadYourWrites",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "marketplace.shared.same_origin.OwnForms",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "marketplace.shared.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "marketplace.shared.content_policy.BrandedPolicy",
    "marketplace.shared.kept_files.Forgets",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "marketplace.accounts.watch.OperatorSessions",
]

ROOT_URLCONF = "marketplace.urls"
WSGI_APPLICATION = "marketplace.wsgi.application"

FORM_RENDERER = "marketplace.shared.widgets.PlainRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "marketplace.shared.indentation.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "marketplace.doors.context.house",
            ],
        },
    }
]

# --- Data -------------------------------------------------------------------------------------

DATABASES = {"default": database(env_secret("DATABASE_URL"), var=VAR)}
# Copies that public pages read from (ADR 45); a test names its own.
_replicas = replicas("" if TESTING else env_secret("DATABASE_REPLICA_URL"), of=DATABASES["default"])
DATABASES |= _replicas
DATABASE_ROUTERS = ["marketplace.shared.replicas.reading.Router"] if _replicas else []
REPLICAS = [*_replicas]
REPLICATED_APPS = {"sellers", "catalog", "marketing"}
REPLICA_LAG = env_int("DATABASE_REPLICA_LAG", 10)  # seconds; further behind, the primary answers
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False  # every verb opens its own transaction

EMBEDDED_SOCKET = embedded_socket(VAR)
REDIS_URL = env_secret("REDIS_URL")
if not REDIS_URL and not TESTING and answers(EMBEDDED_SOCKET):
    REDIS_URL = f"unix://{EMBEDDED_SOCKET}?db=0"

if REDIS_URL and not TESTING:
    CACHES = {
        "default": {
            "BACKEND": "marketplace.shared.cache.ForgivingRedis",
            "LOCATION": env_secret("CACHE_URL") or redis_for_cache(REDIS_URL),
            "KEY_PREFIX": "halles",
            "TIMEOUT": 600,
        }
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
else:  # one process alone: a command, a test
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- A search engine, where there is one --------------------------------------------------------

SEARCH_URL = env("SEARCH_URL").rstrip("/")  # empty: the database finds everything by itself
SEARCH_USER = env("SEARCH_USER")
SEARCH_PASSWORD = env_secret("SEARCH_PASSWORD")
SEARCH_INDEX = env("SEARCH_INDEX", "halles")
SEARCH_CA = env("SEARCH_CA")
SEARCH_TIMEOUT_MS = env_int("SEARCH_TIMEOUT_MS", 800)
if SEARCH_URL and urlsplit(SEARCH_URL).scheme not in {"http", "https"}:
    raise BadEnvironment("SEARCH_URL must start with http:// or https://")

# --- Work in the background (measured: docs/dependencies.md) ----------------------------------

CELERY_BROKER_URL = broker_for_celery(REDIS_URL)
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_ALWAYS_EAGER = TESTING or not REDIS_URL
CELERY_TASK_EAGER_PROPAGATES = TESTING
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 240  # below visibility_timeout, or a long task runs twice
CELERY_TASK_SOFT_TIME_LIMIT = 225
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "global_keyprefix": env("CELERY_KEY_PREFIX"),
    "queue_order_strategy": "priority",  # the lanes in their order, never in turn
}
CELERY_TASK_DEFAULT_QUEUE = "letters"  # a task that names no lane writes a letter
CELERY_BEAT_SCHEDULER = "marketplace.machine.timetable:Timetable"
CELERY_TIMEZONE = "Europe/Paris"

# --- Files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("HALLES_STATIC_ROOT", str(VAR / "static")))
STATICFILES_DIRS = [ROOT / "static"]
STATICFILES_FINDERS = [
    "marketplace.shared.styles.Sheets",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
PLAIN_STATIC = DEBUG or TESTING
WHITENOISE_USE_FINDERS = PLAIN_STATIC
WHITENOISE_AUTOREFRESH = PLAIN_STATIC
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
PRIVATE_ROOT = VAR / "private"

S3_BUCKET = env("S3_BUCKET")
S3_PRIVATE_BUCKET = env("S3_PRIVATE_BUCKET")


def _bucket(name: str, *, public: bool) -> dict:
    domain = env("S3_PUBLIC_DOMAIN") if public else ""
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": name,
            "endpoint_url": env("S3_ENDPOINT_URL") or None,
            "region_name": env("S3_REGION") or None,
            "access_key": env_secret("S3_ACCESS_KEY"),
            "secret_key": env_secret("S3_SECRET_KEY"),
            "custom_domain": domain or None,
            "querystring_auth": not public,
            "file_overwrite": False,
        },
    }


def _folder(location: Path, base_url: str | None) -> dict:
    return {
        "BACKEND": "marketplace.shared.storage.WholeFiles",
        "OPTIONS": {"location": location, "base_url": base_url},
    }


STORAGES = {
    "default": _bucket(S3_BUCKET, public=True) if S3_BUCKET else _folder(MEDIA_ROOT, MEDIA_URL),
    "private": (
        _bucket(S3_PRIVATE_BUCKET, public=False)
        if S3_PRIVATE_BUCKET
        else _folder(PRIVATE_ROOT, None)
    ),
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if PLAIN_STATIC
            else "marketplace.shared.static.HashedStatic"
        )
    },
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- People -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "shared.User"
AUTHENTICATION_BACKENDS = ["marketplace.accounts.signin.Backend"]
PASSWORD_HASHERS = [
    (
        "django.contrib.auth.hashers.MD5PasswordHasher"
        if TESTING
        else "marketplace.accounts.hashing.Argon2"
    ),
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("first_name", "last_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "marketplace.shared.passwords.LongestPassword"},
    {"NAME": "marketplace.shared.passwords.OwnMailbox"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "marketplace.accounts.signin.Adapter"
ACCOUNT_FORMS = {
    "login": "marketplace.accounts.forms.LoginForm",
    "signup": "marketplace.accounts.forms.SignupForm",
    "change_password": "marketplace.accounts.forms.ChangePasswordForm",
    "set_password": "marketplace.accounts.forms.SetPasswordForm",
    "reset_password": "marketplace.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "marketplace.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "marketplace.accounts.forms.ReauthenticateForm",
}
MFA_ADAPTER = "marketplace.accounts.signin.Factors"
MFA_FORMS = {
    "authenticate": "marketplace.accounts.forms.CodeForm",
    "reauthenticate": "marketplace.accounts.forms.CodeAgainForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # nobody is signed in before their mailbox is proven
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGIN_TIMEOUT = (
    3600  # in the browser that signed up, the letter opened within the hour signs in
)
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # we write to nobody who is not here
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("HALLES_PROXY_COUNT", 0)
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # one proof serves the sensitive acts of the next minutes
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = env("HALLES_NAME", "Halles")
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
USERSESSIONS_TRACK_ACTIVITY = False
OPERATOR_SESSION_SECONDS = env_int("HALLES_OPERATOR_SESSION_HOURS", 8) * 3600  # since signing in
OPERATOR_IDLE_SECONDS = env_int("HALLES_OPERATOR_IDLE_MINUTES", 60) * 60  # since the last page

# --- Language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("en", _("Anglais"))]
LOCALE_PATHS = [ROOT / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = "marketplace.shared.formats"

# --- Safety -----------------------------------------------------------------------------------

GATEWAY = env("HALLES_GATEWAY", "stripe" if env_secret("STRIPE_SECRET_KEY") else "sandbox")
STRIPE_PAGES = ["https://checkout.stripe.com", "https://connect.stripe.com"]
MEDIA_HOSTS = [f"https://{env('S3_PUBLIC_DOMAIN')}"] if env("S3_PUBLIC_DOMAIN") else []

# What a page may frame once somebody asks to see a film (marketing/blocks/players.py)
PLAYERS = [
    "https://www.youtube-nocookie.com",
    "https://player.vimeo.com",
    "https://geo.dailymotion.com",
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", *MEDIA_HOSTS],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF, *PLAYERS],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        # a form that ends in a redirect to the hosted payment page needs its host here
        "form-action": [SELF, *(STRIPE_PAGES if GATEWAY == "stripe" else [])],
        **({"upgrade-insecure-requests": True} if HTTPS else {}),
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = HTTPS and env_bool("HALLES_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env_int("HALLES_HSTS_SECONDS", 31536000) if HTTPS else 0
# A sub-domain that still speaks plain http is closed by these two: 0 leaves it open, and the check
# says so.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env_bool("HALLES_HSTS_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env_bool("HALLES_HSTS_PRELOAD", default=True)
if env_int("HALLES_PROXY_COUNT", 0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 30 * 24 * 3600

# --- Payments ---------------------------------------------------------------------------------

STRIPE_SECRET_KEY = env_secret("STRIPE_SECRET_KEY")
STRIPE_PUBLISHABLE_KEY = env("STRIPE_PUBLISHABLE_KEY")
STRIPE_WEBHOOK_SECRET = env_secret("STRIPE_WEBHOOK_SECRET")
STRIPE_API_BASE = env("STRIPE_API_BASE")
# Outside the demo the sandbox must be asked for by name: nobody sells for play money by accident.
SANDBOX_ALLOWED = DEMO or DEBUG or TESTING or env("HALLES_GATEWAY") == "sandbox"
if GATEWAY == "sandbox" and not SANDBOX_ALLOWED:
    GATEWAY = "closed"
# Its webhooks go over HTTP; without a worker they go through the application of this process.
SANDBOX_DELIVERY = env("HALLES_SANDBOX_DELIVERY", "wsgi" if CELERY_TASK_ALWAYS_EAGER else "http")

# The registers of the points that keep parcels, each asked once its credentials are given.
PICKUP_POINTS = {
    "MONDIAL_RELAY_BRAND": env("MONDIAL_RELAY_BRAND"),
    "MONDIAL_RELAY_KEY": env_secret("MONDIAL_RELAY_KEY"),
    "MONDIAL_RELAY_API": env("MONDIAL_RELAY_API"),
    "COLISSIMO_ACCOUNT": env("COLISSIMO_ACCOUNT"),
    "COLISSIMO_PASSWORD": env_secret("COLISSIMO_PASSWORD"),
    "COLISSIMO_API": env("COLISSIMO_API"),
}

# Where parcels are: La Poste is asked once its key is given, an aggregator tells with a secret.
TRACKING = {
    "LA_POSTE_KEY": env_secret("LA_POSTE_KEY"),
    "LA_POSTE_API": env("LA_POSTE_API"),
    "WEBHOOK_SECRET": env_secret("TRACKING_WEBHOOK_SECRET"),
    "WEBHOOK_HEADER": env("TRACKING_WEBHOOK_HEADER", "aftership-hmac-sha256"),
}

# Operators need a second factor, except in the demo.
OPERATOR_MFA_REQUIRED = not (DEMO or TESTING) or env_bool("HALLES_OPERATOR_MFA")
# A task that fails waits for its next try; tests want to see the error.
RAISE_IN_TASKS = TESTING

# --- Mail -------------------------------------------------------------------------------------

MAIL = env("HALLES_MAIL", "files")
EMAIL_BACKEND = {
    "files": "django.core.mail.backends.filebased.EmailBackend",
    "console": "django.core.mail.backends.console.EmailBackend",
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
    "brevo": "anymail.backends.brevo.EmailBackend",
    "mailjet": "anymail.backends.mailjet.EmailBackend",
    "scaleway": "anymail.backends.scaleway.EmailBackend",
}[MAIL]
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_HOST = env("EMAIL_HOST", "localhost")
EMAIL_PORT = env_int("EMAIL_PORT", 587)
EMAIL_HOST_USER = env("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env_secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("HALLES_FROM_EMAIL", "Halles <bonjour@halles.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
ADMINS = [("Exploitation", address) for address in env_list("HALLES_ADMINS")]
ANYMAIL = {
    "BREVO_API_KEY": env_secret("BREVO_API_KEY"),
    "MAILJET_API_KEY": env_secret("MAILJET_API_KEY"),
    "MAILJET_SECRET_KEY": env_secret("MAILJET_SECRET_KEY"),
    "SCALEWAY_SECRET_KEY": env_secret("SCALEWAY_SECRET_KEY"),
    "SCALEWAY_PROJECT_ID": env("SCALEWAY_PROJECT_ID"),
}

# --- What is written down ---------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("HALLES_LOG_LEVEL", "WARNING")},
    "loggers": {
        "halles": {"level": env("HALLES_LOG_LEVEL", "INFO")},
        # a 404 is no error of ours
        "django.request": {"level": "ERROR"},
        "django.server": {"level": "INFO"},
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}
