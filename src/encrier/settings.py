"""Django's settings, from environment variables or one ``encrier.toml``; none is needed to start.

Precedence: environment, then the file named by ``ENCRIER_CONFIG`` (default ``encrier.toml`` in the
home). ``encrier --help`` lists the names; a wrong value stops the start with one line.
"""

import os
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from encrier.kernel import clock

PACKAGE = Path(__file__).parent


class WrongSetting(SystemExit):
    """A setting that stops the start, told in one line."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"encrier: setting {name}: {reason}")


HOME = Path(os.environ.get("ENCRIER_HOME") or Path.home() / ".local/share/encrier").resolve()


def _file_settings() -> dict[str, Any]:
    path = Path(os.environ.get("ENCRIER_CONFIG") or HOME / "encrier.toml")
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as wrong:
        raise WrongSetting(str(path), str(wrong)) from None


_from_file = _file_settings()


def setting(name: str, default: str = "") -> str:
    """One setting by its environment name (``DATABASE_URL``; in the file ``database_url``)."""
    return str(os.environ.get(name) or _from_file.get(name.lower(), default))


def flag(name: str, default: bool = False) -> bool:
    """A yes-or-no setting."""
    text = setting(name, "yes" if default else "no").lower()
    if text not in {"yes", "no", "true", "false", "1", "0"}:
        raise WrongSetting(name, f"yes or no, not {text!r}")
    return text in {"yes", "true", "1"}


def number(name: str, default: int) -> int:
    """A whole-number setting."""
    text = setting(name, str(default))
    if not text.isdigit():
        raise WrongSetting(name, f"a whole number, not {text!r}")
    return int(text)


SANDBOX = flag("ENCRIER_SANDBOX")
DEBUG = flag("ENCRIER_DEBUG")
BASE_URL = setting("BASE_URL", f"http://127.0.0.1:{number('PORT', 8000)}").rstrip("/")
SECURE = BASE_URL.startswith("https://")
HOME.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """The configured key; else one made at the first start and kept in the home."""
    if key := setting("SECRET_KEY"):
        return key
    path = HOME / "secret-key"
    if not path.exists():
        import secrets

        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text()


SECRET_KEY = _secret_key()
if not (SANDBOX or SECURE):
    raise WrongSetting("BASE_URL", "must begin with https:// outside the sandbox")
if SECURE and SANDBOX:
    raise WrongSetting("ENCRIER_SANDBOX", "the sandbox never runs with a public https address")

CLOCK_FILE = HOME / "clock"
if SANDBOX:
    clock.shift_by(clock.OffsetFile(CLOCK_FILE))

ALLOWED_HOSTS = [urlsplit(BASE_URL).hostname or "", *setting("ALLOWED_HOSTS").split()]
if SANDBOX:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "testserver"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "encrier.journal",
    "encrier.mailroom",
    "encrier.catalogue",
    "encrier.customers",
    "encrier.inventory",
    "encrier.vat",
    "encrier.pricing",
    "encrier.cart",
    "encrier.orders",
    "encrier.payments",
    "encrier.invoicing",
    "encrier.fulfilment",
    "encrier.checkout",
    "encrier.accounting",
    "encrier.returns",
    "encrier.helpdesk",
    "encrier.newsletter",
    "encrier.reactions",
    "encrier.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "django_prometheus",
]
if SANDBOX:
    INSTALLED_APPS.insert(0, "encrier.sandbox")

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "encrier.web.locale.LocaleMiddleware",
    "encrier.web.refusals.RefusalMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "encrier.web.origin.SameOriginMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "encrier.web.urls"
WSGI_APPLICATION = "encrier.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            PACKAGE / "web/templates",
            PACKAGE / "reactions/letters",
            PACKAGE / "sandbox/templates",
        ],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "encrier.web.context.every_page",
            ],
            "builtins": ["encrier.web.templatetags.words"],
        },
    }
]

try:
    DATABASES = {
        "default": dj_database_url.parse(
            setting("DATABASE_URL", f"sqlite:///{HOME / 'encrier.sqlite3'}"),
            conn_max_age=600,
            conn_health_checks=True,
        )
    }
except (ValueError, KeyError) as wrong:
    raise WrongSetting("DATABASE_URL", str(wrong)) from None
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000;"
            "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "encrier.web.shared_cache.SharedCache",
        "LOCATION": str(HOME / "cache"),
        "TIMEOUT": 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

AUTH_USER_MODEL = "customers.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    }
]

SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_SSL_REDIRECT = SECURE
BEHIND_PROXY = flag("BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *setting("PAYMENT_ORIGINS").split()],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "usb", "payment")
}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web/words"]

STATIC_URL = "/static/"
STATIC_ROOT = Path(setting("STATIC_ROOT", str(HOME / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = setting("SMTP_HOST", "127.0.0.1")
EMAIL_PORT = number("SMTP_PORT", 8025)
EMAIL_HOST_USER = setting("SMTP_USER")
EMAIL_HOST_PASSWORD = setting("SMTP_PASSWORD")
EMAIL_USE_TLS = flag("SMTP_TLS")
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = setting("LETTERS_FROM", "Encrier <bonjour@encrier.example>")

MOLLIE_API_URL = setting("MOLLIE_API_URL", "https://api.mollie.com")
MOLLIE_API_KEY = setting("MOLLIE_API_KEY", "test_sandboxsandboxsandboxsandbox" if SANDBOX else "")
MOLLIE_ACCESS_TOKEN = setting("MOLLIE_ACCESS_TOKEN", "access_sandbox" if SANDBOX else "")
MOLLIE_WEBHOOK_SECRET = setting("MOLLIE_WEBHOOK_SECRET", "sandbox-secret" if SANDBOX else "")
_CARRIER = SANDBOX and setting("SANDBOX_URL", "http://127.0.0.1:8001")
UPS_API_URL = setting("UPS_API_URL", _CARRIER or "https://onlinetools.ups.com")
UPS_CLIENT_ID = setting("UPS_CLIENT_ID", "sandbox" if SANDBOX else "")
UPS_CLIENT_SECRET = setting("UPS_CLIENT_SECRET", "sandbox" if SANDBOX else "")
UPS_ACCOUNT = setting("UPS_ACCOUNT", "000ENC" if SANDBOX else "")
UPS_WEBHOOK_CREDENTIAL = setting("UPS_WEBHOOK_CREDENTIAL", "sandbox-alert" if SANDBOX else "")
SMS_API_URL = setting("SMS_API_URL", f"{_CARRIER}/sms" if _CARRIER else "")
VIES_API_URL = setting(
    "VIES_API_URL",
    f"{_CARRIER}/vies/rest-api"
    if _CARRIER
    else "https://ec.europa.eu/taxation_customs/vies/rest-api",
)
SMS_API_TOKEN = setting("SMS_API_TOKEN", "sandbox" if SANDBOX else "")
BANK_API_URL = setting("BANK_API_URL", f"{_CARRIER}/bank/pain001" if _CARRIER else "")
BANK_API_TOKEN = setting("BANK_API_TOKEN", "sandbox" if SANDBOX else "")
_statements = setting("BANK_STATEMENT_FOLDER", str(HOME / "statements") if SANDBOX else "")
BANK_STATEMENT_FOLDER = Path(_statements) if _statements else None
SANDBOX_URL = setting("SANDBOX_URL", "http://127.0.0.1:8001")
SEARCH_INDEX = Path(setting("SEARCH_INDEX", str(HOME / "search")))
PAGE_CACHE_BYTES = number("PAGE_CACHE_MB", 64) * 1_000_000

ACCOUNT_ADAPTER = "encrier.web.account.adapter.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "encrier.web.account.forms.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 30 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 3
ACCOUNT_LOGIN_TIMEOUT = 60 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "signup": "20/m/ip,60/h/ip",
    "confirm_email": "6/h/key",
    "reset_password": "20/m/ip,5/h/key",
}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_FORMS = {
    "signup": "encrier.web.account.registering.RegistrationForm",
    "confirm_email_verification_code": "encrier.web.account.registering.CodeForm",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "Encrier"
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/account/"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "encrier.web.account.adapter.attempted_name"
AXES_CLIENT_IP_CALLABLE = "encrier.web.throttle.client_address"
AXES_LOCKOUT_TEMPLATE = "account/lockout.html"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = ["axes.W003"]
