"""What axe does not judge: the contrast of icons and lines, and a walk with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.sites import Site
from tests.browser.test_pages import PAGES

CONTRASTS = """() => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', {willReadFrequently: true});
  const blend = (colours) => {
    context.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
    }
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map(value => value / 255)
      .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const found = ['white'];
    const chain = [];
    for (let one = element; one; one = one.parentElement) chain.unshift(one);
    return found.concat(chain.map(one => getComputedStyle(one).backgroundColor));
  };
  const found = {};
  const measure = (name, colour, below) => {
    const both = [light(blend([...below, colour])), light(blend(below))];
    const [one, other] = both.sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    found[name] = Math.min(found[name] ?? 99, Math.round(ratio * 100) / 100);
  };
  for (const element of document.querySelectorAll('main [class*="lf-"]')) {
    if (!element.checkVisibility() || element.matches('.lf-sr, .admonition')) continue;
    const name = [...element.classList].filter(one => one.startsWith('lf-')).join('.');
    for (const pseudo of ['::before', '::after']) {
      const style = getComputedStyle(element, pseudo);
      if (style.content === 'none' || style.display === 'none') continue;
      const icon = style.maskImage !== 'none' && style.maskImage !== '';
      const width = parseFloat(style.width), height = parseFloat(style.height);
      const line = Math.min(width, height) <= 2 && Math.max(width, height) > 4;
      if (icon || line) measure(`${name}${pseudo}`, style.backgroundColor, behind(element));
      const edges = ['Top', 'Right', 'Bottom', 'Left'].filter(
        side => parseFloat(style[`border${side}Width`]) > 0);
      for (const side of edges)
        measure(`${name}${pseudo} edge`, style[`border${side}Color`],
          behind(element.parentElement));
    }
    if (element.matches('.lf-outcome'))
      measure(`${name} edge`, getComputedStyle(element).borderTopColor,
        behind(element.parentElement));
  }
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "kind", ["process", "leads", "this week", "numbers", "open lead", "won lead", "assets"]
)
def test_icons_and_lines_that_mean_something_stand_out(
    page: Page, team_site: Site, kind: str, scheme: str
) -> None:
    """At least 3 to 1 against what they stand on (WCAG 1.4.11)."""
    page.emulate_media(color_scheme=scheme)
    page.goto(team_site.url + PAGES[kind])
    found = page.evaluate(CONTRASTS)
    assert found, "nothing was measured"
    assert {name: ratio for name, ratio in found.items() if ratio < 3} == {}


CONTROLS = """() => {
  const names = [];
  const main = document.querySelector('main article');
  for (const one of main.querySelectorAll('a[href], button, input, select, summary')) {
    if (!one.checkVisibility({visibilityProperty: true}) || one.disabled) continue;
    if (one.closest('details:not([open])') && one.tagName !== 'SUMMARY') continue;
    if (one.classList.contains('headerlink')) continue;
    one.dataset.reach = names.length;
    names.push(one.textContent.trim().slice(0, 40) || one.getAttribute('aria-label') || one.type);
  }
  return names;
}"""

FOCUSED = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  return {
    reach: one.dataset.reach ?? null,
    outside: !document.querySelector('main article').contains(one),
    seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
      || style.boxShadow !== 'none',
  };
}"""


@pytest.mark.parametrize("kind", ["process", "leads", "open lead"])
def test_the_keyboard_alone_reaches_everything_and_shows_where_it_is(
    page: Page, team_site: Site, kind: str
) -> None:
    page.goto(team_site.url + PAGES[kind])
    names = page.evaluate(CONTROLS)
    page.evaluate("document.querySelector('main article a, main article button').focus()")
    reached: dict[int, bool] = {}
    for _press in range(3 * len(names)):
        here = page.evaluate(FOCUSED)
        if here["reach"] is not None:
            reached[int(here["reach"])] = here["seen"]
        if here["outside"] and reached:
            break
        page.keyboard.press("Tab")
    assert [names[one] for one in range(len(names)) if one not in reached] == []
    assert [names[one] for one, seen in sorted(reached.items()) if not seen] == []
