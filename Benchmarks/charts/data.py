"""Synthetic tables for the chart benchmark: data.py FOLDER. Seeded; nothing about any hub may be read from them."""

import csv
import math
import random
import sys
from pathlib import Path

DOMAINS = ["NLP", "Computer Vision", "Audio", "Multimodal", "Reinforcement Learning"]
WEIGHTS = [60, 18, 10, 7, 5]
MODELS = 1_400
POINTS = 1_000_000


def write(path, header, rows):
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def models(random):
    for _ in range(MODELS):
        size = math.exp(random.gauss(math.log(4e8), 1.6))
        co2 = math.exp(0.62 * math.log(size) - 10.5 + random.gauss(0, 1.3))
        downloads = int(math.exp(abs(random.gauss(3, 2.4))))
        yield (
            random.choices(DOMAINS, WEIGHTS)[0], round(size), f"{co2:.4g}", downloads,
            int(downloads ** 0.5 * random.random()), random.randint(1, 5_000_000),
            round(random.uniform(30, 100), 2),
        )


def monthly(random):
    for index in range(62):
        yield f"{2018 + index / 12:.4f}", int(40 * 1.11**index), round(2.4 - 0.03 * index + random.gauss(0, 0.2), 3)


def quarterly(random):
    for index in range(20):
        for domain, weight in zip(DOMAINS, WEIGHTS):
            yield f"{2018 + index // 4} Q{index % 4 + 1}", domain, int(weight * 1.3**index * random.uniform(0.7, 1.3)) + 1


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    generator = random.Random(20_230_301)
    write(
        folder / "models.csv",
        ["domain", "size_bytes", "co2_eq_emissions", "downloads", "likes", "dataset_rows", "accuracy"],
        models(generator))
    write(folder / "monthly.csv", ["year", "models", "share"], monthly(generator))
    write(folder / "quarterly.csv", ["quarter", "domain", "models"], quarterly(generator))
    write(folder / "tags.csv", ["tag", "models"],
          ((f"tag-{index}", int(90_000 / (index + 1) ** 0.8)) for index in range(20)))
    write(folder / "million.csv", ["x", "y"],
          ((f"{x:.6g}", f"{x + generator.gauss(0, 1):.6g}")
           for x in (generator.gauss(0, 1) for _ in range(POINTS))))


main()
