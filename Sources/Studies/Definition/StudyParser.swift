import Basics
import Carbon
import Charts
import Reports
import Tables

/// Turns the YAML of a study into definitions; what is wrong is noted, and reading goes on.
package struct StudyParser {
  let problems: ProblemCollector
  /// What `$name` stands for in expressions.
  var parameters: [String: Tables.Value] = [:]
  /// The language of the report.
  var language = ReportLanguage.english

  init(problems: ProblemCollector) {
    self.problems = problems
  }

  package static let topKeys = [
    "study", "title", "description", "authors", "date", "version", "licence", "language", "theme",
    "cover",
    "seed", "include",
    "bibliography", "roles", "parameters", "sources", "repairs", "tables", "analyses", "families",
    "values",
    "figures", "findings", "expected",
  ]
  /// The keys that an included file may hold.
  static let sectionKeys = [
    "parameters", "sources", "repairs", "tables", "analyses", "families", "values", "figures",
    "findings", "expected",
  ]

  /// Reads the main file and the files that it includes; parameters take their values from
  /// `settings`, else their defaults.
  func parse(
    _ root: YAMLValue, included: [YAMLValue], settings: [(name: String, value: String)]
  ) throws -> (study: StudyDefinition, parameters: ParameterValues)? {
    guard let main = MappingReader(root, "the study", known: Self.topKeys, problems) else {
      return nil
    }
    let parts =
      [main]
      + included.compactMap {
        MappingReader($0, "the included file", known: Self.sectionKeys, problems)
      }
    func section<Element>(
      _ key: String, _ read: (YAMLValue.Entry) -> Element?
    ) -> [Element] {
      var seen: Set<String> = []
      return parts.flatMap { $0.entries(key) }.compactMap { entry in
        guard seen.insert(entry.key).inserted else {
          problems.error(at: entry.position, "'\(entry.key)' is defined twice under '\(key)'")
          return nil
        }
        return read(entry)
      }
    }
    let id = main.requiredText("study")
    let title = main.requiredText("title")
    if let id, !Self.isIdentifier(id) {
      problems.error(at: main.position, "the study's id '\(id)' \(Self.identifierRule)")
    }
    let definitions = section("parameters", parameter)
    let repairIDs = parts.flatMap { $0.entries("repairs") }.map(\.key)
    let values = try ParameterValues(definitions, repairs: repairIDs, settings: settings)
    var inner = self
    inner.parameters = values.inExpressions
    inner.language =
      main.choice("language", of: ReportLanguage.allCases.map(\.rawValue))
      .flatMap(ReportLanguage.init) ?? .english
    let study = StudyDefinition(
      id: id ?? "", title: title ?? "", description: main.text("description"),
      seed: UInt64(clamping: main.integer("seed") ?? 1), bibliography: main.located("bibliography"),
      roles: main["roles"].flatMap { StudyRoles($0, problems) },
      imprint: inner.imprint(main), findings: section("findings", identified(inner.finding)),
      parameters: definitions,
      sources: section("sources", identified(inner.source)),
      repairs: section("repairs", identified(inner.repair)),
      tables: section("tables", identified(inner.table)),
      analyses: section("analyses", identified(inner.analysis)),
      families: section("families", identified(inner.family)),
      values: section("values", identified(inner.value)),
      figures: section("figures", identified(inner.figure)),
      expected: section("expected", inner.expected))
    return id == nil || title == nil ? nil : (study, values)
  }

  static let identifierRule =
    "must start with a lower-case letter and contain only lower-case letters, digits and hyphens, at most \(Limits.idCharacters)"

  static func isIdentifier(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first), text.utf8.count <= Limits.idCharacters
    else { return false }
    return text.utf8.allSatisfy {
      isLetter($0) || $0 == UInt8(ascii: "-")
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  /// Reads the entry after its id has been checked.
  private func identified<Element>(
    _ read: @escaping (YAMLValue.Entry) -> Element?
  ) -> (YAMLValue.Entry) -> Element? {
    { entry in
      if !Self.isIdentifier(entry.key) {
        problems.error(at: entry.position, "the id '\(entry.key)' \(Self.identifierRule)")
      }
      return read(entry)
    }
  }

  /// What an entry says, with the parameters that it names.
  func written(_ entry: YAMLValue.Entry) -> Written {
    Written(entry.value, parameters: parameters)
  }

  // MARK: Parameters

  /// The value with the study's parameters instead of each `$name`.
  func filled(_ value: YAMLValue) -> YAMLValue {
    let content: YAMLValue.Content
    switch value.content {
    case .scalar(let text, plain: true) where text.hasPrefix("$"):
      guard let parameter = parameters[String(text.dropFirst())] else {
        problems.unknownName(
          text, "parameter", at: value.position, known: parameters.keys.map { "$" + $0 }.sorted())
        return value
      }
      let isText = if case .text = parameter { true } else { false }
      content = .scalar(parameter.description, plain: !isText)
    case .sequence(let values): content = .sequence(values.map(filled))
    case .mapping(let entries):
      content = .mapping(
        entries.map { .init(key: $0.key, position: $0.position, value: filled($0.value)) })
    case .null, .scalar: return value
    }
    return YAMLValue(content: content, position: value.position)
  }

  /// A text that a method reads as an expression or a formula, with parameters as the literals they mean.
  private func filled(_ text: Located<String>) -> Located<String> {
    // What is in quotes is a text or a name.
    let filled = text.value.replacing(#/'[^']*'|"[^"]*"|`[^`]*`|\$([A-Za-z_]\w*)/#) { match in
      match.1.flatMap { parameters[String($0)]?.literal } ?? String(match.0)
    }
    return Located(filled, text.position)
  }

  // MARK: Expressions and metadata

  func expression(_ value: YAMLValue?) -> Located<Expression>? {
    guard let value else { return nil }
    guard let text = value.text else {
      problems.error(
        at: value.position,
        "an expression must be a text, not \(value.kind); quote it where it starts with [ or {")
      return nil
    }
    do {
      return Located(try Expression.parse(text, parameters: parameters), value.position)
    } catch {
      problems.error(at: value.position, "\(error)")
      return nil
    }
  }

  static let metadataKeys = ["unit", "label", "description", "provenance"]

  func metadata(_ reader: MappingReader) -> ColumnMetadata {
    let unit = reader.text("unit").map { Unit(symbol: $0) }
    let provenance = reader.choice("provenance", of: Provenance.allCases.map(\.rawValue))
    return ColumnMetadata(
      unit: unit, provenance: provenance.flatMap(Provenance.init) ?? .unknown,
      label: reader.text("label"), description: reader.text("description"))
  }

  /// `more` are the keys that these columns have besides their metadata.
  func columns(
    _ entries: [YAMLValue.Entry], of what: String, more: [String] = []
  ) -> [ColumnDefinition] {
    entries.compactMap { entry in
      let name = "column '\(entry.key)' of \(what)"
      guard
        let reader = MappingReader(entry.value, name, known: Self.metadataKeys + more, problems)
      else { return nil }
      return ColumnDefinition(
        name: entry.key, position: entry.position, metadata: metadata(reader),
        role: StudyRoles.kind(reader), isOptional: reader.bool("optional") ?? false)
    }
  }

  func columnType(_ value: YAMLValue) -> ColumnType? {
    let known = ColumnType.allCases.map(\.rawValue)
    if let type = value.text.flatMap(ColumnType.init) { return type }
    let given = value.text ?? value.kind
    let hint = given.nearest(in: known).map { "; did you mean '\($0)'?" } ?? ""
    problems.error(
      at: value.position,
      "a column type must be one of \(known.joined(separator: ", ")), not '\(given)'\(hint)")
    return nil
  }

  // MARK: Sections

  private func parameter(_ entry: YAMLValue.Entry) -> ParameterDefinition? {
    let known = ["type", "default", "description", "in"]
    guard
      let reader = MappingReader(entry.value, "parameter '\(entry.key)'", known: known, problems),
      let typeName = reader.required("type"), let type = columnType(typeName),
      let text = reader.requiredText("default")
    else { return nil }
    if ![.int, .double, .text, .bool, .date].contains(type) {
      problems.error(
        at: typeName.position, "a parameter must be an int, double, text, bool or date")
      return nil
    }
    return ParameterDefinition(
      name: entry.key, position: entry.position, type: type, defaultText: text,
      description: reader.text("description"),
      allowed: reader.names("in")?.map(\.value))
  }

  private func source(_ entry: YAMLValue.Entry) -> SourceDefinition? {
    let what = "source '\(entry.key)'"
    let known = [
      "dataset", "file", "path", "given", "engine", "table", "query", "missing", "types", "columns",
      "decimal", "thousands", "delimiter", "encoding", "dates",
    ]
    guard let reader = MappingReader(entry.value, what, known: known, problems) else { return nil }
    let location: SourceDefinition.Location
    if let dataset = reader.located("dataset") {
      guard reader.required("file") != nil, let file = reader.located("file") else { return nil }
      location = .dataset(name: dataset, file: file)
    } else if let path = reader.located("path") {
      location = .path(path)
    } else if let given = reader.text("given") {
      location = .given(given)
    } else if let engine = reader.located("engine") {
      guard (reader["table"] == nil) != (reader["query"] == nil) else {
        problems.error(
          at: entry.position, "\(what) is of an engine and needs either 'table' or 'query'")
        return nil
      }
      location = .engine(engine)
    } else {
      problems.error(
        at: entry.position, "\(what) needs 'dataset' and 'file', or 'path', 'engine' or 'given'")
      return nil
    }
    var unixTimes: [String: UnixTime] = [:]
    let types = reader.entries("types").compactMap { type in
      let name = Located(type.key, type.position)
      if let unit = UnixTime.allCases.first(where: { type.value.text == "unix \($0.rawValue)" }) {
        unixTimes[type.key] = unit
        return (name: name, type: ColumnType.timestamp)
      }
      return columnType(type.value).map { (name: name, type: $0) }
    }
    let columns = columns(reader.entries("columns"), of: what, more: ["optional", "role"])
    for column in columns
    where column.isOptional && !types.contains(where: { $0.name.value == column.name }) {
      problems.error(
        at: column.position,
        "column '\(column.name)' of \(what) is optional and needs its type under 'types', for files without it"
      )
    }
    return SourceDefinition(
      id: entry.key, position: entry.position, written: written(entry), location: location,
      table: reader.text("table"), query: reader.text("query"), missing: missingWords(reader),
      dialect: dialect(reader, unixTimes),
      types: types,
      columns: columns)
  }

  /// How a text file is written.
  private func dialect(_ reader: MappingReader, _ unixTimes: [String: UnixTime]) -> Dialect {
    var dialect = Dialect()
    dialect.unixTimes = unixTimes
    dialect.decimal = reader.choice("decimal", of: DecimalSign.allCases.map(\.rawValue))
      .flatMap(DecimalSign.init)
    dialect.thousands = reader.choice("thousands", of: [".", ",", "'", "’", " "])
    if let sign = dialect.decimal, sign.rawValue == dialect.thousands,
      let value = reader["thousands"]
    {
      problems.error(
        at: value.position,
        "'decimal' and 'thousands' of one source cannot both be '\(sign.rawValue)'")
    }
    if let text = reader.text("delimiter") {
      let sign = text == "tab" || text == "\\t" ? "\t" : text
      if sign.unicodeScalars.count == 1, let scalar = sign.unicodeScalars.first, scalar.isASCII {
        dialect.delimiter = scalar
      } else if let value = reader["delimiter"] {
        problems.error(at: value.position, "a delimiter is one ASCII character, or 'tab'")
      }
    }
    dialect.encoding = reader.text("encoding")
    dialect.dates = reader.choice("dates", of: DayOrder.allCases.map(\.rawValue)).flatMap(
      DayOrder.init)
    return dialect
  }

  /// The words for a missing value, for all columns or by column; the empty text is one that a list may name.
  private func missingWords(_ reader: MappingReader) -> [String]? {
    guard let value = reader["missing"] else { return nil }
    func words(_ value: YAMLValue) -> [String] {
      value.sequence?.map { $0.text ?? "" } ?? value.text.map { [$0] } ?? []
    }
    guard let columns = value.mapping else { return words(value) }
    return columns.flatMap { column in words(column.value).map { "\(column.key)=\($0)" } }
  }

  private func repair(_ entry: YAMLValue.Entry) -> RepairDefinition? {
    let what = "repair '\(entry.key)'"
    let known = ["description", "basis", "update", "remove", "enabled", "fitted-to"]
    guard let reader = MappingReader(entry.value, what, known: known, problems),
      let description = reader.requiredText("description")
    else { return nil }
    let change: RepairDefinition.Change
    if let update = reader["update"] {
      let updates = (update.sequence ?? [update]).compactMap { self.update($0, of: what) }
      change = .update(updates)
    } else if let remove = reader["remove"] {
      guard let condition = expression(remove) else { return nil }
      change = .remove(condition)
    } else {
      problems.error(at: entry.position, "\(what) needs 'update' or 'remove'")
      return nil
    }
    let bases = [Basis.computed, .restored, .fitted].map(\.rawValue)
    return RepairDefinition(
      id: entry.key, position: entry.position, written: written(entry), description: description,
      basis: reader.choice("basis", of: bases).flatMap(Basis.init) ?? .computed, change: change,
      enabled: reader.bool("enabled") ?? true, fittedTo: reader.names("fitted-to") ?? [])
  }

  private func update(_ value: YAMLValue, of what: String) -> RepairDefinition.Update? {
    guard
      let reader = MappingReader(value, "an update of \(what)", known: ["where", "set"], problems)
    else { return nil }
    let assignments = reader.entries("set").compactMap { assignment in
      expression(assignment.value).map {
        (column: Located(assignment.key, assignment.position), value: $0)
      }
    }
    if assignments.isEmpty { _ = reader.required("set") }
    return RepairDefinition.Update(
      condition: expression(reader["where"]), assignments: assignments)
  }

  package static let analysisRoles = [
    "x", "y", "z", "group", "block", "formula", "weights", "successes", "trials", "cluster", "time",
  ]

  /// The options that are written as keys of the analysis itself.
  static let directOptions = ["alternative", "level"]

  private func analysis(_ entry: YAMLValue.Entry) -> AnalysisDefinition? {
    let what = "analysis '\(entry.key)'"
    let known =
      ["title", "method", "table", "where", "levels", "leave-out", "family", "options"]
      + Self.directOptions + Self.analysisRoles
    guard let reader = MappingReader(entry.value, what, known: known, problems),
      let methodValue = reader.required("method"), let tableValue = reader.required("table"),
      let method = methodValue.text, let table = tableValue.text
    else { return nil }
    let roles = Self.analysisRoles.compactMap { role in
      reader.names(role).map { (role: role, texts: $0.map(filled)) }
    }
    let options =
      Self.directOptions.compactMap { key in reader[key].map { (name: key, value: filled($0).json) }
      }
      + reader.entries("options").map { (name: $0.key, value: filled($0.value).json) }
    let levels = reader["levels"].flatMap { reader.names(filled($0), "levels") }
    let membership = reader["family"].flatMap { value in
      value.mapping == nil
        ? nil : MappingReader(value, "'family' of \(what)", known: ["name", "term"], problems)
    }
    if let membership { _ = membership.required("name") }
    return AnalysisDefinition(
      id: entry.key, position: entry.position, written: written(entry), title: reader.text("title"),
      method: Located(method, methodValue.position), table: Located(table, tableValue.position),
      condition: expression(reader["where"]), roles: roles,
      levels: levels?.map(\.value), options: options,
      leaveOut: reader.located("leave-out"),
      family: membership == nil ? reader.located("family") : membership?.located("name"),
      familyTerm: membership?.located("term"))
  }

  private func family(_ entry: YAMLValue.Entry) -> FamilyDefinition? {
    let what = "family '\(entry.key)'"
    guard
      let reader = MappingReader(entry.value, what, known: ["correction", "members"], problems),
      reader.required("correction") != nil, let correction = reader.located("correction")
    else { return nil }
    let members = reader["members"].map { _ in
      reader.entries("members").compactMap { member in
        member.value.text.map { (name: member.key, address: Located($0, member.value.position)) }
      }
    }
    return FamilyDefinition(
      id: entry.key, position: entry.position, written: written(entry), correction: correction,
      members: members)
  }

  private func value(_ entry: YAMLValue.Entry) -> ValueDefinition? {
    let what = "value '\(entry.key)'"
    let known = ["title", "table", "where", "value", "rows", "keys", "unit"]
    guard let reader = MappingReader(entry.value, what, known: known, problems) else { return nil }
    let content: ValueDefinition.Content
    if let table = reader.located("table") {
      let condition = expression(reader["where"])
      if let rows = reader["rows"] {
        let columns: [(name: String?, value: Located<Expression>)] =
          if let entries = rows.mapping {
            entries.compactMap { column in
              expression(column.value).map { (name: column.key, value: $0) }
            }
          } else {
            expression(rows).map { [(name: nil, value: $0)] } ?? []
          }
        content = .rows(
          table: table, condition: condition, keys: expression(reader["keys"]), columns)
      } else if let value = reader.required("value"), let aggregate = expression(value) {
        content = .aggregate(table: table, condition: condition, aggregate)
      } else {
        return nil
      }
    } else if let value = reader.required("value"), let formula = expression(value) {
      content = .formula(formula)
    } else {
      return nil
    }
    return ValueDefinition(
      id: entry.key, position: entry.position, written: written(entry), title: reader.text("title"),
      content: content,
      unit: metadata(reader).unit)
  }

  private func figure(_ entry: YAMLValue.Entry) -> FigureDefinition? {
    var yaml = entry.value
    // What the report says of the figure is no part of the chart.
    let says = entry.value["says"].flatMap { value in value.text.map { Located($0, value.position) }
    }
    if let entries = yaml.mapping {
      yaml = YAMLValue(
        content: .mapping(entries.filter { $0.key != "says" }), position: yaml.position)
    }
    do throws(YAMLError) {
      return FigureDefinition(
        id: entry.key, position: entry.position, written: written(entry), yaml: yaml,
        chart: try Chart(yaml, pictures: CarbonPictures.all), heading: says.flatMap(line))
    } catch {
      problems.error(at: error.position, "figure '\(entry.key)': \(error.message)")
      return nil
    }
  }

  private func expected(_ entry: YAMLValue.Entry) -> ExpectedDefinition? {
    let known = [
      "title", "value", "published", "tolerance", "basis", "source", "note", "explained",
      "not-computable",
    ]
    guard
      let reader = MappingReader(
        entry.value, "expected value '\(entry.key)'", known: known, problems)
    else { return nil }
    let published = reader["published"]
    let basis = reader.choice("basis", of: Basis.allCases.map(\.rawValue)).flatMap(Basis.init)
    if reader["value"] == nil, reader["not-computable"] == nil {
      problems.error(
        at: entry.position,
        "expected value '\(entry.key)' needs 'value', an address, or 'not-computable', a reason")
    }
    return ExpectedDefinition(
      id: entry.key, position: entry.position, written: written(entry),
      title: reader.text("title"), recomputed: reader["value"].flatMap(recomputed),
      published: published, tolerance: reader.number("tolerance") ?? 0, basis: basis ?? .computed,
      source: reader.text("source"), note: reader.text("note"),
      explained: reader.text("explained"), notComputable: reader.text("not-computable"))
  }

  private func recomputed(_ value: YAMLValue) -> ExpectedDefinition.Recomputed? {
    switch value.content {
    case .scalar(let text, _): return .address(Located(text, value.position))
    case .sequence(let elements): return .list(elements.compactMap(recomputed))
    case .mapping(let entries):
      return .mapping(
        entries.compactMap { entry in recomputed(entry.value).map { (key: entry.key, value: $0) } })
    case .null:
      problems.error(at: value.position, "an address is missing here")
      return nil
    }
  }
}

extension Tables.Value {
  /// The value as an expression writes it.
  var literal: String {
    switch self {
    case .text(let text): "'" + text.replacing("'", with: "''") + "'"
    case .date: "date '\(self)'"
    default: description
    }
  }
}
