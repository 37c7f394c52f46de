"""The letters that arrived, as a mail program shows them, and the same by JSON."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from encrier.sandbox import postbox, store
from encrier.sandbox.asking import answering
from encrier.sandbox.postbox import Mail
from encrier.sandbox.problem import Problem

LETTER_CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self';"
    " sandbox allow-popups allow-popups-to-escape-sandbox"
)


@answering("GET")
def mailbox(request: HttpRequest) -> HttpResponse:
    """``mailbox.json``: letters that arrived, newest first."""
    found = [_as_json(mail) for mail in postbox.mails(store.of_this_home())]
    return JsonResponse(found, safe=False)


@csp_update({"frame-src": [SELF]})
@answering("GET")
def letter(request: HttpRequest, identity: int) -> HttpResponse:
    """One letter, as a mail program shows it."""
    return render(request, "sandbox/letter.html", {"mail": _mail(identity)})


@answering("GET")
def letter_body(request: HttpRequest, identity: int) -> HttpResponse:
    """The HTML of a letter, locked up: it runs nothing and reaches nothing."""
    html = _mail(identity).html.replace("<head>", '<head><base target="_blank">', 1)
    headers = {"Content-Security-Policy": LETTER_CSP, "X-Frame-Options": "SAMEORIGIN"}
    return HttpResponse(html, headers=headers)


@answering("GET")
def attachment(request: HttpRequest, identity: int, position: int, name: str) -> HttpResponse:
    """A file attached to a letter, to download."""
    files = _mail(identity).attachments()
    if position >= len(files):
        raise Problem(404, "unknown_file", f"no file {position}")
    file_name, kind, content = files[position]
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _mail(identity: int) -> Mail:
    mail = postbox.find_mail(store.of_this_home(), identity)
    if mail is None:
        raise Problem(404, "unknown_letter", f"no letter {identity}")
    return mail


def _as_json(mail: Mail) -> dict[str, Any]:
    return {
        "to": mail.to,
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "attachments": [
            {
                "name": name,
                "url": settings.BASE_URL
                + reverse("sandbox-attachment", args=[mail.id, position, name]),
            }
            for position, (name, _kind, _content) in enumerate(mail.attachments())
        ],
        "sent_at": mail.received,
    }
