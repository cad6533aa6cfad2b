"""What the site promises. Run by the site's own environment: Scripts/site/make --test"""
import filecmp, json, pathlib, tempfile, unittest
import build, contents, page


class Repository(unittest.TestCase):
    """A small repository whose pages are all in the contents."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.root = pathlib.Path(holder.name)
        for _, entries in contents.SECTIONS:
            for source, label in entries:
                self.write(source, f"# {label}\n\nText of it.\n")
        self.write("docs/decisions/0001-a.md", "# 0001 A\n\nWhy.\n")

    def write(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def problems(self, text):
        """What is wrong with a tour of this text."""
        self.write("docs/tour.md", text)
        with self.assertRaises(contents.Failure) as caught:
            build.site(self.root, self.root / "site")
        self.assertFalse((self.root / "site").exists())
        return str(caught.exception)

    def test_a_link_that_leads_nowhere_is_named_and_nothing_is_written(self):
        for link, words in [("nothing.md", "is not there"), ("install.md#no-such", "no heading #no-such"),
                            ("#no-such", "no heading #no-such"), ("../../outside.md", "leads out"), ("/etc/passwd", "leads out"),
                            ("ftp://example.org/x", "leads out"), ("decisions", "is not there")]:
            self.assertIn(words, self.problems(f"# Tour\n\nText.\n\nSee [there]({link}).\n"), link)
        self.assertIn("docs/tour.md:5", self.problems("# Tour\n\nText.\n\n![Picture](nothing.png)\n"))

    def test_links_are_relative_and_files_come_along(self):
        self.write("docs/tour.md", "# Tour\n\n[a](install.md#installing) [b](../README.md) [c](decisions/0001-a.md) [d](x/data.csv)\n")
        self.write("docs/x/data.csv", "a\n1\n")
        self.write("docs/decisions/0001-a.md", "# 0001 A\n\n[back](../tour.md)\n")
        build.site(self.root, self.root / "site")
        tour = (self.root / "site/tour.html").read_text()
        for link in ("install.html#installing", "index.html", "decisions/0001-a.html", "x/data.csv"):
            self.assertIn(f'href="{link}"', tour)
        self.assertIn('href="../tour.html"', (self.root / "site/decisions/0001-a.html").read_text())
        self.assertEqual((self.root / "site/x/data.csv").read_text(), "a\n1\n")

    def test_every_page_and_heading_can_be_searched(self):
        self.write("docs/tour.md", "# Tour\n\nFirst.\n\n## Part `one`\n\n| a |\n| --- |\n| cell |\n\n```sh\nalmanac build\n```\n")
        build.site(self.root, self.root / "site")
        text = (self.root / "site/search-index.js").read_text()
        entries = json.loads(text.removeprefix("window.searchIndex=").removesuffix(";\n"))
        self.assertIn(["tour.html", "Tour", "Tour", "First."], entries)
        self.assertIn(["tour.html#part-one", "Tour", "Part one", "a cell almanac build"], entries)
        self.assertEqual({entry[0].partition("#")[0] for entry in entries}, {place for _, place, _ in contents.pages(self.root)})

    def test_the_same_pages_give_the_same_bytes(self):
        build.site(self.root, self.root / "one")
        build.site(self.root, self.root / "two")
        names = [str(path.relative_to(self.root / "one")) for path in (self.root / "one").rglob("*") if path.is_file()]
        self.assertEqual(filecmp.cmpfiles(self.root / "one", self.root / "two", names, shallow=False)[0], names)

    def test_a_page_without_a_place_and_a_folder_with_other_files_are_refused(self):
        self.write("site/mine.txt", "mine")
        with self.assertRaisesRegex(contents.Failure, "holds something"):
            build.site(self.root, self.root / "site")
        self.assertEqual((self.root / "site/mine.txt").read_text(), "mine")
        self.write("docs/forgotten.md", "# Forgotten\n")
        with self.assertRaisesRegex(contents.Failure, "docs/forgotten.md"):
            build.site(self.root, self.root / "other")

    def test_headings_have_the_addresses_of_github(self):
        taken = set()
        for text, address in [("What cells mean", "what-cells-mean"), ("From Python, and R!", "from-python-and-r"),
                              ("report.md", "reportmd"), ("What cells mean", "what-cells-mean-1"), ("A–E label_x", "ae-label_x")]:
            self.assertEqual(page.slug(text, taken), address)


if __name__ == "__main__":
    unittest.main()
