"""Where allauth meets the store: locale, letters through the mailroom, carts joined at log-in."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from encrier.customers.commands import register_account
from encrier.customers.models import Account
from encrier.kernel import chance, clock
from encrier.kernel.actor import SYSTEM, Actor
from encrier.mailroom.commands import queue_letter
from encrier.web import visitor
from encrier.web.account import letters, localised
from encrier.web.throttle import client_address

CODE_LENGTH = 6
"""Digits of a code. Five tries a letter, six letters an hour: an hour's guesses hit 1 in 33,000."""


class AccountAdapter(DefaultAccountAdapter):
    """allauth's hooks, answered in the words and by the rooms of the store."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "email_taken": _("This e-mail address belongs to another account."),
        "too_many_login_attempts": _("Too many tries. Please wait a few minutes."),
        "incorrect_password": _("This password is not right."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code is not right. Please look at our latest letter again."),
        "account_inactive": _("This account is closed. Please contact customer service."),
        "same_as_current": _("This is already your e-mail address."),
        "rate_limited": _("Too many tries. Please wait a few minutes."),
    }

    def login(self, request: HttpRequest, user: Account) -> None:
        """Logging in brings the browser's cart along (ORDER-1)."""
        super().login(request, user)
        visitor.join_carts(request, user)

    def save_user(
        self, request: HttpRequest, user: Account, form: Any, commit: bool = True
    ) -> Account:
        """A registration keeps the locale it was made in, and the customer type (ACC-5)."""
        user.locale = visitor.locale_of(request).code
        for name in ("name", "company", "customer_type"):
            setattr(user, name, form.cleaned_data[name])
        with transaction.atomic():
            account: Account = super().save_user(request, user, form, commit)
            actor = Actor("customer", account.email)
            register_account(by=actor, account_id=account.pk, now=clock.now())
        return account

    def generate_email_verification_code(self) -> str:
        return chance.digits(CODE_LENGTH)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """How it is asked who somebody is, under the locale: allauth compares addresses."""
        code = visitor.locale_of(allauth_context.request).code
        methods = super().get_reauthentication_methods(user)
        return [method | {"url": localised.under(code, method["url"])} for method in methods]

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """The address is confirmed; not if another account has taken it meanwhile."""
        try:
            with transaction.atomic():
                return bool(super().confirm_email(request, email_address))
        except IntegrityError:
            return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Account letters leave through the mailroom like all others, so none is lost (MAIL-1)."""
        request = allauth_context.request
        locale = visitor.locale_of(request)
        facts = {"request": request, "locale": locale, "email": email, **context}
        facts["login_url"] = self._public(reverse("account_login"))
        facts["code_minutes"] = settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT // 60
        facts |= {
            name: self._public(urlsplit(facts[name]).path)
            for name in ("signup_url", "password_reset_url")
            if urlsplit(facts.get(name, "")).path.startswith(localised.PLAIN)
        }
        letter = letters.compose(template_prefix, facts, locale)
        with transaction.atomic():
            queue_letter(
                by=SYSTEM,
                key=f"account:{chance.token(20)}",
                about="",
                to=email,
                language=visitor.locale_of(request).language,
                subject=letter.subject,
                text=letter.text,
                html=letter.html,
                now=clock.now(),
            )

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account", args=[visitor.locale_of(request)])

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account", args=[visitor.locale_of(request)])

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home", args=[visitor.locale_of(request)])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account-security", args=[visitor.locale_of(request)])

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        name = "account" if self.request.user.is_authenticated else "account_login"
        return reverse(name, args=[visitor.locale_of(self.request)])

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _dash, token = key.partition("-")
        address = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return self._public(address)

    def _public(self, address: str) -> str:
        code = visitor.locale_of(allauth_context.request).code
        return settings.BASE_URL + localised.under(code, address)


def attempted_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Who somebody tries to be, in one spelling, for the throttle of log-ins."""
    given = (credentials or {}).get("email") or request.POST.get("login", "")
    return str(given).strip().lower()
