import Tables

extension StudyParser {
  package static let stepKeys = [
    "where", "derive", "group", "summarise", "select", "drop", "rename", "columns", "sort",
    "distinct", "limit", "join", "union", "calendar", "pivot", "unpivot", "explode",
    "sample", "split", "repair", "predict", "carbon",
  ]

  func table(_ entry: YAMLValue.Entry) -> TableDefinition? {
    let what = "table '\(entry.key)'"
    let known = ["from", "results", "steps", "display"] + Self.stepKeys
    guard let reader = MappingReader(entry.value, what, known: known, problems) else { return nil }
    let start: TableDefinition.Start
    var stepEntries = (entry.value.mapping ?? []).filter {
      !["from", "results", "display"].contains($0.key)
    }
    if let from = reader.located("from") {
      start = .from(from)
    } else if let results = reader.names("results") {
      start = .results(results)
    } else if let first = stepEntries.first, first.key == "union",
      let tables = reader.names("union")
    {
      start = .union(tables)
      stepEntries.removeFirst()
    } else {
      problems.error(at: entry.position, "\(what) must start with 'from', 'union' or 'results'")
      return nil
    }
    return TableDefinition(
      id: entry.key, position: entry.position, start: start,
      steps: steps(stepEntries, of: what),
      display: reader["display"].flatMap { display($0, of: what) })
  }

  /// The steps that take plain values, which may be parameters; expressions read theirs themselves.
  private static let settings: Set = ["limit", "sample", "split", "carbon"]

  /// The steps in the order written; `group` belongs to the `summarise` that follows it.
  private func steps(_ entries: [YAMLValue.Entry], of what: String) -> [TableStep] {
    var result: [TableStep] = []
    var group: (keys: [Located<String>], position: SourcePosition)?
    for written in entries where !written.value.isNull {
      let entry =
        Self.settings.contains(written.key)
        ? YAMLValue.Entry(
          key: written.key, position: written.position, value: filled(written.value))
        : written
      let reader = single(entry, of: what)
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
      if entry.key == "group" {
        group = (reader.names("group") ?? [], entry.position)
        continue
      }
      if entry.key == "summarise" {
        result.append(
          TableStep(
            position: entry.position,
            operation: .summarise(
              keys: group?.keys ?? [],
              summaries: derivations(reader.entries("summarise"), of: what))))
        group = nil
        continue
      }
      if let operation = operation(entry, reader, of: what) {
        result.append(TableStep(position: entry.position, operation: operation))
      }
    }
    if let group {
      problems.error(at: group.position, "'group' of \(what) needs a 'summarise' after it")
    }
    return result
  }

  /// The entry as a mapping of its own, to read it with the common getters.
  private func single(_ entry: YAMLValue.Entry, of what: String) -> MappingReader {
    MappingReader(
      single: YAMLValue(content: .mapping([entry]), position: entry.position), what, problems)
  }

  private func operation(
    _ entry: YAMLValue.Entry, _ reader: MappingReader, of what: String
  ) -> TableStep.Operation? {
    let inner = "'\(entry.key)' of \(what)"
    func nested(_ known: [String]?) -> MappingReader? {
      MappingReader(entry.value, inner, known: known, problems)
    }
    switch entry.key {
    case "where": return expression(entry.value).map { TableStep.Operation.filter($0) }
    case "derive": return .derive(derivations(reader.entries("derive"), of: what))
    case "select": return reader.names("select").map { .select($0) }
    case "drop": return reader.names("drop").map { .drop($0) }
    case "rename":
      return .rename(
        reader.entries("rename").compactMap { rename in
          rename.value.text.map { (new: rename.key, old: Located($0, rename.value.position)) }
        })
    case "columns": return .describe(columns(reader.entries("columns"), of: what))
    case "sort": return reader.names("sort").map { .sort(order($0)) }
    case "distinct": return reader.names("distinct").map { .distinct($0) }
    case "limit": return reader.integer("limit").map { .limit($0) }
    case "join": return nested(["with", "on", "kind", "expect"]).flatMap(join)
    case "union": return reader.names("union").map { .union($0) }
    case "calendar": return nested(["column", "every", "fill"]).flatMap(calendar)
    case "pivot":
      guard let pivot = nested(["names", "values"]), pivot.required("names") != nil,
        pivot.required("values") != nil, let names = pivot.located("names"),
        let values = pivot.located("values")
      else { return nil }
      return .pivot(names: names, values: values)
    case "unpivot":
      guard let unpivot = nested(["columns", "names", "values"]),
        unpivot.required("columns") != nil, let columns = unpivot.names("columns"),
        let names = unpivot.requiredText("names"), let values = unpivot.requiredText("values")
      else { return nil }
      return .unpivot(columns: columns, names: names, values: values)
    case "explode": return reader.located("explode").map { .explode($0) }
    case "sample": return nested(["rows", "share", "by", "allocation", "seed"]).flatMap(sample)
    case "split": return nested(["generator", "seed", "test", "keep"]).flatMap(split)
    case "repair": return reader.names("repair").map { .repair($0) }
    case "predict":
      guard let predict = nested(["analysis", "as"]), predict.required("analysis") != nil,
        let analysis = predict.located("analysis"), let column = predict.requiredText("as")
      else { return nil }
      return .predict(analysis: analysis, column: column)
    case "carbon":
      guard let carbon = nested(nil), carbon.required("step") != nil,
        let name = carbon.located("step")
      else { return nil }
      return .carbon(name: name, parameters: entry.value)
    default: return nil
    }
  }

  private func order(
    _ names: [Located<String>]
  ) -> [(name: Located<String>, descending: Bool)] {
    names.map { name in
      name.value.hasPrefix("-")
        ? (name: Located(String(name.value.dropFirst()), name.position), descending: true)
        : (name: name, descending: false)
    }
  }

  private func derivations(
    _ entries: [YAMLValue.Entry], of what: String
  ) -> [TableStep.Derivation] {
    entries.compactMap { entry in
      guard entry.value.mapping != nil else {
        return expression(entry.value).map {
          TableStep.Derivation(
            name: entry.key, position: entry.position, value: $0, metadata: ColumnMetadata())
        }
      }
      let known = ["value"] + Self.metadataKeys
      guard
        let reader = MappingReader(
          entry.value, "column '\(entry.key)' of \(what)", known: known, problems),
        let value = expression(reader.required("value"))
      else { return nil }
      return TableStep.Derivation(
        name: entry.key, position: entry.position, value: value, metadata: metadata(reader))
    }
  }

  private func join(_ reader: MappingReader) -> TableStep.Operation? {
    guard reader.required("with") != nil, let table = reader.located("with"),
      let on = reader.required("on")
    else { return nil }
    let keys: [(left: Located<String>, right: String)] =
      if let entries = on.mapping {
        entries.compactMap { entry in
          entry.value.text.map { (left: Located(entry.key, entry.position), right: $0) }
        }
      } else {
        (reader.names("on") ?? []).map { (left: $0, right: $0.value) }
      }
    return .join(
      TableStep.Join(
        table: table, keys: keys,
        kind: reader.choice("kind", of: JoinKind.allCases.map(\.rawValue)).flatMap(JoinKind.init)
          ?? .left,
        expectation: reader.choice("expect", of: ["one-to-one", "many-to-one", "many-to-many"])))
  }

  private func calendar(_ reader: MappingReader) -> TableStep.Operation? {
    guard reader.required("column") != nil, let column = reader.located("column") else {
      return nil
    }
    return .calendar(
      TableStep.Calendar(
        column: column,
        period: reader.choice("every", of: ["day", "week", "month", "quarter", "year"]) ?? "month",
        fill: reader.entries("fill").map {
          (column: Located($0.key, $0.position), value: $0.value.json)
        }))
  }

  private func sample(_ reader: MappingReader) -> TableStep.Operation? {
    let rows = reader.integer("rows")
    let share = reader.number("share")
    if let share, !(0...1).contains(share) {
      problems.error(at: reader.position, "'share' of \(reader.what) must lie between 0 and 1")
      return nil
    }
    guard (rows == nil) != (share == nil) else {
      problems.error(at: reader.position, "\(reader.what) needs 'rows' or 'share', one of them")
      return nil
    }
    return .sample(
      TableStep.Sample(
        rows: rows, share: share, strata: reader.names("by") ?? [],
        allocation: reader.choice("allocation", of: ["proportional", "equal"]) ?? "proportional",
        seed: reader.integer("seed").map { UInt64(clamping: $0) }))
  }

  private func split(_ reader: MappingReader) -> TableStep.Operation? {
    guard let share = reader.number("test"), share > 0, share < 1 else {
      problems.error(
        at: reader.position, "'test' of \(reader.what) must be a share between 0 and 1")
      return nil
    }
    return .split(
      TableStep.Split(
        generator: reader.choice("generator", of: ["numpy-legacy"]) ?? "numpy-legacy",
        seed: UInt64(clamping: reader.integer("seed") ?? 0), testShare: share,
        keepsTest: reader.choice("keep", of: ["train", "test"]) == "test"))
  }

  private func display(_ value: YAMLValue, of what: String) -> DisplayDefinition? {
    let known = ["caption", "columns", "limit", "notes"]
    guard let reader = MappingReader(value, "'display' of \(what)", known: known, problems) else {
      return nil
    }
    let columns = reader["columns"].map { _ in
      reader.entries("columns").compactMap { columnDisplay($0, of: what) }
    }
    return DisplayDefinition(
      position: value.position, caption: reader.text("caption"), columns: columns,
      limit: reader.integer("limit"), notes: (reader.names("notes") ?? []).map(\.value))
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
    let known = ["title", "format", "digits", "decimals", "unit", "align", "group"]
    guard
      let reader = MappingReader(
        entry.value, "display of column '\(entry.key)' of \(what)", known: known, problems)
    else { return nil }
    return .init(
      name: name, title: reader.text("title"), format: reader.text("format"),
      digits: reader.integer("digits"), decimals: reader.integer("decimals"),
      unit: reader.text("unit"),
      align: reader.choice("align", of: ["left", "right", "center"]), group: reader.text("group"))
  }
}
