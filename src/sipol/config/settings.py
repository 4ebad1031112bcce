"""Django's settings, all derived from the environment (`environment.SETTINGS`)."""

from __future__ import annotations

import secrets
from importlib.metadata import version
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF

from sipol.config import environment
from sipol.infra.postgres.server import EmbeddedServer

HOME = environment.home()
PACKAGE = Path(__file__).resolve().parent.parent


def _secret_key() -> str:
    """A key made once per installation, readable by its owner only."""
    file = HOME / "keys" / "django-secret.key"
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            file.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text()


def _database() -> dict[str, object]:
    url = environment.read("DATABASE_URL")
    if not url:
        where = EmbeddedServer(HOME).connection_settings()
        return {
            "NAME": where["dbname"],
            "USER": where["user"],
            "HOST": where["host"],
            "PORT": where["port"],
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise environment.SettingError(
            "DATABASE_URL must begin with postgresql://. Sipol runs on PostgreSQL only."
        )
    query = dict(parse_qsl(parts.query))
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or query.pop("host", ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
    }


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = environment.read("SIPOL_HOSTS")
DEMO = environment.read("SIPOL_DEMO")
PUBLIC_URL = environment.read("SIPOL_URL")
SECURE = environment.read("SIPOL_SECURE")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "procrastinate.contrib.django",
    "sipol.infra.ledger",
    "sipol.infra.jobs",
    "sipol.infra.answers",
    "sipol.infra.parked",
    "sipol.infra.notices",
    "sipol.infra.tries",
    "sipol.records.timetable",
    "sipol.records.regions",
    "sipol.records.parties",
    "sipol.records.papers",
    "sipol.records.members",
    "sipol.records.boards",
    "sipol.records.offices",
    "sipol.records.bank_accounts",
    "sipol.records.dossiers",
    "sipol.records.hand_ins",
    "sipol.records.accounts",
    "sipol.records.access",
    "sipol.records.drafts",
    "sipol.flow.intake",
    "sipol.flow.place_lists",
    "sipol.web.shared",
]

MIDDLEWARE = [
    "sipol.web.shared.middleware.PrivateByDefault",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sipol.web.shared.language.ChosenLanguage",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sipol.web.admission.middleware.NameTheFlow",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sipol.web.shared.middleware.Gate",
    "sipol.web.shared.kept_forms.KeptForms",
    "sipol.web.shared.once.OncePerKey",
]

ROOT_URLCONF = "sipol.config.urls"
WSGI_APPLICATION = "sipol.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "shared" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "sipol.web.shared.page.surroundings",
            ],
        },
    }
]
AUDIENCES = ("party", "commission", "supervisor", "public", "operations")
for audience in AUDIENCES:
    TEMPLATES[0]["DIRS"].append(PACKAGE / "web" / audience / "templates")  # type: ignore[attr-defined]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        **_database(),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in throttling must hold over all web processes, so its counters live in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "sipol_cache",
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["sipol.web.shared.living_accounts.LivingAccounts"]
# An ended account keeps its address as a memory; among living ones the database keeps it unique.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "sipol.web.shared.sign_in.ClosedAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# Tries at one account are counted by `infra.tries`.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip"}
SECOND_FACTOR = environment.read("SIPOL_SECOND_FACTOR")
MFA_ADAPTER = "sipol.infra.second_factors.sealing.SealedSecrets"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
# `sipol serve` itself speaks no TLS: where it is served over HTTPS, exactly one proxy stands before
# it, and the address that this one saw is the client's. Otherwise the header is anybody's to write.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if SECURE else 0

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = False
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "sipol.web.shared.expired.proof_too_old"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

MAIL_BACKENDS = {"off": "dummy", "console": "console", "file": "filebased", "smtp": "smtp"}
EMAIL_BACKEND = (
    f"django.core.mail.backends.{MAIL_BACKENDS[environment.read('SIPOL_MAIL')]}.EmailBackend"
)
EMAIL_FILE_PATH = HOME / "mail"
EMAIL_HOST = environment.read("SIPOL_MAIL_HOST")
EMAIL_PORT = environment.read("SIPOL_MAIL_PORT")
EMAIL_HOST_USER = environment.read("SIPOL_MAIL_USER")
EMAIL_HOST_PASSWORD = environment.read("SIPOL_MAIL_PASSWORD")
EMAIL_USE_TLS = environment.read("SIPOL_MAIL_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.read("SIPOL_MAIL_FROM")

FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
VERSION = version("sipol")
UPLOAD_LIMIT_BYTES = environment.read("SIPOL_UPLOAD_LIMIT_MB") * 1024 * 1024

STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "sipol.web.shared.static_files.VersionedFiles"},
}
STATICFILES_DIRS = [PACKAGE / "web" / "shared" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
# The address changes with the content (VersionedFiles).
WHITENOISE_MAX_AGE = 30 * 24 * 3600

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / door / "locale" for door in ("shared", *AUDIENCES)]
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["sipol.config.formats"]

LOGGING_CONFIG = "sipol.config.logs.configure"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secrets": {"()": "sipol.config.logs.HideIdentityNumbers"}},
    "formatters": {"json": {"()": "sipol.config.logs.JsonLines"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "filters": ["secrets"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.server": {"handlers": [], "propagate": False},
        "procrastinate": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
    },
}
TEST_RUNNER = "django.test.runner.DiscoverRunner"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = [
    "sipol.flow.intake.jobs",
    "sipol.records.papers.jobs",
    "sipol.infra.answers.jobs",
    "sipol.records.access.jobs",
    "sipol.infra.parked.jobs",
    "sipol.infra.notices.jobs",
]
