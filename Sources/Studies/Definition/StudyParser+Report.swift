import Basics
import Reports
import Tables

/// What a study says of its report besides the prose.
extension StudyParser {
  func imprint(_ reader: MappingReader) -> ImprintDefinition {
    let keys = ["authors", "date", "version", "licence", "language", "theme", "cover"]
    let entries = reader.value.mapping?.filter { keys.contains($0.key) } ?? []
    return ImprintDefinition(
      authors: reader.names("authors")?.map(\.value) ?? [],
      date: reader.located("date").flatMap(line), version: reader.text("version"),
      licence: reader.text("licence"), language: language,
      cover: reader["cover"].flatMap(cover), theme: reader.located("theme"),
      written: Written(
        YAMLValue(content: .mapping(entries), position: reader.position), parameters: parameters))
  }

  private func cover(_ value: YAMLValue) -> Located<Image>? {
    guard let reader = MappingReader(value, "'cover'", known: ["image", "alt"], problems),
      let path = reader.requiredText("image"), let alt = reader.requiredText("alt")
    else { return nil }
    guard !alt.allSatisfy(\.isWhitespace) else {
      problems.error(at: value.position, "'alt' of the cover says what it shows")
      return nil
    }
    return Located(Image(path: path, alt: alt), value.position)
  }

  /// Words with tags; a day or a month alone is written out.
  func line(_ text: Located<String>) -> ProseLine? {
    var words = text.value
    if let day = CalendarDate(words) {
      words = language.date(day.long) ?? day.long
    } else if words.count == 7, let month = CalendarDate(words + "-01") {
      words = language.date(month.monthAndYear) ?? month.monthAndYear
    }
    return read(at: text.position) { origin throws(ProseError) in
      try ProseLine.parse(words, at: origin, language: language)
    }
  }

  func finding(_ entry: YAMLValue.Entry) -> FindingDefinition? {
    let what = "finding '\(entry.key)'"
    guard
      let reader = MappingReader(
        entry.value, what, known: ["say", "if", "rank", "see"], problems),
      reader.required("say") != nil, let say = reader.located("say")
    else { return nil }
    let (condition, rank, place) = (reader.text("if"), reader.text("rank"), reader.text("see"))
    return read(at: say.position) { origin throws(ProseError) in
      try Finding.parse(
        say: say.value, if: condition, rank: rank, see: place, at: origin,
        language: language)
    }.map {
      FindingDefinition(
        id: entry.key, position: entry.position, written: written(entry), finding: $0)
    }
  }

  private func read<Result>(
    at position: SourcePosition, _ parse: (ProseOrigin) throws(ProseError) -> Result
  ) -> Result? {
    do throws(ProseError) {
      return try parse(
        ProseOrigin(file: position.file, line: position.line, column: position.column))
    } catch {
      for problem in error.problems {
        problems.error(at: position, "\(problem.message): \(problem.text)")
      }
      return nil
    }
  }
}
