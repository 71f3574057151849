"""Every setting, read once from the environment. `.env.example` names each variable and its default."""

import secrets
import zoneinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from newsroom import embedded_broker
from newsroom.stores import Bucket, stores

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env.str("NEWSROOM_VAR", default="") or BASE_DIR / "var").resolve()
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)


def _kept_secret(path: Path) -> str:
    """Make a secret key once for this folder, so that sessions outlive a restart without anybody setting one."""
    try:
        with path.open("x") as new:
            path.chmod(0o600)
            new.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text()


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or _kept_secret(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_NAME = env.str("SITE_NAME", default="The Averil Lantern")
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
ASGI_APPLICATION = "newsroom.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "taggit",
    "articles",
    "workflow",
]

MIDDLEWARE = [
    "newsroom.middleware.head_without_body",
    "newsroom.middleware.private_unless_told",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.refusals.refuse_nul",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "newsroom.refusals.refuse_bulk",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

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
            ],
        },
    }
]

SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000; "
        "PRAGMA journal_size_limit=67108864; "
        "PRAGMA recursive_triggers=ON;"  # so that a REPLACE meets the triggers that refuse a delete
    ),
}
# Moves hold a row for milliseconds; a claim holder that froze in a transaction is cut off, so that others go on.
# Bound on the server, a query is planned once for a connection and not at each page; compiling one that the planner
# takes for costly would last ten times as long as the query.
POSTGRES_OPTIONS = {
    "options": "-c idle_in_transaction_session_timeout=15s -c lock_timeout=15s -c jit=off",
    "server_side_binding": True,
    "prepare_threshold": 3,
}

DATABASE_URL = env.str("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'newsroom.sqlite3'}"
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = SQLITE_OPTIONS
else:
    _database["ENGINE"] = "newsroom.postgresql"
    _database["OPTIONS"] = {**POSTGRES_OPTIONS, **_database.get("OPTIONS", {})}
_database["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
_database["CONN_HEALTH_CHECKS"] = True

# Empty means: the embedded Valkey on its unix socket, which the launcher starts.
REDIS_URL = env.str("REDIS_URL", default="") or embedded_broker.url(VAR_DIR)

# In the database, so that sign-in and its throttle go on when the broker is away.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entries",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

MEDIA_DIR = Path(env.str("MEDIA_DIR", default="") or VAR_DIR / "media").resolve()
# Without a bucket, pictures are in MEDIA_DIR. Its keys are the usual AWS variables, which boto3 reads by itself.
MEDIA_S3 = Bucket(
    name=env.str("MEDIA_S3_BUCKET", default=""),
    endpoint=env.str("MEDIA_S3_ENDPOINT", default=""),
    region=env.str("MEDIA_S3_REGION", default=""),
    addressing=env.str("MEDIA_S3_ADDRESSING", default=""),
    redirects=env.bool("MEDIA_S3_REDIRECT", default=True),
)
MEDIA_S3_KEYS = (bool(env.str("AWS_ACCESS_KEY_ID", default="")), bool(env.str("AWS_SECRET_ACCESS_KEY", default="")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": MEDIA_DIR}},
    **stores(MEDIA_S3, MEDIA_DIR),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Set to the path of an `internal` location, the proxy then sends the picture after Django has said yes.
PICTURES_INTERNAL_REDIRECT = env.str("PICTURES_INTERNAL_REDIRECT", default="")
# Readers are sent on to the bucket by an address that is signed for a few minutes; else Django sends the picture.
PICTURES_SIGNED_REDIRECT = MEDIA_S3.is_used and MEDIA_S3.redirects

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default="") or VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o600
# A PEM file of the certificates whose signatures on pictures (Content Credentials) are believed.
CREDENTIALS_TRUST_LIST = env.str("CREDENTIALS_TRUST_LIST", default="")
PICTURE_MAX_BYTES = env.int("PICTURE_MAX_BYTES", default=60 * 1024 * 1024)
UPLOAD_MAX_BYTES = 10 * PICTURE_MAX_BYTES + DATA_UPLOAD_MAX_MEMORY_SIZE  # ten pictures and the words beside them

LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en-gb")
LANGUAGES = [("en-gb", _("English"))]
USE_I18N = True
USE_TZ = True
# The rules of time zones come from the pinned package alone: the machine's own may be years older.
zoneinfo.reset_tzpath(to=())
ZoneInfo.clear_cache()
TIME_ZONE = env.str("NEWSROOM_TIME_ZONE", default="Europe/London")
NEWSROOM_TIME_ZONE = ZoneInfo(TIME_ZONE)
# Whose public holidays the calendar shows: a country, and where it has them a part of it. Empty for none.
NEWSROOM_HOLIDAYS = env.str("NEWSROOM_HOLIDAYS", default="")

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="newsroom@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10  # seconds, for each step of the talk with the mail server

# Let webhooks lead to private addresses: for receivers inside the house, and for tests.
WEBHOOK_ALLOW_PRIVATE = env.bool("WEBHOOK_ALLOW_PRIVATE", default=False)

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "workflow.accounts.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
# A whole newsroom may sit behind one address; failed sign-ins are counted apart, by account and address.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip"}
# Behind a proxy the throttle counts by the address that the proxy saw, not by the proxy's own.
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.bool("BEHIND_PROXY", default=False))
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
ACCOUNT_FORMS = {"login": "workflow.forms.signing_in.SignInForm"}
MFA_FORMS = {"login_webauthn": "workflow.forms.passkeys.PasskeyForm"}
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
# Passkeys need HTTPS, except on localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SITE_URL.startswith("https://")

IS_SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SECURE_SSL_REDIRECT = IS_SECURE and env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if IS_SECURE else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *([MEDIA_S3.origin] if PICTURES_SIGNED_REDIRECT else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# Whoever gives it reads /metrics without signing in; empty, only administrators do.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "newsroom.logs.Discreet",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
            "datefmt": "%H:%M:%S",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "articles": {"level": LOG_LEVEL},
        "workflow": {"level": LOG_LEVEL},
        "newsroom": {"level": LOG_LEVEL},
        "django.request": {"level": "ERROR"},
    },
}
