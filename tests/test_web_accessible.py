"""Every page can be used by everybody: axe-core finds nothing serious on any, for the roles that see it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from browser import NEEDS_CHROMIUM, axe, run
from browser_office import Office, at
from mingzhang.web.demo.places import PASSWORD, SHOWN
from mingzhang.web.desk.urls import urlpatterns
from mingzhang.workflow.roles import Role

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = NEEDS_CHROMIUM
GRAVE = ("serious", "critical")
_RULES = "{resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}"
NO_PAGES = frozenset(
    [
        "logout",
        "message",
        "projects-file",
        "paper",
        "act",
        "grid",
        "now",
        "save",
        "copy-annual",
        "paste",
        "explain",
        "batch",
        "issue",
        "approval-file",
        "approval-make",
        "approval-making",
        "intake-rows",
        "intake-take",
        "intake-again",
        "intake-remove",
        "intake-original",
        "intake-page",
        "intake-grid",
        "intake-save",
        "intake-explain",
        "attachment",
        "attachment-remove",
        "task",
        "task-cancel",
        "task-again",
        "budget-import",
        "budget-codes",
        "ledger",
        "library-add",
        "publishing-begin",
        "publishing-board-file",
        "publishing-approved",
        "booklet-make",
        "booklet",
        "booklet-file",
        "publication-missing",
        "publication-facts",
        "publication-last-year",
        "publication-explain",
        "publication-screen",
        "publication-hand-over",
        "publication-basis",
        "publication-basis-remove",
        "publication-basis-file",
        "publication-template",
        "publication-paper",
        "publication-reading",
        "release-progress",
        "release-paper",
        "release-file",
        "release-act",
        "library-drop",
        "library-suggest",
        "county-place",
        "seat-add",
        "seat-end",
        "person-act",
        "county-import-confirm",
        "county-import-task",
        "county-template",
        "audit-chain",
        "audit-csv",
        "health",
    ]
)
"""Addresses of what is posted, of parts of pages, of files, of what leads elsewhere."""
ENOUGH = {"/projects/N/": 4, "/review/N/": 3}
"""Pages of one kind that are looked at, where not just one."""
WHO = (
    Role.CLERK,
    Role.REVIEWER,
    Role.PERFORMANCE,
    Role.BUDGET,
    Role.SYSTEM,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
)


@pytest.fixture(scope="module", name="office")
def a_demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("demo")
    run("demo", "--no-serve", data=folder)
    with at(folder / "demo") as office:
        yield office


def kind_of(address: str) -> str:
    """An address without its numbers and what is asked."""
    path = re.sub(r"^https?://[^/]+", "", address.partition("?")[0].partition("#")[0])
    return re.sub(r"(?<=/states/)\w+|\d+", "N", path)


def kinds_of_pages() -> set[str]:
    """The kind of every page that there is."""
    pages = (pattern for pattern in urlpatterns if pattern.name not in NO_PAGES)
    return {"/" + re.sub(r"<[^>]+>", "N", str(pattern.pattern)) for pattern in pages}


def _is_page(headers: dict[str, str]) -> bool:
    return headers.get("content-type", "").startswith("text/html") and "content-disposition" not in headers


def links(page: Page) -> list[str]:
    """The addresses of the desk that a page leads to; the portal has tests of its own."""
    found: list[str] = page.eval_on_selector_all(
        "a[href]", "as => as.map(a => a.href).filter(h => h.startsWith(location.origin) && !h.startsWith(location.origin + '/open/'))"
    )  # fmt: skip
    return list(dict.fromkeys(link.partition("#")[0] for link in found))


def complaints(page: Page, script: str) -> list[str]:
    """What axe finds on a page with everything folded open, a line each."""
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.evaluate(script)
    result: dict[str, Any] = page.evaluate(f"axe.run(document, {_RULES})")
    return [
        f"{kind_of(page.url)}: {found['id']} ({found['impact']}): {node['html'][:160]}"
        for found in result["violations"]
        if found["impact"] in GRAVE
        for node in found["nodes"][:3]
    ]


def walked(page: Page, script: str, seen: dict[str, int]) -> Iterator[str]:
    """What is found on the pages that links lead to from here, a few of each kind."""
    waiting, visited = [page.url, page.url + "parts/", *links(page)], set[str]()
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        if address in visited or seen.get(kind, 0) >= ENOUGH.get(kind, 1):
            continue
        visited.add(address)
        answer = page.request.get(address)
        if not answer.ok:
            yield f"{address} answers {answer.status}"
        if not answer.ok or not _is_page(answer.headers):
            continue
        seen[kind] = seen.get(kind, 0) + 1
        page.goto(address)
        yield from complaints(page, script)
        if kind != "/parts/":  # what it shows leads nowhere
            waiting += [*links(page), *_compared(page)]


def _compared(page: Page) -> list[str]:
    """Where a history leads to that has something to compare."""
    return page.eval_on_selector_all(  # type: ignore[no-any-return]
        'form[action$="/compare/"]',
        "fs => fs.map(f => `${f.action}?${new URLSearchParams(new FormData(f))}`)",
    )


def test_no_page_has_a_serious_fault_for_whoever_sees_it(office: Office) -> None:
    script = axe()
    page = office.page()
    page.goto("/login/")
    found = complaints(page, script)
    seen: dict[str, int] = {}
    for role in WHO:
        desk = office.desk(SHOWN[role][0], PASSWORD)
        seen.pop("/", None)
        desk.goto("/")
        found += walked(desk, script, seen)
        desk.context.close()
    assert not found, "\n".join(sorted(set(found)))
    assert not office.troubles
    assert kinds_of_pages() - set(seen) == {"/login/"}


def test_a_visitor_of_the_demonstration_enters_by_one_button(office: Office) -> None:
    page = office.page()
    page.goto("/projects/")
    page.get_by_role("button", name="以 demo-auditor 进入").click()
    page.wait_for_url("**/projects/")
    assert page.inner_text(".me span") == SHOWN[Role.AUDITOR][1]
    page.context.close()
