"""A page of the site: read from Markdown, with its headings, its links followed, and its sections for the search."""
import html, pathlib, posixpath, re, struct, unicodedata, urllib.parse
from contents import target
from markdown_it import MarkdownIt
from markdown_it.token import Token

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def words(token):
    """The text of an inline token, without marks."""
    return "".join(" " if child.type in ("softbreak", "hardbreak") else child.content
                   for child in token.children if child.type != "html_inline")


def slug(text, taken):
    """The address of a heading, as GitHub makes it."""
    kept = "".join(letter for letter in text.lower() if letter in " -_" or unicodedata.category(letter)[0] in "LNM")
    base = kept.strip().replace(" ", "-")
    name, count = base, 0
    while name in taken:
        count += 1
        name = f"{base}-{count}"
    taken.add(name)
    return name


def png_size(path):
    head = path.read_bytes()[:24]
    return struct.unpack(">II", head[16:24]) if head[:8] == b"\x89PNG\r\n\x1a\n" else None


class Page:
    def __init__(self, root, source, place, parent):
        self.root, self.source, self.target, self.parent = root, source, place, parent
        self.tokens = MARKDOWN.parse((root / source).read_text(encoding="utf-8"))
        self.headings, self.sections, self.links = [], [], 0
        # A page that is a long list of one kind needs no second list of it beside the text.
        self.is_list = source in ("figures/gallery/README.md", "CHANGELOG.md")
        self._read()

    def to(self, place):
        """The way from this page to another place of the site."""
        start = posixpath.dirname(self.target)
        if not place:
            return "../" * (self.target.count("/"))
        return posixpath.relpath(place, start or ".")

    def _read(self):
        taken, paragraphs = set(), []
        for token, content in zip(self.tokens, self.tokens[1:] + [None]):
            if token.type == "heading_open":
                level, text = int(token.tag[1]), words(content)
                anchor = slug(text, taken)
                token.attrSet("id", anchor)
                self.headings.append((level, text, anchor))
                if level <= 3:
                    self.sections.append(("" if level == 1 else anchor, text, []))
            elif token.type == "inline" and token.level > 0 and self.sections:
                self.sections[-1][2].append(words(token))
                if content is not None and content.type == "paragraph_close":
                    paragraphs.append(words(token))
            elif token.type == "fence" and self.sections:
                self.sections[-1][2].append(" ".join(token.content.split()))
        self.title = self.headings[0][1]
        self.summary = re.sub(r"\s+", " ", paragraphs[0] if paragraphs else self.title)[:160]

    def index(self):
        """Entries of the search: address, page, heading, text."""
        for anchor, title, texts in self.sections:
            # The words of a heading are not told again in its text.
            text = re.sub(r"\s+", " ", " ".join(part for part in texts if part != title)).strip()
            yield [self.target + (f"#{anchor}" if anchor else ""), self.title, title, text]

    def finish(self, known, problems, files):
        """Follows the links, and writes the body."""
        for token in self.tokens:
            for child in token.children or []:
                if child.type == "link_open":
                    child.attrSet("href", self._followed(child.attrGet("href"), token, known, problems, files))
                elif child.type == "image":
                    picture = (self.root / self.source).parent / child.attrGet("src")
                    child.attrSet("src", self._followed(child.attrGet("src"), token, known, problems, files))
                    if picture.is_file() and (size := png_size(picture)):
                        child.attrSet("width", str(size[0]))
                        child.attrSet("height", str(size[1]))
                    child.attrSet("loading", "lazy")
        self._frame()
        body = self.tokens
        first = next(n for n, token in enumerate(body) if token.type == "heading_open" and token.tag == "h1")
        self.heading = MARKDOWN.renderer.render([body[first + 1]], MARKDOWN.options, {})
        self.body = MARKDOWN.renderer.render(body[:first] + body[first + 3:], MARKDOWN.options, {})

    def _followed(self, link, token, known, problems, files):
        """A link as it must be in the site; one that leads nowhere is a problem."""
        self.links += 1
        parts = urllib.parse.urlsplit(link)
        if parts.scheme in ("http", "https", "mailto"):
            return link
        place = f"{self.source}:{token.map[0] + 1 if token.map else 1}"
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.source), urllib.parse.unquote(parts.path))) \
            if parts.path else self.source
        if parts.scheme or parts.query or path.startswith(("..", "/")):
            problems.append(f"{place}: {link} leads out of the documentation")
        elif path in known:
            page = known[path]
            if parts.fragment and parts.fragment not in {anchor for _, _, anchor in page.headings}:
                problems.append(f"{place}: {path} has no heading #{parts.fragment}")
            if page is self and parts.fragment:
                return f"#{parts.fragment}"
            return self.to(page.target) + (f"#{parts.fragment}" if parts.fragment else "")
        elif not (self.root / path).is_file():
            problems.append(f"{place}: {link} is not there")
        elif path.endswith(".md"):
            problems.append(f"{place}: {link} is a page that the site does not have")
        else:
            files[target(path)] = path
            return self.to(target(path))
        return link

    def _frame(self):
        """Tables and code that can be too wide get a frame that scrolls, pictures one that fits the dark page."""
        framed, before = [], None
        for at, token in enumerate(self.tokens):
            if token.type == "table_open":
                framed.append(_markup('<div class="table scroll" tabindex="0" role="group" aria-label="Table">\n'))
            if token.type == "fence":
                language = token.info.split(" ")[0]
                kind = ' class="output"' if language == "text" and before == "sh" else ""
                framed.append(_markup(f'<pre{kind} tabindex="0"><code>{html.escape(token.content, quote=False)}</code></pre>\n'))
                before = language
                continue
            if token.type == "inline" and len(token.children) == 1 and token.children[0].type == "image":
                framed[-1] = _markup('<figure><div class="plate">')
                framed.append(token)
                self.tokens[at + 1] = _markup("</div></figure>\n")
                continue
            if token.type == "heading_open" and token.tag == "h1" or token.type not in ("paragraph_open", "inline", "paragraph_close"):
                before = None
            framed.append(token)
            if token.type == "table_close":
                framed.append(_markup("</div>\n"))
        self.tokens = framed


def _markup(text):
    return Token("html_block", "", 0, content=text)
