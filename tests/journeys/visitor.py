"""What a visitor does, in the shop's words; and what the outside world does beside them."""

import re
from typing import Any

import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

GRAVE = {"serious", "critical"}
WCAG_2_2_AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


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

    def chooses(self, label: str, option: str) -> None:
        """An option of a list, by the words of both."""
        lists = self.page.locator("main").get_by_role("combobox", name=label, exact=True)
        lists.first.select_option(label=option)
        self._is_answered()

    def _is_answered(self) -> None:
        """What the page asked the shop for by itself has come."""
        expect(self.page.locator(".htmx-request, .htmx-settling")).to_have_count(0)

    def picks(self, name: str) -> None:
        """One of several, by the words that it begins with."""
        begins = re.compile(rf"^\s*{re.escape(name)}")
        self.page.locator("main").get_by_role("radio", name=begins).check()

    def agrees(self, name: str) -> None:
        """A box to tick, by its words."""
        self.page.locator("main").get_by_role("checkbox", name=name).check()

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def does_not_see(self, text: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(text)

    def reads(self, heading: str) -> None:
        """The page's title; waits until it is there."""
        expect(self.page.locator("h1").first).to_contain_text(heading)

    def heading(self) -> str:
        return self.page.locator("h1").first.inner_text()

    def finds_nothing_grave(self, within: str = "html") -> None:
        """axe finds nothing serious or critical there (WCAG 2.2 AA), by day and by night."""
        self._is_answered()
        found = self._axe("light", within, WCAG_2_2_AA) + self._axe("dark", within, CONTRAST)
        self.page.emulate_media(color_scheme="light")
        assert not found, f"{self.page.url}: {found}"

    def _axe(self, scheme: Any, within: str, options: dict[str, Any]) -> list[str]:
        self.page.emulate_media(color_scheme=scheme)
        lean = {"resultTypes": ["violations"], "preload": False, "iframes": False}
        found = Axe().run(self.page, within, {**options, **lean})
        return [
            f"{scheme}: {each['id']}: {node['target']}"
            for each in found.response["violations"]
            if each["impact"] in GRAVE
            for node in each["nodes"]
        ]

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
        answer = requests.post(f"{self.store}/sandbox/{path}", json=body, timeout=120)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None
