"""The top bar with the longest menu a post can have, at every size and width."""

import pytest

from tests.browser.conftest import BrowserPage
from tests.browser.layout import OVERFLOW
from tests.people import Town

pytestmark = pytest.mark.django_db(transaction=True)

# all lines of the menu at once: more than any role may open
FILL = """() => {
  const lines = ['受理', '待确认', '救助家庭', '资金发放', '复核', '政策', '台账导入', '日志'];
  const nav = document.querySelector('.mainnav');
  nav.replaceChildren(nav.firstElementChild, ...lines.map(line => Object.assign(document.createElement('a'), {href: '#', textContent: line})));
}"""
APART = """() => {
  const boxes = [...document.querySelectorAll('.topbar :is(.brand, .mainnav a, .seg, .topbar__end > .search, .menu > summary)')]
    .filter(e => e.checkVisibility()).map(e => [e.textContent.trim().slice(0, 6), e.getBoundingClientRect()]);
  const over = [];
  for (let i = 0; i < boxes.length; i++) for (let k = i + 1; k < boxes.length; k++) {
    const [a, p] = boxes[i], [b, q] = boxes[k];
    if (Math.min(p.right, q.right) - Math.max(p.left, q.left) > 1 && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 1) over.push(a + ' over ' + b);
  }
  return over;
}"""


@pytest.mark.parametrize("size", ["m", "l", "xl"])
def test_the_longest_menu_lies_over_nothing(browser_page: BrowserPage, town: Town, size: str) -> None:
    page = browser_page(size, post=town.approver)
    page.goto("/")
    page.evaluate(FILL)
    for width in (320, 390, 768, 900, 1024, 1280, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(APART) == [], width
        assert page.evaluate(OVERFLOW)["by"] <= 0, width
    page.set_viewport_size({"width": 1440, "height": 900})
    assert page.locator(".topbar").bounding_box()["height"] <= {"m": 60, "l": 140, "xl": 170}[size]  # type: ignore[index]
