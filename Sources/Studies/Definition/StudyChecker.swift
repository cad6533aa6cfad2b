import Basics
import Reports
import Statistics
import Tables

/// Checks names across the sections of a study: everything that is used exists, nothing goes round
/// in circles, and what is never used is said.
struct StudyChecker {
  let study: StudyDefinition
  let problems: ProblemCollector

  private var sourceIDs: [String] { study.sources.map(\.id) }
  private var tableIDs: [String] { study.tables.map(\.id) }
  private var analysisIDs: [String] { study.analyses.map(\.id) }
  private var addressable: [String] {
    tableIDs + analysisIDs + study.values.map(\.id) + study.families.map(\.id)
      + study.repairs.map(\.id) + study.sources.map(\.id)
  }

  init(study: StudyDefinition, problems: ProblemCollector) {
    self.study = study
    self.problems = problems
  }

  func check() {
    checkDistinct()
    checkTables()
    checkAnalyses()
    checkValues()
    checkFigures()
    checkExpected()
    checkParameters()
    checkRepairs()
    checkUnused()
  }

  private func checkDistinct() {
    var seen: [String: String] = [:]
    let counts = Set(
      study.values.compactMap { value -> String? in
        guard case .aggregate(let table, _, _) = value.content else { return nil }
        return table.value == value.id ? value.id : nil
      })
    let named =
      study.sources.map { ("source", $0.id, $0.position) }
      + study.tables.map { ("table", $0.id, $0.position) }
      + study.analyses.map { ("analysis", $0.id, $0.position) }
      + study.values.map { ("value", $0.id, $0.position) }
      + study.families.map { ("family", $0.id, $0.position) }
    for (kind, id, position) in named {
      // A value may be called as the table that it is of, whose address it takes.
      if let other = seen.updateValue(kind, forKey: id), !counts.contains(id) {
        problems.error(at: position, "'\(id)' is already the name of a \(other); rename one")
      }
    }
  }

  private func expect(_ name: Located<String>, _ kind: String, in known: [String]) {
    if !known.contains(name.value) {
      problems.unknownName(name.value, kind, at: name.position, known: known)
    }
  }

  private func checkTables() {
    let rowIDs = sourceIDs + tableIDs
    for table in study.tables {
      switch table.start {
      case .from(let name): expect(name, "source or table", in: rowIDs)
      case .output(let name, let output):
        expect(name, "table", in: tableIDs)
        if let table = study.tables.first(where: { $0.id == name.value }) {
          checkOutput(output, of: table, at: name.position)
        }
      case .union(let names): names.forEach { expect($0, "source or table", in: rowIDs) }
      case .parts(let id, _): expect(id, "analysis", in: analysisIDs)
      case .results(let names):
        let known = analysisIDs + study.families.map(\.id)
        names.forEach { expect($0, "analysis or family", in: known) }
      }
      for step in table.steps {
        for reference in step.value.references {
          switch reference {
          case .table(let name): expect(name, "source or table", in: rowIDs)
          case .analysis(let name): expect(name, "analysis", in: analysisIDs)
          case .repair(let name): expect(name, "repair", in: study.repairs.map(\.id))
          }
        }
      }
    }
    checkCircles()
  }

  private func checkOutput(
    _ name: String, of table: TableDefinition, at position: SourcePosition
  ) {
    let known = table.outputs
    guard !known.contains(name) else { return }
    let hint = name.nearest(in: known).map { "; did you mean '\($0)'?" } ?? ""
    problems.error(
      at: position,
      known.isEmpty
        ? "table '\(table.id)' has no step that gives several tables; write from: \(table.id)"
        : "table '\(table.id)' has no output '\(name)'\(hint)")
  }

  /// Depth first over `table -> table or analysis it starts from`.
  private func checkCircles() {
    let tables = Dictionary(study.tables.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
    let analyses = Dictionary(
      study.analyses.map { ($0.id, $0.table.value) }, uniquingKeysWith: { a, _ in a })
    var state: [String: Bool] = [:]  // false: on the path, true: done
    func visit(_ id: String, from position: SourcePosition) {
      guard let table = tables[id] else { return }
      if let done = state[id] {
        if !done { problems.error(at: position, "table '\(id)' depends on itself") }
        return
      }
      state[id] = false
      for next in table.inputs {
        visit(analyses[next.value] ?? next.value, from: next.position)
      }
      state[id] = true
    }
    for table in study.tables { visit(table.id, from: table.position) }
  }

  private func checkAnalyses() {
    for analysis in study.analyses {
      expect(analysis.table, "source or table", in: sourceIDs + tableIDs)
      expect(analysis.method, "method", in: Methods.names)
      if let family = analysis.family { expect(family, "family", in: study.families.map(\.id)) }
      checkMembership(analysis)
    }
    for family in study.families {
      let corrections = AnalysisRunner.corrections
      expect(family.correction, "correction", in: corrections)
      for member in family.members ?? [] { checkAddress(member.address) }
    }
  }

  /// A family that lists its members has no others, and a model with several terms says which of them is
  /// tested.
  private func checkMembership(_ analysis: AnalysisDefinition) {
    if let family = analysis.family,
      let members = study.families.first(where: { $0.id == family.value })?.members
    {
      if !members.contains(where: { Address($0.address.value)?.id == analysis.id }) {
        problems.error(
          at: family.position,
          "family '\(family.value)' lists its members, and '\(analysis.id)' is not among them; add it there"
        )
      }
      return
    }
    guard let family = analysis.family, analysis.familyTerm == nil,
      Methods[analysis.method.value]?.facts.claim != .furtherTerms,
      let text = analysis.roles.first(where: { $0.role == "formula" })?.texts.first?.value,
      let formula = try? ModelFormula(parsing: text), formula.terms.count > 1
    else { return }
    problems.error(
      at: family.position,
      "the model '\(analysis.id)' has several slopes; say which is tested in the family: "
        + "{name: \(family.value), term: \(formula.terms[0].label)}"
    )
  }

  private func checkRepairs() {
    let expected = study.expected.map(\.id)
    for repair in study.repairs {
      for id in repair.fittedTo { expect(id, "expected value", in: expected) }
      if !repair.fittedTo.isEmpty, repair.basis != .fitted {
        problems.error(
          at: repair.position,
          "repair '\(repair.id)' was inferred from values that it is compared with: its basis is fitted, "
            + "not \(repair.basis.rawValue)")
      }
    }
  }

  private func checkValues() {
    for value in study.values {
      switch value.content {
      case .aggregate(let table, _, _), .rows(let table, _, _, _):
        expect(table, "source or table", in: sourceIDs + tableIDs)
      case .formula(let formula):
        for name in formula.value.columns {
          checkAddress(Located(name, formula.position))
        }
      }
    }
  }

  private func checkFigures() {
    for figure in study.figures {
      for table in figure.chart.tableNames {
        let place = Located(table, figure.yaml["table"]?.position ?? figure.position)
        expect(place, "source or table", in: sourceIDs + tableIDs)
      }
      for fit in figure.chart.modelNames {
        expect(Located(fit, figure.position), "analysis", in: analysisIDs)
      }
    }
  }

  private func checkExpected() {
    for expected in study.expected {
      expected.recomputed?.addresses.forEach(checkAddress)
    }
  }

  private func checkParameters() {
    for parameter in study.parameters {
      if let allowed = parameter.allowed, !allowed.contains(parameter.defaultText) {
        problems.error(
          at: parameter.position,
          "the default '\(parameter.defaultText)' of parameter '\(parameter.name)' is not in its list"
        )
      }
    }
  }

  func checkAddress(_ text: Located<String>) {
    if text.value.hasPrefix("$") {
      let known = study.parameters.map { "$" + $0.name }
      if !known.contains(text.value) {
        problems.unknownName(text.value, "parameter", at: text.position, known: known)
      }
      return
    }
    guard let address = Address(text.value) else {
      problems.error(at: text.position, "'\(text.value)' is not an address; write id.field")
      return
    }
    if !addressable.contains(address.id) {
      problems.unknownName(address.id, "result", at: text.position, known: addressable)
    }
  }

  private func checkUnused() {
    let used =
      study.tables.flatMap(\.inputs).map(\.value) + study.analyses.map(\.table.value)
      + study.figures.flatMap(\.chart.tableNames)
      + study.values.compactMap { value in
        switch value.content {
        case .aggregate(let table, _, _), .rows(let table, _, _, _): table.value
        case .formula: nil
        }
      }
    let names = Set(used)
    for source in study.sources where !names.contains(source.id) {
      problems.warning(at: source.position, "source '\(source.id)' is never used")
    }
    let repaired = Set(
      study.tables.flatMap(\.steps).flatMap(\.value.references).compactMap { reference in
        if case .repair(let name) = reference { name.value } else { nil }
      })
    for repair in study.repairs where !repaired.contains(repair.id) {
      problems.warning(at: repair.position, "repair '\(repair.id)' is never used")
    }
  }
}
