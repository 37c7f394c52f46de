"""Documents are drawn and judged in their own tests; here their figures count."""

import pytest

from encrier.invoicing.documents import checking, page


@pytest.fixture(autouse=True)
def plain_documents(monkeypatch):
    monkeypatch.setattr(checking, "can_judge_by_the_standard", lambda: False)
    monkeypatch.setattr(page, "pdf", lambda document, xml: b"%PDF " + document.number.encode())
