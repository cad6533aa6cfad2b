import Basics
import Foundation
import Mathematics
import Reports
import Statistics
import Tables

/// Puts a study's results into its prose.
struct ReportAssembly {
  let run: StudyRun

  /// The document of the study.
  func document() throws -> Document {
    guard let prose = run.graph.report.prose else { throw StudyFolder.withoutProse }
    let resolved: Prose
    do {
      resolved = try prose.resolved(by: resolver)
    } catch {
      throw StudyProblems(diagnostics: error.problems.map(Diagnostic.init))
    }
    var document = Document(
      title: resolved.title ?? [.text(run.study.title)],
      kicker: [.text(kicker)]
        + (resolved.date.isEmpty
          ? [] : [.text(" · \(run.study.imprint.language.dataOf)")] + resolved.date),
      summary: run.study.description, language: run.study.imprint.language, blocks: resolved.blocks,
      footnotes: resolved.footnotes,
      provenance: try run.graph.report.sourced.map {
        ProvenanceEntry(address: $0, facts: try run.answer(.provenance($0)))
      },
      bibliography: run.graph.report.bibliography, imprint: try imprint(resolved.date),
      colophon: [.text(try colophon)])
    document.logo = run.graph.report.house.logo
    document.cover = resolved.cover
    return document
  }

  /// What the tags of the prose stand for.
  private var resolver: Resolver {
    Resolver(
      content: { tag in
        guard case .content(let content) = try run.answer(.part(tag)) else { return .inlines([]) }
        return content
      },
      condition: { tag in
        if case .condition(let holds) = try run.answer(.part(tag)) { holds } else { false }
      },
      rank: { tag in
        if case .rank(let rank) = try run.answer(.part(tag)) { rank } else { nil }
      }, rows: { try rows($0, self.resolver) }, language: run.study.imprint.language)
  }

  private func imprint(_ data: [Inline]) throws -> Imprint {
    let definition = run.study.imprint
    let tables = try run.study.tables.filter {
      try run.table(Located($0.id, $0.position)).rowCount <= StudyBuilder.exportedRows
    }
    return Imprint(
      authors: definition.authors, data: data, day: run.graph.report.day?.long,
      version: definition.version, licence: definition.licence,
      study: run.study.id, program: "almanac \(almanacVersion)",
      files: ["results.json"] + tables.map { "tables/\($0.id).csv" })
  }

  private var kicker: String {
    let settings = zip(run.parameters.values, run.study.parameters).filter {
      $0.value != ParameterValues.read($1.defaultText, as: $1.type)
    }
    let changed = settings.map {
      "\($0.0.name.replacing("_", with: " ")): \($0.0.value.stringValue ?? $0.0.value.text())"
    }
    return ([run.study.imprint.language.study(run.study.id)] + changed).joined(separator: " · ")
  }

  private var colophon: String {
    get throws {
      let files = try run.sources.map {
        "\($0.source.name) (SHA-256 \($0.source.sha256.prefix(12)))"
      }
      return English.madeBy("almanac \(almanacVersion)", from: files)
    }
  }

  /// Steps of row flows in readers' words.
  private var words: StepWords {
    get throws { try run.answer(.labels) }
  }

  // MARK: Tags

  /// What a tag stands for.
  func content(_ tag: Tag) throws -> TagContent {
    let first = tag.arguments.first ?? ""
    switch tag.name {
    case "text": return .inlines([.text(try value(first).principal.plainText)])
    case "interval": return .inlines([.value(try interval(first, tag))])
    case "trend":
      let words = try words(for: first)
      return .inlines([
        .text(
          try words.trendWords(
            term: tag[option: "term"], in: run.study.imprint.language))
      ])
    case "sentence":
      return .inlines(try words(for: first).sentence)
    case "figure":
      return .blocks([.figure(try run.answer(.figure(first)).figure)])
    case "table": return .blocks([.table(try table(first, tag))])
    case "test": return .blocks([.test(try testBlock(first))])
    case "facts": return .blocks([.facts(try tag.arguments.map { try fact($0, tag) })])
    case "ledger": return .blocks([.ledger(try ledger(tag))])
    case "row-flow": return .blocks(try rowFlow(tag))
    case "methods": return .blocks(try methods.blocks)
    case "repairs": return .blocks([.table(try repairsTable())])
    case "sources": return .blocks([.table(try sourcesTable)])
    case "families": return .blocks(try run.study.families.map { .table(try familyTable($0)) })
    case "data-quality":
      guard let source = try run.source(first) else {
        throw StudyError(at: nil, "no source is called '\(first)'")
      }
      return .blocks(
        DataQualitySection(
          id: first, profile: try run.answer(.profile(first)), source: source.name,
          roles: run.study.rolesOfColumns(in: first)
        ).blocks)
    default:
      return .inlines(try formatted(first, NumberFormat.parse(tag.name, options: tag.options)))
    }
  }

  /// Whether the condition of a section holds; an address without a value counts as missing.
  func condition(_ tag: Tag) throws -> Bool {
    try result(of: tag) == .bool(true)
  }

  /// What a finding is ranked by; `nil` where it is missing.
  func rank(_ tag: Tag) throws -> Double? {
    switch try result(of: tag) {
    case .double(let rank): rank
    case .int(let rank): Double(rank)
    default: nil
    }
  }

  private func result(of tag: Tag) throws -> Tables.Value? {
    let expression = try Expression.parse(
      tag.body, parameters: run.parameters.inExpressions)
    let row = try run.row(of: expression.columns, at: nil)
    return try expression.evaluate(on: row).value(at: 0)
  }

  /// The value at an address; an error where its path leads nowhere.
  private func value(_ text: String) throws -> Node {
    guard let value = try run.lookup(Located(text, nowhere)) else {
      throw try run.slip(text, at: nowhere)
        ?? StudyError(
          at: nil, "'\(text)' has no value; 'almanac explain' lists what there is")
    }
    return value
  }

  private var nowhere: SourcePosition {
    SourcePosition(file: StudyFolder.proseFile, line: 1, column: 1)
  }

  /// One number with its unit and its address, a p-value with its relation; an analysis without a result
  /// prints as missing.
  private func formatted(_ text: String, _ format: NumberFormat) throws -> [Inline] {
    let found = try run.lookup(Located(text, nowhere))
    if found == nil, let slip = try run.slip(text, at: nowhere) { throw slip }
    guard format.style == .p else {
      return [.value(try formatted(found, format, address: text))]
    }
    if let p = found?.part(AnalysisResult.Key.pValue), let address = Address(text) {
      let place = address.field(AnalysisResult.Key.pValue)
      return .p(p.doubleValue, address: place.description)
    }
    guard try isPValue(found, at: text) else {
      throw StudyError(
        at: nil,
        "'\(text)' is not a p-value: {{p(...)}} takes a test, its p_value or p_adjusted, or a value from 0 to 1"
      )
    }
    return .p(found?.principal.doubleValue, address: text)
  }

  /// Whether the value at an address may be printed as a p-value: within an analysis or a family by
  /// the name that the result gives it, elsewhere by its number.
  private func isPValue(_ found: Node?, at text: String) throws -> Bool {
    guard let found, !found.isEmpty else { return true }
    if let address = Address(text),
      run.study.analyses.contains(where: { $0.id == address.id })
        || run.study.families.contains(where: { $0.id == address.id })
    {
      guard case .field(let name)? = address.path.last else { return false }
      return AnalysisResult.isPValue(name)
    }
    guard case .number(let number?) = found.principal, found.unit == nil, found.kind != .year else {
      return found.principal.isEmpty
    }
    return (0...1).contains(number)
  }

  private func formatted(
    _ found: Node?, _ format: NumberFormat, address: String
  ) throws -> Reports.Value {
    guard let found else { return format.value(nil as Double?, address: address) }
    var format = format
    if format.style == .percent {
      let isPercent = try format.unit == "%" || unit(of: found, at: address) == "%"
      format = format.forValues(in: isPercent ? "%" : nil)
      format.unit = isPercent ? "%" : nil
    } else if format == .number, found.kind == .year {
      format = Self.year(found)
    } else if format.unit == nil {
      format.unit = found.unit
    }
    switch found.principal {
    case .text(let text?):
      if format.style == .date || format.style == .month, let days = CalendarDate(text) {
        return Reports.Value(format.text(Double(days.daysSinceEpoch)), address: address)
      }
      return Reports.Value(text, address: address)
    case let number: return format.value(number.json, address: address)
    }
  }

  private static func year(_ found: Node) -> NumberFormat {
    let number = found.principal.doubleValue ?? 0
    return .year(isWhole: number.rounded() == number)
  }

  /// The format of a number whose kind is known: of a value that holds a year or a p-value, or of a
  /// p-value of an analysis.
  private func kindFormat(of found: Node, at text: String) -> NumberFormat? {
    switch found.kind {
    case .year: return Self.year(found)
    case .pValue: return .p
    case nil: break
    }
    guard let address = Address(text), case .field(let name)? = address.path.last,
      run.study.analyses.contains(where: { $0.id == address.id })
        || run.study.families.contains(where: { $0.id == address.id })
    else { return nil }
    return AnalysisResult.isPValue(name) ? .p : nil
  }

  /// The unit of the value at an address: its own, or of an estimate or a description that of the data.
  private func unit(of found: Node, at text: String) throws -> String? {
    if let unit = found.unit { return unit }
    guard let address = Address(text),
      let analysis = run.study.analyses.first(where: { $0.id == address.id }),
      case .field(let field)? = address.path.first,
      !AnalysisResult.isPValue(field), AnalysisResult.Key(rawValue: field)?.mayHaveUnit ?? true
    else { return nil }
    return try dataUnit(analysis)
  }

  private func interval(_ text: String, _ tag: Tag) throws -> Reports.Value {
    let found = try value(text)
    var (place, interval) = (Address(text), found)
    if let own = found.part(Estimate.Key.ci) {
      (place, interval) = (place?.field(Estimate.Key.ci), own)
    } else if let own = found.part(AnalysisResult.Key.estimate)?.part(Estimate.Key.ci) {
      place = place?.field(AnalysisResult.Key.estimate).field(Estimate.Key.ci)
      interval = own
    }
    let ends = interval.elements ?? []
    guard ends.count == 2 else {
      return Reports.Value(NumberFormat.missing, address: text)
    }
    let (low, high) = (ends[0].doubleValue, ends[1].doubleValue)
    var format = try NumberFormat.parse("number", options: tag.options)
    if let low, let high { format = format.matching(uncertainty: (high - low) / 2) }
    let shown = "\(format.text(low ?? -.infinity)) to \(format.text(high ?? .infinity))"
    return Reports.Value(
      shown, unit: format.unit, address: place?.description ?? text,
      numbers: [low, high])
  }

  private func fact(_ text: String, _ tag: Tag) throws -> Fact {
    let found = try value(text)
    let unit = found.unit
    var format =
      unit.map { NumberFormat.quantity($0, scaled: true) } ?? kindFormat(of: found, at: text)
      ?? .number
    // Rounded as the text rounds it.
    if format.style != .p, found.kind != .year {
      let asked = try NumberFormat.parse("number", options: tag.options)
      if tag[option: "digits"] != nil, !isWhole(found) { format.digits = asked.digits }
      if tag[option: "scale"] != nil { format.isScaled = asked.isScaled }
    }
    let id = Address(text)?.id ?? text
    let title =
      run.study.values.first { $0.id == id }?.title
      ?? run.study.analyses.first { $0.id == id }?.title ?? text
    return Fact(format.value(found.principal.json, address: text), label: [.text(title)])
  }

  /// Whether it counts something, of which no digit is left out.
  private func isWhole(_ found: Node) -> Bool {
    if case .whole = found.principal { return true }
    return found.unit == nil && found.principal.doubleValue.map { $0.rounded() == $0 } == true
  }

  // MARK: Blocks

  private func testBlock(_ id: String) throws -> TestBlock {
    TestBlock(try words(for: id))
  }

  /// The words for an analysis.
  private func words(for id: String) throws -> ResultText {
    let outcome = try run.analysis(id)
    return outcome.text(try context(id, outcome))
  }

  /// The unit of the data where the estimate of an analysis is in it.
  private func dataUnit(_ definition: AnalysisDefinition) throws -> String? {
    guard Methods[definition.method.value]?.facts.unit == .values,
      let x = definition.roles.first(where: { $0.role == "x" })?.texts.first
    else { return nil }
    return try run.table(definition.table)[x.value]?.metadata.unit?.printed
  }

  /// What the study knows of a result besides its numbers.
  private func context(_ id: String, _ outcome: AnalysisOutcome) throws -> ResultContext {
    guard let definition = run.study.analyses.first(where: { $0.id == id }) else {
      return ResultContext(id: id)
    }
    let table = try run.table(definition.table)
    func texts(_ role: String) -> [String] {
      definition.roles.first { $0.role == role }?.texts.map(\.value) ?? []
    }
    func label(_ role: String) -> String? {
      texts(role).first.map { FormulaNames.words($0, table) }
    }
    func option(_ name: String) -> JSON? { definition.options.first { $0.name == name }?.value }
    func number(_ name: String) -> Double? { option(name)?.doubleValue }
    let family = try outcome.family.map { try run.family($0.id) }
    let words = try words
    let names = FormulaNames(definition, table)
    // A fit without a formula models y by x; so does a slope.
    let isFit =
      outcome.result?.coefficients != nil
      || Methods[definition.method.value]?.facts.claim == .slope
    // A column that names the two groups of pairs is none of the variables.
    let other = label("y") ?? (texts("block").isEmpty ? label("group") : nil)
    return ResultContext(
      id: id, title: definition.title,
      outcome: names.response ?? (isFit ? label("y") ?? label("x") : label("x")),
      predictor: names.response == nil
        ? isFit ? label("x") : other : nil,
      controls: texts("z").map { FormulaNames.words($0, table) },
      groups: definition.levels ?? outcome.result?.sampleNames ?? [],
      unit: try dataUnit(definition), reference: number("mu") ?? number("p0"),
      level: number("level"),
      pAdjusted: outcome.family?.corrected?.value,
      correction: family?.correction ?? option("correction")?.stringValue,
      familySize: family?.size,
      rowFlow: outcome.rowFlow.telling.map(words.step), termLabels: names.terms,
      provenance: [Entry("Address", [.code(id)])] + (try run.answer(.provenance(id))))
  }

  private func ledger(_ tag: Tag) throws -> Ledger {
    let prefix = tag[option: "prefix"] ?? ""
    let basis = tag[option: "basis"]
    let rows = try run.study.expected.map { try run.answer(.expected($0.id)) }.filter { row in
      row.id.hasPrefix(prefix) && basis.map { $0 == row.basis.rawValue } ?? true
    }
    let names = LedgerNames(run.study)
    return Ledger(
      rows: rows.map { Ledger.Row($0, label: names[$0.id]) }, isPinned: try run.isPinned)
  }

  private func rowFlow(_ tag: Tag) throws -> [Block] {
    let ids = tag.arguments.isEmpty ? run.study.analyses.map(\.id) : tag.arguments
    let words = try words
    let paths = try ids.map { id in
      RowFlow.Path(
        name: title(ofAnalysis: id),
        steps: try run.outcome(id).rowFlow.telling.map(words.step))
    }
    return [.rowFlow(RowFlow(paths: paths))]
  }

  /// What the study calls an analysis, else its id.
  private func title(ofAnalysis id: String) -> String {
    run.study.analyses.first { $0.id == id }?.title ?? id
  }

  private var methods: MethodsSection {
    get throws {
      MethodsSection(
        analyses: try run.study.analyses.map {
          (
            name: $0.title ?? $0.id,
            result: try run.outcome($0.id).result
              ?? AnalysisResult(method: $0.method.value, title: "")
          )
        },
        families: try run.study.families.map { definition in
          let family = try run.family(definition.id)
          return MethodsSection.Family(
            name: definition.id, correction: family.correction,
            size: family.size)
        },
        repairs: try run.study.repairs.filter(run.graph.isEnabled).map {
          MethodsSection.Repair(
            description: $0.description, rows: try run.answer(.repair($0.id)).rows)
        },
        exclusions: try exclusions, losses: try losses, seed: Int(clamping: run.seed), draws: draws,
        software: ["almanac \(almanacVersion)", "GSL \(gslVersion)"] + (try products))
    }
  }

  /// The engines that rows are from, with their versions.
  private var products: [String] {
    get throws {
      try run.sources.compactMap(\.source.engine?.product).reduce(into: []) { found, product in
        if !found.contains(product) { found.append(product) }
      }
    }
  }

  /// The conditions by which rows were left out, each with the most rows that it cost at once.
  private var exclusions: [MethodsSection.Exclusion] {
    get throws {
      var order: [Expression] = []
      var most: [Expression: Int] = [:]
      for analysis in run.study.analyses {
        let steps = try run.outcome(analysis.id).rowFlow.telling
        for (before, step) in zip(steps, steps.dropFirst()) where step.rows < before.rows {
          guard case .filtered(let condition) = step.change else { continue }
          if most[condition] == nil { order.append(condition) }
          most[condition] = max(most[condition] ?? 0, before.rows - step.rows)
        }
      }
      let words = try words
      return order.map {
        MethodsSection.Exclusion(condition: words.words($0), rows: most[$0] ?? 0)
      }
    }
  }

  /// What became missing on the way to tables, values and analyses, each told once.
  private var losses: [String] {
    get throws {
      var flows = try run.study.tables.map {
        (name: $0.id, steps: try run.table(Located($0.id, $0.position)).rowFlow)
      }
      flows += try run.study.analyses.map { (name: $0.id, steps: try run.outcome($0.id).rowFlow) }
      let words = try words
      var told: Set<Loss> = []
      var result: [String] = []
      for (name, steps) in flows {
        for loss in steps.compactMap(\.loss) where told.insert(loss).inserted {
          result.append(English.lost(in: name, words.words(loss)))
        }
      }
      for value in run.study.values {
        for text in try run.value(value.id).losses {
          result.append(English.lost(in: value.id, English.becameMissing(text)))
        }
      }
      return result
    }
  }

  /// What in the tables of the study is drawn at random.
  private var draws: [String] {
    var result: [String] = []
    for step in run.study.tables.flatMap(\.steps) {
      let what = step.value.randomPart
      if let what, !result.contains(what) { result.append(what) }
    }
    return result
  }

  private func repairsTable() throws -> ReportTable {
    ReportTable(
      caption: [.text(English.repairsCaption)],
      columns: [
        .init("Repair"), .init("What it does"), .init("Based on"), .init("Rows", format: .integer),
        .init("State"),
      ],
      rows: try run.study.repairs.map { definition in
        let repair = try run.answer(.repair(definition.id))
        return [
          .text(definition.id), .text(repair.description), .text(repair.basis),
          .number(Double(repair.rows)), .text(repair.isEnabled ? "on" : "off"),
        ]
      })
  }

  private var sourcesTable: ReportTable {
    get throws {
      ReportTable(
        caption: [
          .text(English.sources(hasEngines: try run.sources.contains { $0.source.engine != nil }))
        ],
        columns: [
          .init("Source"), .init("File"), .init("Rows", format: .integer),
          .init("Size", unit: "byte", format: .integer), .init("SHA-256"), .init("Pinned"),
        ],
        rows: try run.sources.map { id, source in
          [
            .text(id), .text(source.fullName), .number(Double(source.table.rowCount)),
            source.bytes.map { .number(Double($0)) } ?? .missing,
            .text(String(source.sha256.prefix(16))),
            .text(English.pinned(source.isPinned)),
          ]
        })
    }
  }

  private func familyTable(_ definition: FamilyDefinition) throws -> ReportTable {
    let family = try run.family(definition.id)
    let isCorrected = ResultNames.corrects(family.correction)
    let adjusted = ReportTable.Column([.emphasis([.text("p")]), .text(", adjusted")], format: .p)
    return ReportTable(
      id: "family-" + definition.id,
      caption: [
        .text(
          English.family(
            definition.id.replacing("-", with: " "), tests: family.size,
            correctedBy: isCorrected ? ResultNames.correction(family.correction) : nil))
      ],
      columns: [
        .init("Test"), .init([.emphasis([.text("p")])], format: .p),
      ] + (isCorrected ? [adjusted] : []),
      rows: family.members.map { member in
        return [
          .text(title(ofAnalysis: member.name)), member.pValue.map { .number($0) } ?? .missing,
          member.pAdjusted.map { .number($0) } ?? .missing,
        ]
      })
  }

  private func table(_ id: String, _ tag: Tag) throws -> ReportTable {
    let table = try run.table(Located(id, nowhere))
    let display = run.study.tables.first { $0.id == id }?.display
    return try TablePrinter(
      table: table, id: id, display: display, language: run.study.imprint.language
    ).reportTable()
  }
}

extension Node {
  /// The value in plain words for prose.
  var plainText: String {
    switch self {
    case .text(let text): text ?? NumberFormat.missing
    case .whole(let value): NumberFormat.integer.text(exactly: value)
    case .number(let value): NumberFormat.number.text(value)
    case .flag(let value): value.map { $0 ? "yes" : "no" } ?? NumberFormat.missing
    case .list(let elements): elements.map(\.plainText).joined(separator: ", ")
    case .value(let value): value.principal?.plainText ?? ""
    }
  }
}

extension Ledger.Row {
  /// A row of the ledger as the document prints it.
  init(_ row: LedgerRow, label: String?) {
    let verdict: Reports.Verdict =
      switch row.verdict {
      case .match: .match
      case .differs: row.explained ? .explained : .differs
      case .transcribed: .transcribed
      case .notComputable: .notComputable
      case .unpublished: .unpublished
      }
    self.init(
      id: row.id, label: label,
      published: row.published.flatMap { $0.doubleValue == nil ? nil : $0 },
      recomputed: row.recomputed.flatMap { $0.doubleValue == nil ? nil : $0 },
      verdict: verdict, basis: row.basis.rawValue, source: row.source, note: row.note)
  }
}

extension [RowFlowStep] {
  /// The first step, those that changed the number of rows or lost values, and the last. That a join found no match is
  /// mostly meant so; the whole row flow tells it.
  var telling: [RowFlowStep] {
    enumerated().filter { index, step in
      index == 0 || index == count - 1 || step.loss?.isUnmatched == false
        || self[index - 1].rows != step.rows
    }.map(\.element)
  }
}
