"""An office for the browser tests: a county imported from a workbook, a real server, people at their own browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

from browser import browser, run, served, visitor
from mingzhang.workflow.county_file import DEPARTMENTS, DIVISIONS, PEOPLE, UNITS, SheetSpec
from mingzhang.workflow.roles import ROLES, Role

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FIRST = "first-login-2026"
OWN = "green-hills-and-rivers"
YEAR = date.today().year + 1
PEOPLE_OF_UNIT: Mapping[Role, str] = {
    Role.CLERK: "jingban", Role.HEAD: "fuze", Role.REVIEWER: "zhuguan", Role.BUSINESS: "yewu",
    Role.PERFORMANCE: "jixiao", Role.BUDGET: "yusuan", Role.ADMINISTRATOR: "guanli", Role.SYSTEM: "xitong",
}  # fmt: skip
_CODES = {Role.CLERK: "317001", Role.HEAD: "317001", Role.REVIEWER: "317"}


def county_book(path: Path) -> None:
    """A county's workbook: a department, its unit, a person in every role."""
    book = openpyxl.Workbook()
    people = [
        {
            "username": name, "name": f"某{ROLES[role].name[-3:]}", "role": ROLES[role].name,
            "place": _CODES.get(role, "149901"), "password": FIRST,
        }
        for role, name in PEOPLE_OF_UNIT.items()
    ]  # fmt: skip
    for spec, rows in (
        (DIVISIONS, [{"code": "149901", "name": "青岚县"}]),
        (DEPARTMENTS, [{"code": "317", "name": "青岚县水务局"}]),
        (UNITS, [{"code": "317001", "name": "青岚县水务局机关", "department": "317"}]),
        (PEOPLE, people),
    ):
        _sheet(book, spec, rows)
    del book["Sheet"]
    book.save(path)


def _sheet(book: openpyxl.Workbook, spec: SheetSpec, rows: list[dict[str, str]]) -> None:
    sheet = book.create_sheet(spec.name)
    sheet.append([column.head for column in spec.columns])
    for row in rows:
        sheet.append([row.get(column.key, "") for column in spec.columns])


@dataclass
class Office:
    """A server and a browser; what went wrong in any page is kept."""

    address: str
    opened: Browser
    troubles: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)

    def desk(self, name: str | Role, password: str = OWN) -> Page:
        """A page of a person's own browser, logged in."""
        page = self.page()
        username = PEOPLE_OF_UNIT[name] if isinstance(name, Role) else name
        page.goto("/login/")
        first = isinstance(name, Role) and username not in self.known
        page.fill("#id_username", username)
        page.fill("#id_password", FIRST if first else password)
        page.press("#id_password", "Enter")
        page.wait_for_url(lambda url: "/login/" not in url)
        if first:
            page.fill("#id_old", FIRST)
            page.fill("#id_new", OWN)
            page.fill("#id_again", OWN)
            page.press("#id_again", "Enter")
            page.wait_for_url(lambda url: "/password/" not in url)
            self.known.add(username)
        return page

    def trouble(self, said: str) -> None:
        """Keep what went wrong."""
        self.troubles.append(said)

    def page(self) -> Page:
        """A page of a new browser; questions are answered with yes."""
        page = visitor(self.opened, self.address).new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        page.on("pageerror", lambda error: self.trouble(f"{page.url}: {error}"))
        page.on(
            "console", lambda said: self.trouble(f"{page.url}: {said.text}") if said.type == "error" else None
        )
        page.on(
            "response", lambda got: self.trouble(f"{got.status} {got.url}") if got.status >= 500 else None
        )
        return page


@contextmanager
def imported(folder: Path) -> Iterator[Office]:
    """An office of a county that was just imported, its first round open."""
    book, data = folder / "县.xlsx", folder / "data"
    county_book(book)
    run("admin", "import", book, data=data)
    today = date.today()
    span = ("--opens", f"{today - timedelta(days=3)}", "--closes", f"{today + timedelta(days=20)}")
    run("admin", "round", "set", "149901", str(YEAR), "first", *span, data=data)
    with at(data) as office:
        yield office


@contextmanager
def at(data: Path) -> Iterator[Office]:
    """An office on a data folder."""
    with served(data) as address, browser() as opened:
        yield Office(address, opened)


def tab_to(page: Page, selector: str, most: int = 400) -> None:
    """Press Tab until the focus is on what a selector names."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if focused(page, selector):
            return
    raise AssertionError(f"no Tab leads to {selector}")


def saved(page: Page) -> None:
    """Wait until the form says that it is saved."""
    page.locator("#state", has_text="已保存").wait_for()


def cell(path: str) -> str:
    """The selector of a field of the form."""
    return f'[data-path="{path}"]'


def focused(page: Page, selector: str) -> bool:
    """Whether the focus is on what a selector names."""
    return bool(page.evaluate("selector => document.activeElement?.matches(selector)", selector))


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came to hold")
