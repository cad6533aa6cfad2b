"""Estimates of emissions: options, model cards, tables of models, and the steps of the Hub's studies."""

from . import hostile
from .case import Case, Command
from .studies import run

FACTS = [
    "parameters", "active-parameters", "tokens", "flop", "count", "hours", "device-hours", "utilisation", "energy",
    "pue", "intensity", "emissions"
]
DEVICES = ["NVIDIA A100", "NVIDIA V100", "TPU v4", "H100", "a100", "nosuch", "", "NVIDIA", "CPU"]
PLACES = ["France", "United States", "World", "FR", "nosuch", "", "us-east-1", "Europe", "\x1b[31mFrance"]


def options(dice):
    words = ["estimate"]
    for name in dice.sample(FACTS, dice.choice([1, 1, 2, 3, 5])):
        sensible = {"pue": "1.2", "utilisation": "0.4"}.get(name, dice.choice(["1000", "7e9", "2e12"]))
        words.append(f"--{name}=" + (hostile.number(dice) if dice.random() < 0.5 else sensible))
    for name, values in (("device", DEVICES), ("location", PLACES), ("modality", ["text", "vision", "", "nosuch"]),
                         ("year",
                          ["2022", "2012", "1", "0", "-1", "99999", "9223372036854775807", "-9223372036854775808",
                           "x"])):
        if dice.random() < 0.4:
            words.append(f"--{name}={dice.choice(values) if dice.random() < 0.9 else hostile.line(dice)}")
    if dice.random() < 0.3:
        words.append("--draws=" + dice.choice(["100", "1000000", "99", "0", "-1", "9223372036854775807", "1e3"]))
    if dice.random() < 0.2:
        words.append("--seed=" + hostile.number(dice))
    return Case("estimate", {}, [Command(words + dice.choice([[], ["--json"]]))])


def front(dice):
    """Front matter of a model card."""
    return dice.choice([
        "co2_eq_emissions: {}",
        "co2_eq_emissions:\n  emissions: {}\n  source: CodeCarbon\n  training_type: fine-tuning\n"
        "  geographical_location: France\n  hardware_used: 8 x A100", "co2_eq_emissions: '{} kg'",
        "co2_eq_emissions: [{}]", "model_name: {}", "pipeline_tag: {}",
        "co2_eq_emissions:\n  emissions: 5\n  hardware_used: {}",
        "co2_eq_emissions:\n  emissions: 5\n  geographical_location: {}", "{}: 1", "base_model: {}",
        "co2_eq_emissions: !!float '{}'", "co2_eq_emissions: &a {}\nx: *a", "x: 1\nx: {}", "tags: [{}]"
    ]).replace("{}",
               hostile.number(dice) if dice.random() < 0.6 else hostile.text(dice), 1)


def body(dice):
    lines = ["# " + hostile.text(dice)]
    for _ in range(dice.choice([1, 2, 5])):
        text = hostile.number(dice) if dice.random() < 0.5 else hostile.text(dice)
        lines.append(
            dice.choice([
                "- **Hardware Type:** {}", "- **Hours used:** {}", "- **Compute Region:** {}",
                "- **Carbon Emitted:** {} kg", "The model has {} parameters", "trained on {} trillion tokens",
                "{}B params", "Hardware: {} x A100", "Carbon Emitted: {}", "Hours used: {}",
                "with 7B parameters, 2 trillion tokens", "Hardware Type: A100\nHours used: 1000"
            ]).replace("{}", text))
    return "\n".join(lines)


def cards(dice):
    roll = dice.random()
    if roll < 0.1:
        matter = hostile.yaml_trick(dice, "co2_eq_emissions: 12\n").decode("utf-8", "replace")
    else:
        matter = "\n".join(front(dice) for _ in range(dice.choice([1, 1, 2, 4])))
    data = ("---\n" + matter + "\n---\n" + body(dice)).encode("utf-8", "surrogatepass")
    if dice.random() < 0.1:
        data = dice.choice([
            b"", b"---", b"---\n", b"---\n---", b"---\r\nco2_eq_emissions: 5\r\n---\r\n",
            data.decode("utf-8", "replace").encode("utf-16"), b"x" * 5000000, b"# 7B parameters " * 100000,
            hostile.spoil(dice, data)
        ])
    words = ["estimate", "--card", "card.md"] + dice.choice(
        [[], [], ["--year=2022"], ["--year=" + hostile.number(dice)], ["--device", "NVIDIA A100", "--parameters=7e9"]])
    return Case("cards", {"card.md": data}, [Command(words + dice.choice([[], ["--json"]]))])


def make_models(home):
    """Tables of models for `estimate FILE`: the bundled disclosures with cells changed."""
    data = (home / "datasets" / "training-disclosures" / "disclosures.csv").read_bytes()
    lines = data.split(b"\n")

    def models(dice):
        chosen = [lines[0]] + dice.sample(lines[1:-1], dice.choice([0, 1, 3, 10, 40]))
        text = b"\n".join(chosen) + b"\n"
        for _ in range(dice.choice([1, 3, 10])):
            rows = text.split(b"\n")
            at = dice.randrange(len(rows))
            cells = rows[at].split(b",")
            cells[dice.randrange(
                len(cells))] = (hostile.number(dice) if dice.random() < 0.7 else hostile.line(dice)).encode(
                    "utf-8", "surrogatepass")
            rows[at] = b",".join(cells)
            text = b"\n".join(rows)
        return Case("models", {"models.csv": text},
                    [Command(["estimate", "models.csv"] + dice.choice([[], ["--json"]]))])

    return models


STEPS = {
    "training-estimate": {
        "columns": {"model": "name", "emissions": "co2"}, "series": "direct", "draws": 200, "replicate": 1,
        "table": "estimates"
    }, "training-agreement": {"series": "life-cycle", "draws": 200, "factor": 2, "minimum": 8, "table": "summary"},
    "training-scenarios": {
        "models": ["A"], "devices": ["NVIDIA A100"], "places": ["France"], "year": 2023, "draws": 200
    }, "worked-examples": {}, "organisation-name": {"column": "name"}, "efficiency-label": {
        "variant": "corrected", "model": "name", "emissions": "co2", "downloads": "downloads",
        "performance": "performance"
    }, "reporting-class": {
        "variant": "as-coded", "emissions": "co2", "hardware": "hardware", "tags": "tags", "as": "class"
    }, "parse-emissions": {"column": "text", "variant": "with-units",
                           "as": "grams"},
    "assign-domain": {"tags": "tags", "mapping": ["x = NLP", "y = Audio"], "as": "domain"}, "harmonise": {
        "training-type": "kind", "source": "source", "location": "place", "auto": "auto", "variant": "corrected"
    }
}


def steps(dice):
    """A step of the domain with any parameters, on rows that are odd."""
    name = dice.choice(sorted(STEPS))
    parameters = dict(STEPS[name], step=name)
    if dice.random() < 0.8:
        parameters = hostile.graft(dice, parameters, dice.choice([1, 1, 2]))
        if isinstance(parameters, dict) and dice.random() < 0.8:
            parameters["step"] = name
    header = ("name,co2,text,literal,tags,kind,source,place,auto,hardware,downloads,performance,model,organization,"
              "release_date,parameters,training_tokens,hardware_count,device_hours,energy_kwh,pue,reported_co2e_kg")
    rows = [header]
    for index in range(dice.choice([0, 1, 5, 40])):
        cells = []
        for column in header.split(","):
            usual = {
                "name": f"m{index}", "model": f"m{index}",
                "text": dice.choice(["12 g", "1,5 kg", "3", "", "1.234.567 t", "about 5"]),
                "literal": dice.choice(["['a', 'b']", "{'a': 1, 'b': nan}", "", "[", "{'a'"]), "tags": "['x', 'y']",
                "kind": "fine-tuned", "source": "codecarbon", "place": "france", "auto": "True", "hardware": "A100",
                "organization": "Google", "release_date": "2023-05-01"
            }
            text = usual.get(column, repr(dice.lognormvariate(3, 4))) if dice.random() < 0.85 else (
                hostile.number(dice) if dice.random() < 0.6 else hostile.line(dice))
            cells.append('"' + text.replace('"', '""') + '"')
        rows.append(",".join(cells))
    tree = {
        "study": "s", "title": "T", "sources": {"s": {"path": "m.csv", "types": {"name": "text", "text": "text"}}},
        "tables": {"t": {"from": "s", "carbon": parameters, "limit": 50}}
    }
    files = {
        "study/study.yml": hostile.as_yaml(tree), "study/report.md": b"# R\n\n{{table t}}\n",
        "study/m.csv": "\n".join(rows).encode("utf-8", "surrogatepass")
    }
    return run(dice, "carbon steps", files)
