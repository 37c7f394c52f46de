"""Invoices and credit notes, for agents."""

from django.http import HttpRequest, HttpResponse

from encrier.invoicing.queries import find_document
from encrier.web.desk.door import agent_of, for_agents
from encrier.web.documents import hand_out


@for_agents
def document(request: HttpRequest, document: str, form: str) -> HttpResponse:
    """A document as a file; an altered copy is refused."""
    return hand_out(find_document(document), form, agent_of(request))
