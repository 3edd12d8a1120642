"""The page in a real browser: Debian's Chromium, without a screen, started once for all of these tests."""

import base64
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from made_up_class import COURSE, made_up_class

from grader.core.texts import LANGUAGES

webdriver = pytest.importorskip("selenium.webdriver", reason="needs selenium, which `make test` installs")
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.remote.webelement import WebElement  # noqa: E402

WIDTHS = (400, 1400)
PACKAGES = ("chromium", "chromium-driver")
PROGRAMS = ("chromium", "chromedriver")
EVERY_EXERCISE = tuple(exercise.id for exercise in COURSE.exercises)
PATIENCE = 240
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",  # the page is our own, and root may not use the browser's sandbox
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
    "--lang=en",
)


def find_browser() -> tuple[str, str] | None:
    """Chromium and its driver; installed where that is allowed and possible in a few minutes."""
    if not all(map(shutil.which, PROGRAMS)) and os.geteuid() == 0 and shutil.which("apt-get"):
        install = ["apt-get", "install", "-y", "--no-install-recommends", *PACKAGES]
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        try:
            subprocess.run(install, env=environment, timeout=PATIENCE, check=False, capture_output=True)
        except subprocess.TimeoutExpired:
            return None
    chromium, driver = map(shutil.which, PROGRAMS)
    return (chromium, driver) if chromium and driver else None


class Page:
    """The report, opened from the disk."""

    def __init__(self, driver: "webdriver.Chrome", folder: Path) -> None:
        self.driver = driver
        self.folder = folder

    def open(self, language: str = "en", *, at: str = "", width: int = 1400, dark: bool = False) -> None:
        """Load it anew."""
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
        self.driver.get("about:blank")
        self.driver.get((self.folder / f"{language}.html").as_uri() + at)

    def run(self, script: str, *arguments: object) -> object:
        """What a script answers."""
        return self.driver.execute_script(f"return {script}", *arguments)

    def find(self, selector: str) -> WebElement:
        """One element."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        """All elements."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def column(self, place: int) -> list[str]:
        """The visible cells of the students' table, from above."""
        rows = "[...document.querySelectorAll('#table tbody tr')].filter(row => !row.hidden)"
        found = self.run(f"{rows}.map(row => row.cells[{place}].textContent.trim())")
        assert isinstance(found, list)
        return found

    def heading(self, place: int) -> WebElement:
        """A heading of the students' table."""
        return self.all("#table thead th")[place]

    def complaints(self) -> list[dict[str, object]]:
        """What the console said since it was last asked."""
        return list(self.driver.get_log("browser"))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A class of thirty in both languages, and a small one with twelve exercises."""
    found = find_browser()
    if found is None:
        pytest.skip(f"needs the Debian packages {' and '.join(PACKAGES)}, which could not be installed here")
    chromium, driver_file = found
    folder = tmp_path_factory.mktemp("report")
    for language in LANGUAGES:
        folder.joinpath(f"{language}.html").write_text(made_up_class(30).page(language), encoding="utf-8")
    folder.joinpath("many.html").write_text(made_up_class(12, EVERY_EXERCISE).page(), encoding="utf-8")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in (*ARGUMENTS, f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(driver_file))
    try:
        yield Page(driver, folder)
    finally:
        driver.quit()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("at", ["", "#students", "#s1", "#s40", "#nowhere", "#%"])
def test_the_console_stays_silent(page: Page, language: str, at: str) -> None:
    """No error, no warning, nothing refused by the policy, whatever address it is opened at."""
    page.open(language, at=at)
    page.find(f"[data-language='{LANGUAGES[0]}']").click()
    page.find(f"[data-language='{LANGUAGES[1]}']").click()

    assert page.complaints() == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("at", ["", "#s1", "#s2", "#s6", "#s7", "#s20"])
def test_nothing_overflows(page: Page, width: int, at: str, language: str) -> None:
    """The page is never wider than the window, with everything unfolded: wide tables scroll on their own."""
    page.open(language, at=at, width=width)
    page.run("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    over = """[...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && !e.closest('.scroll, pre, svg')
        && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(e => e.outerHTML.slice(0, 200))"""

    assert page.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.run(over) == []


def test_a_hostile_name_is_only_text(page: Page) -> None:
    """Its script does not run, in the table or on the student's own part of the page."""
    page.open()
    assert page.driver.title == "Class report"

    page.find("#table a[href='#s1']").click()

    assert page.find("#s1 h2").text.startswith("<script>document.title")
    assert page.driver.title == f"{page.find('#s1 h2').text} · Class report"
    assert page.run("document.querySelectorAll('img, iframe, [onerror]').length") == 0
    assert page.complaints() == []


def test_even_an_element_that_got_in_could_not_run(page: Page) -> None:
    """The policy holds without the escaping: a handler and a script that are put in do nothing."""
    page.open()
    page.run(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title=1\"><style>p{}</style>')"
    )
    page.run(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'document.title = 1'}))"
    )

    assert page.driver.title == "Class report"
    assert {entry["source"] for entry in page.complaints()} == {"security"}


def test_a_number_column_is_sorted_both_ways(page: Page) -> None:
    """Highest first, then lowest first; who has none stays last."""
    page.open()
    before = page.column(3)
    page.heading(3).find_element(By.TAG_NAME, "button").click()
    falling = page.column(3)
    page.heading(3).find_element(By.TAG_NAME, "button").click()
    rising = page.column(3)
    numbers = sorted(float(text.removesuffix(" %")) for text in before if text != "–")

    assert [float(text.removesuffix(" %")) for text in falling if text != "–"] == numbers[::-1]
    assert [float(text.removesuffix(" %")) for text in rising if text != "–"] == numbers
    assert falling[-1] == rising[-1] == "–"


def test_a_column_is_sorted_from_the_keyboard_and_says_so(page: Page) -> None:
    """A heading is a button; only one heading at a time has aria-sort."""
    page.open()
    page.heading(4).find_element(By.TAG_NAME, "button").click()
    page.heading(1).find_element(By.TAG_NAME, "button").send_keys(Keys.ENTER)
    rising = page.column(1)
    page.heading(1).find_element(By.TAG_NAME, "button").send_keys(Keys.SPACE)

    assert rising == sorted(rising)
    assert page.column(1) == rising[::-1]
    assert page.heading(1).get_attribute("aria-sort") == "descending"
    assert page.run("document.querySelectorAll('#table [aria-sort]').length") == 1


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("student 12", ["b012"], id="two-words"),
        pytest.param("STUDENT 12", ["b012"], id="capitals"),
        pytest.param("b02", [f"b{n:03}" for n in range(20, 30)], id="ids"),
        pytest.param("王小明", ["b004"], id="chinese"),
        pytest.param("شلום nobody has this", [], id="nobody"),
        pytest.param("(*", [], id="no-pattern"),
        pytest.param("", [f"b{n:03}" for n in range(30)] + ["z999"], id="nothing-asked"),
    ],
)
def test_students_are_searched_by_name_and_id(page: Page, words: str, found: list[str]) -> None:
    """Every word must occur; the count is told."""
    page.open()
    page.find("#search").send_keys(words or "x", *([] if words else [Keys.BACKSPACE]))

    assert page.column(1) == found
    assert page.find("#found").text == f"{len(found)} of 31 shown"


def test_a_students_part_replaces_the_class_and_back(page: Page) -> None:
    """By links, and by the browser's own way back."""
    page.open()
    page.find("#table a[href='#s12']").click()
    assert [each.get_attribute("id") for each in page.all(".student") if each.is_displayed()] == ["s12"]
    assert not page.find("#class").is_displayed()
    assert page.run("document.activeElement.id") == "s12"

    page.find("#s12 nav a[href='#s13']").click()
    assert page.find("#s13").is_displayed()
    page.driver.back()
    page.driver.back()

    assert page.find("#class").is_displayed()
    assert not any(each.is_displayed() for each in page.all(".student"))


def test_the_language_is_switched_and_back(page: Page) -> None:
    """Everything but names and the texts of reports; the page's language follows for screen readers."""
    page.open()
    before = page.find("body").text
    page.find("[data-language='zh-TW']").click()
    chinese = page.find("#overview").text

    assert page.run("document.documentElement.lang") == "zh-TW"
    assert page.driver.title == "全班報告"
    assert "總覽" in chinese
    assert "Overview" not in chinese
    assert page.find("#students .scroll").get_attribute("aria-label") == "學生"
    page.find("[data-language='en']").click()
    assert page.find("body").text == before


def test_a_page_that_starts_in_chinese_is_the_one_that_is_switched_to(page: Page) -> None:
    """Both ways lead to the same words."""
    page.open("en")
    page.find("[data-language='zh-TW']").click()
    switched = page.find("body").text
    page.open("zh-TW")

    assert page.find("body").text == switched


@pytest.mark.parametrize("at", ["", "#s12"])
def test_the_dark_scheme_is_dark_and_readable(page: Page, at: str) -> None:
    """Every visible text stands out from what is behind it by 4.5 to 1, in both schemes."""
    for dark in (False, True):
        page.open(at=at, dark=dark)
        assert page.run(CONTRASTS) == []
        background = page.run("getComputedStyle(document.body).backgroundColor")
        assert (background == "rgb(255, 255, 255)") is not dark


def test_it_can_be_printed(page: Page) -> None:
    """Also what is folded, without the controls; white paper in the dark scheme, too."""
    page.open(dark=True)
    printed = base64.b64decode(page.driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"])
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert not page.find(".languages").is_displayed()
        assert page.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    finally:
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})

    assert printed.startswith(b"%PDF-")
    assert len(printed) > 50_000


def test_nothing_is_cut_off_on_paper(page: Page) -> None:
    """A sheet of A4 is as wide as the widest table: twelve exercises, all of it unfolded."""
    page.open("many", width=718)
    page.run("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert page.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    finally:
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_without_scripts_everything_is_there(page: Page) -> None:
    """The class and all students, one below the other, without controls that would do nothing."""
    page.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.open()
        assert page.find("#class").is_displayed()
        assert all(each.is_displayed() for each in page.all(".student"))
        assert not page.find(".search").is_displayed()
        assert page.all("th button") == []
    finally:
        page.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


CONTRASTS = """(() => {
  const parts = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, place) => sum + c * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = parts(getComputedStyle(each).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const bad = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest("svg")) continue;
    const [a, b] = [light(parts(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) bad.push([element.outerHTML.slice(0, 120), (a + 0.05) / (b + 0.05)]);
  }
  return bad.slice(0, 5);
})()"""
