"""Makes the documentation as a site: pages that need no server, with one search index.

    Scripts/site/make [FOLDER]      default: .build/docs

Every link must lead to a page, a heading or a file that is there; the rest is named, and nothing is written. The same pages
give the same bytes. The style is that of reports (templates/theme) with site.css behind it.
"""
import argparse, base64, html, json, pathlib, re, shutil, sys
from contents import SECTIONS, Failure, pages
from page import Page

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "Scripts/site"
INDEX = "search-index.js"


def style():
    """The theme of reports with its fonts inside: browsers give a page from a file no fonts from other files."""
    theme = ROOT / "templates/theme"
    text = (theme / "style.css").read_text(encoding="utf-8")
    return re.sub(r"url\((fonts/[\w-]+\.woff2)\)", lambda found: "url(data:font/woff2;base64,"
                  + base64.b64encode((theme / found[1]).read_bytes()).decode() + ")", text) \
        + (HERE / "site.css").read_text(encoding="utf-8")


def navigation(current, all_pages):
    """The contents, with the headings of the page that is shown beneath its name."""
    by_source = {page.source: page for page in all_pages}
    parts = []
    for title, entries in SECTIONS:
        parts.append(f'<p class="label">{html.escape(title)}</p>\n<ol>')
        for source, label in entries:
            here = source == current.source or source == current.parent
            link = f'<a href="{current.to(by_source[source].target)}"' + (' aria-current="page"' if here else "") \
                + f">{html.escape(label)}</a>"
            inner = "".join(f'<li><a href="#{anchor}">{html.escape(text)}</a></li>' for level, text, anchor in current.headings
                            if level == 2) if source == current.source and not current.is_list else ""
            parts.append(f"<li>{link}{f'<ol>{inner}</ol>' if inner else ''}</li>")
        parts.append("</ol>")
    return "\n".join(parts)


def neighbours(current, all_pages):
    """The pages before and after, in the order of the contents."""
    at = all_pages.index(current)
    links = []
    for index, word in ((at - 1, "previous"), (at + 1, "next")):
        if 0 <= index < len(all_pages):
            page = all_pages[index]
            links.append(f'<a rel="{word[:4]}" href="{current.to(page.target)}"><span class="label">{word}</span> '
                         f"{html.escape(page.title)}</a>")
    return f'<nav class="neighbours" aria-label="Neighbouring pages">{"".join(links)}</nav>'


def document(page, all_pages):
    name = "Almanac" if page.title == "Almanac" else f"{page.title} – Almanac"
    root = page.to("")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="description" content="{html.escape(page.summary)}">
<title>{html.escape(name)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{root}style.css">
<script src="{root}search.js" data-root="{root}" defer></script>
</head>
<body>
<a class="skip" href="#text">Skip to the text</a>
<div class="page">
<div class="side">
<header class="bar">
<a class="home" href="{page.to('index.html')}">Almanac</a>
<a class="to-contents" href="#contents">Contents</a>
<form class="search" role="search" hidden>
<label class="label" for="search">Search</label>
<input id="search" type="search" placeholder="Search" autocomplete="off" spellcheck="false" aria-describedby="found">
<div class="found" hidden><p class="label" id="found" role="status"></p><ol></ol></div>
</form>
</header>
<nav class="contents" id="contents" aria-label="Contents">
{navigation(page, all_pages)}
</nav>
</div>
<main id="text" tabindex="-1">
<div class="head"><h1>{page.heading}</h1></div>
{page.body}{neighbours(page, all_pages)}
</main>
</div>
</body>
</html>
"""


def site(root, folder):
    """Writes the site of a repository; what is wrong with its pages is a failure, and then nothing is written."""
    made = [Page(root, source, target, parent) for source, target, parent in pages(root)]
    known = {page.source: page for page in made}
    problems, files = [], {}
    for page in made:
        page.finish(known, problems, files)
    if problems:
        raise Failure("\n".join(problems))
    if folder.exists():
        if any(folder.iterdir()) and not (folder / INDEX).exists():
            raise Failure(f"{folder} holds something that is no site; nothing was written")
        shutil.rmtree(folder)
    for target, source in sorted(files.items()):
        (folder / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / source, folder / target)
    for page in made:
        (folder / page.target).parent.mkdir(parents=True, exist_ok=True)
        (folder / page.target).write_text(document(page, made), encoding="utf-8")
    entries = [entry for page in made for entry in page.index()]
    (folder / INDEX).write_text(
        "window.searchIndex=" + json.dumps(entries, ensure_ascii=False, separators=(",", ":")) + ";\n", encoding="utf-8")
    (folder / "style.css").write_text(style(), encoding="utf-8")
    shutil.copyfile(HERE / "search.js", folder / "search.js")
    return f"{len(made)} pages, {sum(page.links for page in made)} links checked, {len(entries)} sections to search"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default=ROOT / ".build/docs")
    folder = parser.parse_args().folder
    print(f"{folder}/index.html: {site(ROOT, folder)}")


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit(f"site: {failure}")
