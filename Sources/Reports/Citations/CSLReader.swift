public import Basics
internal import Tables

extension Bibliography {
  /// The sources of a BibTeX or a CSL-JSON file: the latter begins with a bracket.
  public static func parse(_ text: String) throws(BibliographyError) -> Bibliography {
    guard text.first(where: { !$0.isWhitespace && $0 != "\u{FEFF}" }) == "[" else {
      return try parse(bibTeX: text)
    }
    do {
      return try parse(csl: JSON.parse(text))
    } catch let error as JSONError {
      throw BibliographyError(line: error.line, column: error.column, message: error.problem)
    } catch let error as BibliographyError {
      throw error
    } catch {
      throw BibliographyError(line: 1, column: 1, message: "\(error)")
    }
  }

  /// The sources of a CSL-JSON file: a list of items with `id`, `author`, `issued`, `title`, ...
  public static func parse(csl json: JSON) throws(BibliographyError) -> Bibliography {
    guard let items = json.arrayValue else {
      throw BibliographyError(line: 1, column: 1, message: "a CSL-JSON file is a list of sources")
    }
    var sources: [Source] = []
    for (index, item) in items.enumerated() {
      guard
        let key = item["id"]?.stringValue ?? item["id"]?.doubleValue.map({ "\(Int(clamped: $0))" })
      else {
        throw BibliographyError(
          line: 1, column: 1, message: "source \(index + 1) of the CSL-JSON file has no id")
      }
      let authors = item["author"]?.arrayValue ?? item["editor"]?.arrayValue ?? []
      let year = item["issued"]?["date-parts"]?.arrayValue?.first?.arrayValue?.first
      sources.append(
        Source(
          key: key,
          authors: authors.compactMap { author in
            if let body = author["literal"]?.stringValue { return Author(family: body) }
            guard let family = author["family"]?.stringValue else { return nil }
            let particle = author["non-dropping-particle"]?.stringValue.map { $0 + " " } ?? ""
            return Author(family: particle + family, given: author["given"]?.stringValue)
          },
          year: year?.stringValue ?? year?.doubleValue.map { "\(Int(clamped: $0))" } ?? "n.d.",
          title: item["title"]?.stringValue ?? key,
          container: item["container-title"]?.stringValue,
          volume: text(item["volume"]).map { volume in
            volume + (text(item["issue"]).map { "(\($0))" } ?? "")
          }, pages: text(item["page"])?.replacing("-", with: "–"),
          publisher: item["publisher"]?.stringValue, doi: item["DOI"]?.stringValue,
          url: item["URL"]?.stringValue))
    }
    return Bibliography(sources)
  }

  private static func text(_ json: JSON?) -> String? {
    json?.stringValue ?? json?.doubleValue.map { "\(Int(clamped: $0))" }
  }
}

extension Int {
  fileprivate init(clamped value: Double) { self = Int(exactly: value.rounded()) ?? 0 }
}
