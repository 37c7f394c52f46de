"""What a visitor does, in the shop's words; and what the outside world does beside them."""

from typing import Any

import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

GRAVE = {"serious", "critical"}


class Visitor:
    """Somebody before a page of a store."""

    def __init__(self, page: Page, store: str) -> None:
        self.page = page
        self.store = store

    def go(self, path: str) -> None:
        self.page.goto(self.store + path)

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """A button, or a link that looks like one, by its exact words."""
        where = within or self.page.locator("main")
        where.get_by_role("button", name=name).or_(
            where.get_by_role("link", name=name)
        ).first.click()

    def type(self, **answers: str) -> None:
        """Fill fields by their names in the form."""
        for name, value in answers.items():
            self.page.locator(f"main [name={name}]").first.fill(value)

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def heading(self) -> str:
        return self.page.locator("h1").first.inner_text()

    def finds_nothing_grave(self) -> None:
        """axe finds nothing serious or critical on the page (WCAG 2.2 AA)."""
        options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
        found = Axe().run(self.page, options=options).response["violations"]
        grave = [
            f"{each['id']}: {node['target']}"
            for each in found
            if each["impact"] in GRAVE
            for node in each["nodes"]
        ]
        assert not grave, f"{self.page.url}: {grave}"

    def fits_its_width(self) -> None:
        """Nothing makes the page scroll sideways."""
        wider = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wider <= 0, f"{self.page.url} is {wider} px too wide"

    def letters_to(self, address: str) -> list[dict[str, Any]]:
        """The letters that have come to an address, newest first, once the store is at rest."""
        assert requests.get(f"{self.store}/sandbox/idle", timeout=30).status_code == 200
        box = requests.get(f"{self.store}/sandbox/mailbox.json", timeout=30).json()
        return [letter for letter in box if address in letter["to"]]

    def outside(self, path: str, **body: Any) -> Any:
        """The outside world acts, by the sandbox's JSON."""
        answer = requests.post(f"{self.store}/sandbox/{path}", json=body, timeout=60)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None
