import Basics
import Reports
import Tables
import Testing

@Suite("Bibliography")
struct BibliographyTests {
  static let bibTeX = """
    % a comment
    @string{esem = "ESEM"}
    @inproceedings{castano2023,
      author = {Casta{\\~n}o, Joel and Mart{\\'\\i}nez-Fern{\\'a}ndez, Silverio and Xavier Franch},
      title = {Exploring the {C}arbon Footprint of {Hugging Face's} {ML} Models},
      booktitle = esem # " 2023", pages = {1--12}, year = 2023, doi = {10.1109/ESEM56168.2023.10304801}
    }
    @misc{ai, author = {{Epoch AI}}, title = "Data \\& notes", year = {2024}, url = {https://epoch.ai/data_x}}
    @article{dijk, author = {Ludwig van der Berg}, title = {T}, journal = {J}, volume = 3, number = 4, year = 2023}
    """

  @Test("BibTeX gives authors, titles and containers without LaTeX")
  func bibTeX() throws {
    let bibliography = try Bibliography.parse(bibTeX: Self.bibTeX)
    let first = try #require(bibliography["castano2023"])
    #expect(first.authors.map(\.family) == ["Castaño", "Martínez-Fernández", "Franch"])
    #expect(first.title == "Exploring the Carbon Footprint of Hugging Face's ML Models")
    #expect(first.container == "ESEM 2023" && first.pages == "1–12" && first.year == "2023")
    #expect(bibliography["ai"]?.authors == [.init(family: "Epoch AI")])
    #expect(bibliography["ai"]?.title == "Data & notes")
    #expect(bibliography["dijk"]?.authors.first?.family == "van der Berg")
    #expect(bibliography["dijk"]?.volume == "3(4)")
  }

  @Test("CSL-JSON gives the same")
  func csl() throws {
    let bibliography = try Bibliography.parse(csl: [
      [
        "id": "a", "title": "T",
        "author": [["family": "Castaño", "given": "Joel"], ["literal": "Epoch AI"]],
        "issued": ["date-parts": [[2023, 4]]], "container-title": "J", "volume": 3, "page": "1-12",
      ]
    ])
    #expect(
      bibliography["a"]
        == .init(
          key: "a", authors: [.init(family: "Castaño", given: "Joel"), .init(family: "Epoch AI")],
          year: "2023", title: "T", container: "J", volume: "3", pages: "1–12"))
    #expect(throws: BibliographyError.self) { try Bibliography.parse(csl: [["title": "x"]]) }
    #expect(throws: BibliographyError.self) { try Bibliography.parse(csl: [:]) }
  }

  @Test(
    "A broken file is an error with its line",
    arguments: [
      ("@article{a, title = {x}", 1), ("\n@article{a, title = {x", 2), ("@article{a, title}", 1),
      ("@a{k, year=1}\n@a{k, year=2}", 2), ("@a{ , x=1}", 1), ("@a{k, x=\"y}", 1), ("@a{k, x=", 1),
    ])
  func broken(text: String, line: Int) {
    let error = #expect(throws: BibliographyError.self) { try Bibliography.parse(bibTeX: text) }
    #expect(error?.line == line)
  }

  @Test("Citations name author and year, and the list contains what is cited, in order")
  func citations() throws {
    let bibliography = try Bibliography.parse(bibTeX: Self.bibTeX)
    let document = Document(
      title: ["T"],
      blocks: [
        .paragraph([
          .citation([Citation(key: "castano2023"), Citation(key: "ai", locator: "p. 7")])
        ]), .bibliography,
      ], bibliography: bibliography)
    let markdown = try MarkdownWriter().write(document)
    #expect(markdown.contains("(Castaño et al., 2023; Epoch AI, 2024, p. 7)"))
    #expect(markdown.contains("Epoch AI (2024). *Data \\& notes*. <https://epoch.ai/data_x>"))
    #expect(!markdown.contains("van der Berg"))
    let wrong = Document(
      title: [], blocks: [.paragraph([.citation([Citation(key: "castano2032")])])],
      bibliography: bibliography)
    #expect(throws: DocumentError.unknownCitation("castano2032", nearest: "castano2023")) {
      try MarkdownWriter().write(wrong)
    }
  }
}
