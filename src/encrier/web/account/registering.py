"""Registration that never tells who is known, and the code that confirms an address (ACC-1, ACC-3).

allauth leads a new address and a known one to the same page; only the letter differs. What is added
here: a registration sent twice is one registration, and both ways take equally long.
"""

from typing import Any

from allauth.account.forms import ConfirmEmailVerificationCodeForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY as WAITING,
)
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage, LoginStageController
from allauth.account.views import ConfirmEmailVerificationCodeView
from allauth.core.exceptions import RateLimited
from django.contrib import messages
from django.contrib.auth.hashers import check_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from encrier.customers.models import Account
from encrier.web.visitor import account_of


def take_as_confirmed(account: Account) -> None:
    """An account that was made for somebody, as for the demonstration, logs in without a code."""
    EmailAddress.objects.update_or_create(
        user=account, email=account.email, defaults={"verified": True, "primary": True}
    )


class RegistrationForm(AllauthSignupForm):
    """Registration. Sent twice, by a double click or after a closed browser, it goes on."""

    account_already_exists: bool

    def try_save(self, request: HttpRequest) -> tuple[Account | None, HttpResponse | None]:
        if self.account_already_exists and (account := self._opened_by_the_same_answers()):
            return account, None
        try:
            with transaction.atomic():
                found: tuple[Account | None, HttpResponse | None] = super().try_save(request)
            return found
        except IntegrityError:  # the same registration, a moment earlier
            self.account_already_exists = True
            return self.try_save(request)

    def _opened_by_the_same_answers(self) -> Account | None:
        """The account that this e-mail and password have opened and nobody has confirmed.

        The password is compared in any case: the time an answer takes tells nothing.
        """
        email = self.cleaned_data["email"]
        account = Account.objects.filter(email__iexact=email).first()
        right = check_password(self.cleaned_data["password1"], account.password if account else "!")
        waiting = account and not EmailAddress.objects.filter(user=account, verified=True).exists()
        return account if right and waiting else None


class CodeForm(ConfirmEmailVerificationCodeForm):
    """The code of a letter; spaces and dashes in it do not matter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(inputmode="numeric", spellcheck="false")


class CodeView(ConfirmEmailVerificationCodeView):
    """The page that asks for the code, in the browser that waits for it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        waiting = WAITING in request.session
        process = EmailVerificationProcess.resume(request)
        if waiting and process is None:
            return self._begin_again(_("This code is too old."))
        if process and request.POST.get("action") == "restart":
            return self._restart(process)
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def _restart(self, process: EmailVerificationProcess) -> HttpResponse:
        """Another address, asked for where this one was given."""
        stage = LoginStageController.enter(self.request, EmailVerificationStage.key)
        process.abort()
        if account_of(self.request):
            return redirect("account_email")
        given = "account_signup" if stage and stage.login.signup else "account_login"
        return redirect(self.passthrough_next_url(reverse(given)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts: dict[str, Any] = super().get_context_data(**kwargs)
        return facts | {"registering": bool(self.stage and self.stage.login.signup)}

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        try:
            self._process.resend()
            messages.success(self.request, _("A new code has left. Only the latest one counts."))
        except RateLimited:
            messages.error(self.request, _("Too many tries. Please wait a few minutes."))
        return redirect(self.passthrough_next_url(reverse("account_email_verification_sent")))

    def _verify_form_invalid(self, form: Any) -> HttpResponse:
        if self._process.record_invalid_attempt():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return self._begin_again(_("Those were too many wrong codes."))

    def _begin_again(self, why: str) -> HttpResponse:
        """To where a new code can be had, with the reason."""
        if account_of(self.request):
            messages.error(self.request, why + " " + _("Please ask for a new one."))
            return redirect("account_email")
        messages.error(self.request, why + " " + _("Please log in: we send you a new one."))
        return redirect("account_login")
