import Tables

extension StudyParser {
  package static let stepKeys = TableSteps.keys

  func table(_ entry: YAMLValue.Entry) -> TableDefinition? {
    let what = "table '\(entry.key)'"
    let known = ["from", "results", "parts", "steps", "display"] + Self.stepKeys
    guard let reader = MappingReader(entry.value, what, known: known, problems) else { return nil }
    let start: TableDefinition.Start
    var stepEntries = (entry.value.mapping ?? []).filter {
      !["from", "results", "parts", "display"].contains($0.key)
    }
    if let from = reader.located("from") {
      // Ids hold no points.
      let parts = from.value.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      start =
        parts.count == 2
        ? .output(of: Located(String(parts[0]), from.position), name: String(parts[1]))
        : .from(from)
    } else if let results = reader.names("results") {
      start = .results(results)
    } else if let parts = reader.located("parts") {
      let words = parts.value.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      start = .parts(
        of: Located(String(words[0]), parts.position),
        name: words.dropFirst().first.map(String.init))
    } else if let first = stepEntries.first, first.key == "union",
      let tables = reader.names("union")
    {
      start = .union(tables)
      stepEntries.removeFirst()
    } else {
      problems.error(
        at: entry.position, "\(what) must start with 'from', 'union', 'results' or 'parts'")
      return nil
    }
    return TableDefinition(
      id: entry.key, position: entry.position, written: written(entry), start: start,
      steps: steps(stepEntries, of: what),
      display: reader["display"].flatMap { display($0, of: what) })
  }

  /// The steps in the order written; a part that comes before its step belongs to the next one.
  private func steps(_ entries: [YAMLValue.Entry], of what: String) -> [Located<any TableStep>] {
    var result: [Located<any TableStep>] = []
    var preceding: YAMLValue.Entry?
    func expectNone() {
      guard let part = preceding, let type = TableSteps.type(of: part.key) else { return }
      problems.error(
        at: part.position, "'\(part.key)' of \(what) needs a '\(type.key)' after it")
      preceding = nil
    }
    for entry in entries where !entry.value.isNull {
      if entry.key == "steps" {
        for element in entry.value.sequence ?? [] {
          guard MappingReader(element, "a step of \(what)", known: Self.stepKeys, problems) != nil
          else { continue }
          result += steps(element.mapping ?? [], of: what)
        }
        if entry.value.sequence == nil {
          problems.error(at: entry.value.position, "'steps' of \(what) must be a list")
        }
        continue
      }
      guard let type = TableSteps.type(of: entry.key) else { continue }
      if entry.key == type.precedingKey {
        expectNone()
        preceding = entry
        continue
      }
      let belongs = preceding?.key == type.precedingKey
      let written = WrittenStep(
        entry: type.takesParameters
          ? YAMLValue.Entry(key: entry.key, position: entry.position, value: filled(entry.value))
          : entry,
        preceding: belongs ? preceding : nil, parser: self, table: what)
      if belongs { preceding = nil }
      if let step = type.init(written) { result.append(Located(step, entry.position)) }
    }
    expectNone()
    return result
  }

  private func display(_ value: YAMLValue, of what: String) -> DisplayDefinition? {
    let known = ["caption", "columns", "limit", "notes", "total"]
    guard let reader = MappingReader(value, "'display' of \(what)", known: known, problems) else {
      return nil
    }
    let columns = reader["columns"].map { _ in
      reader.entries("columns").compactMap { columnDisplay($0, of: what) }
    }
    return DisplayDefinition(
      position: value.position, caption: reader.text("caption"), columns: columns,
      limit: reader.integer("limit"), notes: (reader.names("notes") ?? []).map(\.value),
      totals: reader.names("total") ?? [])
  }

  private func columnDisplay(
    _ entry: YAMLValue.Entry, of what: String
  ) -> DisplayDefinition.ColumnDisplay? {
    let name = Located(entry.key, entry.position)
    if let title = entry.value.text {
      return .init(
        name: name, title: title, format: nil, digits: nil, decimals: nil, unit: nil, align: nil,
        group: nil)
    }
    let known = [
      "title", "format", "digits", "decimals", "unit", "align", "group", "shade", "secondary",
    ]
    guard
      let reader = MappingReader(
        entry.value, "display of column '\(entry.key)' of \(what)", known: known, problems)
    else { return nil }
    var display = DisplayDefinition.ColumnDisplay(
      name: name, title: reader.text("title"), format: reader.text("format"),
      digits: reader.integer("digits"), decimals: reader.integer("decimals"),
      unit: reader.text("unit"),
      align: reader.choice("align", of: ["left", "right", "center"]), group: reader.text("group"))
    display.isShaded = reader.bool("shade") ?? false
    display.isSecondary = reader.bool("secondary") ?? false
    return display
  }
}
