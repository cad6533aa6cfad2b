#!/usr/bin/env python3
"""Statistics against SciPy and statsmodels: the table of STATISTICS.md.

    python3 Benchmarks/compare-statistics.py .build/release/almanac > Benchmarks/STATISTICS.md

Needs NumPy, pandas, SciPy, statsmodels and taskset (Linux). `--runs N` sets how many runs the medians are of,
`--folder` where the generated data stay.

Whole process: start, reading of the CSV file (pandas.read_csv of the same columns), analysis, printing.
Computation: for the peer the call alone on arrays in memory, without imports; for almanac the whole
process less a process that reads the same columns and filters all rows away.
"""

import argparse
import json
import os
import pathlib
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ROWS = 1_000_000
DRAWS, VALUES = 2_000, 20_000
REQUESTS = 10_000

# What is read, how it is asked for, and the goal of our computation over the peer's.
CASES = {
    "spearman": ("Spearman, 1,000,000 pairs", "pairs.csv", ["x", "y"],
                 ["spearman", "--x", "x", "--y", "y"], "scipy.stats.spearmanr", 1.0),
    "mann-whitney": ("Mann-Whitney, 2 x 1,000,000 values", "samples.csv", ["value", "group"],
                     ["mann-whitney", "--x", "value", "--group", "group"],
                     "scipy.stats.mannwhitneyu", 1.0),
    "kendall": ("Kendall, 1,000,000 pairs", "pairs.csv", ["x", "y"],
                ["kendall", "--x", "x", "--y", "y"], "scipy.stats.kendalltau", 1.0),
    "bootstrap": ("Bootstrap of the median, 2,000 x 20,000", "values.csv", ["x"],
                  ["bootstrap", "--x", "x", "--set", "statistic=median", "--set", "draws=2000"],
                  "numpy.median(x[integers]) in a loop", 1.0),
    "ols": ("Least squares, 1,000,000 x 10", "model.csv", [f"x{i}" for i in range(10)] + ["y"],
            ["ols", "--formula", "y ~ " + " + ".join(f"x{i}" for i in range(10))],
            "statsmodels OLS(y, X).fit(), bse, pvalues", 1.0),
}


def generate(folder):
    """Seeded data, written once."""
    import numpy as np
    import pandas as pd

    generator = np.random.default_rng(1)

    def write(name, **columns):
        path = folder / name
        if not path.exists():
            pd.DataFrame(columns).to_csv(path, index=False)

    x = generator.normal(size=ROWS)
    write("pairs.csv", x=x, y=0.5 * x + generator.normal(size=ROWS))
    values = np.concatenate([generator.normal(size=ROWS), generator.normal(0.01, 1, ROWS)])
    write("samples.csv", value=values, group=np.repeat(["a", "b"], ROWS))
    write("values.csv", x=generator.lognormal(size=VALUES))
    columns = {f"x{i}": generator.normal(size=ROWS) for i in range(10)}
    write("model.csv", **columns,
          y=sum((i + 1) * c for i, c in enumerate(columns.values())) + generator.normal(size=ROWS))
    requests = folder / "requests.jsonl"
    if not requests.exists():
        with open(requests, "w") as file:
            for i in range(REQUESTS):
                a, b = ([round(float(v), 3) for v in generator.normal(size=12)] for _ in "ab")
                request = [
                    {"method": "t-test", "samples": [a, b]},
                    {"method": "mann-whitney", "samples": [a, b]},
                    {"method": "spearman", "x": a, "y": b},
                    {"method": "chi-square", "table": [[12 + i % 7, 9], [8, 11 + i % 5]]},
                    {"method": "pearson", "x": a, "y": b},
                ][i % 5]
                file.write(json.dumps({"id": i} | request) + "\n")


def peer(name, folder):
    """The peer's call, timed in its own process after imports and reading; prints seconds."""
    import numpy as np
    import pandas as pd
    import scipy.stats as stats

    if name == "batch":
        calls = {
            "t-test": lambda r: stats.ttest_ind(*r["samples"], equal_var=False),
            "mann-whitney": lambda r: stats.mannwhitneyu(*r["samples"]),
            "spearman": lambda r: stats.spearmanr(r["x"], r["y"]),
            "chi-square": lambda r: stats.chi2_contingency(r["table"]),
            "pearson": lambda r: stats.pearsonr(r["x"], r["y"]),
        }
        begin = time.perf_counter(), time.process_time()
        answers = 0
        with open(folder / "requests.jsonl") as lines:
            for line in lines:
                request = json.loads(line)
                answers += calls[request["method"]](request).pvalue <= 1
        end = time.perf_counter(), time.process_time()
    else:
        columns = CASES[name][2]
        frame = pd.read_csv(folder / CASES[name][1], usecols=columns)
        if name == "mann-whitney":
            group = frame["group"].to_numpy() == "a"
            values = frame["value"].to_numpy()
            first, second = values[group], values[~group]
        elif name == "ols":
            import statsmodels.api as sm
            y = frame["y"].to_numpy()
            matrix = sm.add_constant(frame[columns[:-1]].to_numpy())
        arrays = [frame[c].to_numpy() for c in columns if c != "group"]
        begin = time.perf_counter(), time.process_time()
        if name == "spearman":
            stats.spearmanr(*arrays)
        elif name == "kendall":
            stats.kendalltau(*arrays)
        elif name == "mann-whitney":
            stats.mannwhitneyu(first, second)
        elif name == "bootstrap":
            generator, x = np.random.default_rng(1), arrays[0]
            medians = [np.median(x[generator.integers(0, len(x), len(x))]) for _ in range(DRAWS)]
            np.quantile(medians, [0.025, 0.975])
        elif name == "ols":
            fit = sm.OLS(y, matrix).fit()
            fit.bse, fit.pvalues, fit.rsquared, fit.fvalue
        end = time.perf_counter(), time.process_time()
    print(json.dumps([end[0] - begin[0], end[1] - begin[1]]))


def measured(command, cores):
    """Wall and processor seconds of one process, and what it printed."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    done = subprocess.run(["taskset", "-c", cores, *map(str, command)], env=environment,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    wall = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, processor, done.stdout


def medians(runs):
    return tuple(statistics.median(column) for column in zip(*runs))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("almanac")
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--folder", type=pathlib.Path,
                           default=pathlib.Path(tempfile.gettempdir()) / "almanac-statistics")
    arguments.add_argument("--peer")
    options = arguments.parse_args()
    folder = options.folder
    if options.peer:
        return peer(options.peer, folder)
    folder.mkdir(parents=True, exist_ok=True)
    generate(folder)

    import numpy
    import scipy
    import statsmodels

    this = [sys.executable, pathlib.Path(__file__).resolve(), options.almanac, "--folder", folder]
    rows = []
    for name, (title, file, columns, asked, call, goal) in CASES.items():
        command = [options.almanac, "stat", asked[0], folder / file, *asked[1:], "--json"]
        # The same columns read, no row left to compute with.
        reading = command + ["--where", f"{columns[0]} < -1e300"]
        for cores in ("0", "0,1") if name == "bootstrap" else ("0",):
            runs = []
            for _ in range(options.runs):
                ours = measured(command, cores)
                read = measured(reading, cores)
                theirs = measured(this + ["--peer", name], "0")
                inside = json.loads(theirs[2])
                runs.append((max(ours[0] - read[0], 1e-4), max(ours[1] - read[1], 1e-4),
                             inside[0], inside[1], ours[0], theirs[0]))
            suffix = ", two cores" if cores != "0" else ""
            rows.append((title + suffix, call, goal / (2 if suffix else 1), *medians(runs)))
    runs = []
    for _ in range(options.runs):
        ours = measured([options.almanac, "stat", "--batch", folder / "requests.jsonl"], "0")
        assert ours[2].count('"result"') == REQUESTS
        theirs = measured(this + ["--peer", "batch"], "0")
        inside = json.loads(theirs[2])
        runs.append((ours[0], ours[1], inside[0], inside[1], ours[0], theirs[0]))
    rows.append(("10,000 small requests as JSON, process start included", "json.loads, scipy.stats",
                 None, *medians(runs)))

    print("# Statistics against SciPy and statsmodels\n")
    print("    python3 Benchmarks/compare-statistics.py .build/release/almanac > Benchmarks/STATISTICS.md\n")
    print(f"Medians of {options.runs} runs that took turns, each process held to one core unless it says "
          f"two; seconds. {platform.machine()} Linux, Python {platform.python_version()}, NumPy "
          f"{numpy.__version__}, SciPy {scipy.__version__}, statsmodels {statsmodels.__version__}.\n")
    print("Computation is the peer's call alone, on arrays in memory and without imports; ours is a whole "
          "process less one that reads\nthe same columns and keeps no row. Ours also has effect sizes with "
          "intervals, checked assumptions and a robust alternative,\nwhich the peer's call has not. Whole "
          "process includes start, imports and reading of the CSV file. A goal is judged by processor time, which a "
          "busy machine\nleaves alone, on two cores by the wall: where the wall is several times the processor time, the machine was "
          "busy.\n")
    print("| computation | peer | ours | processor | peer | processor | ratio | of processor | goal | met |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |")
    for title, call, goal, wall, cpu, peer_wall, peer_cpu, _, _ in rows:
        ratio = wall / peer_wall if "two cores" in title else cpu / peer_cpu
        met = ratio < goal if goal else cpu < 1
        print(f"| {title} | `{call}` | {wall:.3f} | {cpu:.3f} | {peer_wall:.3f} | {peer_cpu:.3f} "
              f"| {wall / peer_wall:.2f} | {cpu / peer_cpu:.2f} "
              f"| {f'{goal:g}x' if goal else '1 s'} | {'yes' if met else 'no'} |")
    print("\n| whole process, file to answer | ours | pandas and the peer | ratio |")
    print("| --- | ---: | ---: | ---: |")
    for title, _, _, _, _, _, _, ours, theirs in rows:
        print(f"| {title} | {ours:.3f} | {theirs:.3f} | {ours / theirs:.2f} |")


if __name__ == "__main__":
    main()
