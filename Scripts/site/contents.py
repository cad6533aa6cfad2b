"""What stands in the contents of the site, in which order, and where each page goes."""


class Failure(Exception):
    """A sentence for the person who writes."""


SECTIONS = [
    ("Start", [
        ("README.md", "Almanac"),
        ("docs/tour.md", "A tour"),
        ("docs/install.md", "Installing"),
        ("docs/concepts.md", "Concepts"),
        ("docs/coming-from.md", "Coming from other tools"),
    ]),
    ("Studies", [
        ("docs/study-language.md", "The study file"),
        ("docs/expressions.md", "Expressions"),
        ("docs/formulas.md", "Formulas"),
        ("docs/cookbook.md", "Twelve analyses"),
        ("docs/printing-and-sharing.md", "Printing and sharing"),
        ("docs/papers.md", "Checking a paper"),
        ("docs/formats.md", "Files that are read"),
        ("docs/engines.md", "Engines"),
        ("docs/mining.md", "Mining"),
        ("docs/carbon.md", "Carbon"),
    ]),
    ("Commands", [
        ("docs/methods.md", "Methods"),
        ("docs/coverage.md", "Coverage and error rates"),
        ("docs/compared.md", "Compared with R and SciPy"),
        ("docs/plot.md", "Charts"),
        ("figures/gallery/README.md", "Gallery"),
        ("docs/batch.md", "Batches"),
        ("docs/python.md", "Python and R"),
    ]),
    ("The project", [
        ("docs/security.md", "Security"),
        ("docs/architecture.md", "Architecture"),
        ("docs/recipes.md", "Recipes"),
        ("CONTRIBUTING.md", "Contributing"),
        ("docs/decisions/README.md", "Decisions"),
        ("CHANGELOG.md", "Changes"),
    ]),
]


def target(source):
    """Where a file of the repository lies in the site."""
    if source == "README.md":
        return "index.html"
    path = source.removeprefix("docs/").removeprefix("figures/")
    if path == "LICENSE":
        return "licence.txt"
    if not path.endswith(".md"):
        return path
    return path.removesuffix("/README.md").removesuffix(".md").lower() + ".html"


def decisions(root):
    return sorted(str(path.relative_to(root)) for path in root.glob("docs/decisions/0*.md"))


def pages(root):
    """Source, target, and the page of the contents that a page belongs to, in the order of reading."""
    listed = [source for _, entries in SECTIONS for source, _ in entries]
    if forgotten := sorted({str(path.relative_to(root)) for path in root.glob("docs/*.md")} - set(listed)):
        raise Failure(f"{', '.join(forgotten)}: not in the contents (Scripts/site/contents.py)")
    for source in listed:
        if not (root / source).is_file():
            raise Failure(f"{source} is in the contents and not there")
        yield source, target(source), None
        if source == "docs/decisions/README.md":
            for decision in decisions(root):
                yield decision, target(decision), source
