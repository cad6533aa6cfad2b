#!/usr/bin/env python3
"""Eight charts, each as PNG of 150 dpi and as PDF, by this program and by two others: run.py [--runs N]
[--program PATH] [--python PATH] [--rscript PATH] [--write FILE].

Every run is whole processes, start and reading of the data included; runs of the systems take turns. A peer that is
not installed is left out and said to be."""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def measured(command):
    """Wall seconds and processor seconds of `command`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def version(command):
    try:
        found = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        return None
    return found.stdout.strip() if found.returncode == 0 else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--program", default=str(HERE.parents[1] / ".build/release/almanac"))
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--rscript", default="Rscript")
    parser.add_argument("--write", help="a Markdown file to write the tables to")
    options = parser.parse_args()

    work = Path(tempfile.mkdtemp(prefix="almanac-charts-"))
    data = work / "data"
    subprocess.run([sys.executable, HERE / "data.py", data], check=True)
    systems = {}
    systems["Almanac"] = (
        version([options.program, "--version"]),
        [HERE / "almanac.sh", options.program, data])
    systems["Matplotlib and seaborn"] = (
        version([options.python, "-c", "import matplotlib, seaborn, pandas; print(matplotlib.__version__)"]),
        [options.python, HERE / "peer_matplotlib.py", data])
    systems["ggplot2"] = (
        version([options.rscript, "-e", "cat(as.character(packageVersion('ggplot2')))"]),
        [options.rscript, HERE / "peer_ggplot2.R", data])
    times = {}
    for name, (found, command) in systems.items():
        if not found:
            print(f"{name} is not installed and is left out", file=sys.stderr)
            continue
        folder = work / name.split()[0]
        folder.mkdir()
        measured(command + [folder])  # warms the page cache
        times[name] = []
    for _ in range(options.runs):
        for name in times:
            times[name].append(measured(systems[name][1] + [work / name.split()[0]]))

    lines = ["| system | version | wall s | times as long | processor s | times as much | files MB |",
             "| --- | --- | --- | --- | --- | --- | --- |"]
    own = [statistics.median(run[place] for run in times["Almanac"]) for place in (0, 1)]
    for name, runs in times.items():
        wall, processor = (statistics.median(run[place] for run in runs) for place in (0, 1))
        files = list((work / name.split()[0]).iterdir())
        assert len(files) == 16, f"{name} wrote {len(files)} files"
        size = sum(file.stat().st_size for file in files) / 1e6
        lines.append(
            f"| {name} | {systems[name][0].split()[-1]} | {wall:.2f} | {wall / own[0]:.1f} | {processor:.2f} "
            f"| {processor / own[1]:.1f} | {size:.2f} |")
    lines += ["", "| a scatter of 1,000,000 points | wall s | processor s | kB |", "| --- | --- | --- | --- |"]
    for ending in ["png", "pdf", "svg"]:
        picture = work / f"million.{ending}"
        command = [options.program, "plot", data / "million.csv", "--mark", "point", "--x", "x", "--y", "y",
                   "-o", picture, "--quiet"]
        measured(command)
        runs = [measured(command) for _ in range(options.runs)]
        lines.append(
            f"| {ending.upper()} | {statistics.median(run[0] for run in runs):.2f} "
            f"| {statistics.median(run[1] for run in runs):.2f} | {picture.stat().st_size / 1e3:.0f} |")
    print("\n".join(lines))
    if options.write:
        path = Path(options.write)
        head = path.read_text().split("<!-- measured -->")[0]
        path.write_text(head + "<!-- measured -->\n\n" + "\n".join(lines) + "\n")
    shutil.rmtree(work)


main()
