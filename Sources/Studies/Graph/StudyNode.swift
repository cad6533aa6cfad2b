import Basics
import Carbon
import Statistics
import Tables

/// A node with the type of its answer, and how it is computed from what the run answers.
struct StudyNode<Answer: Sendable> {
  let name: NodeName
  let compute: (StudyRun) throws -> Answer
}

/// A table with what its steps give beside it.
struct TableAnswer: Sendable {
  var table: Table
  /// The tables of a step of the domain that gives several.
  var outputs: [(name: String, table: Table)] = []
  /// Single numbers that such a step gives.
  var values: [(name: String, value: StepValue)] = []
  /// The rows that repairs touched.
  var repaired: [String: Int] = [:]
}

extension StudyNode<ReferenceTables> {
  static var references: StudyNode {
    StudyNode(name: .references) { try $0.sourceLoader.references.tables() }
  }
}

extension StudyNode<LoadedSource> {
  static func file(_ id: String) -> StudyNode {
    StudyNode(name: .file(id)) { run in
      let definition = try run.definition(id, \.sources)
      return try located(definition.position) { try run.sourceLoader.load(definition) }
    }
  }

  /// The source without the columns that only its profile reads.
  static func source(_ id: String) -> StudyNode {
    StudyNode(name: .source(id)) { run in
      let loaded = try run.answer(.file(id))
      let used = run.sourceLoader.used
      guard used.isProfiled(id),
        let kept = used.names(of: id, among: loaded.table.names, isProfiled: true)
      else { return loaded }
      return try loaded.keeping(kept)
    }
  }
}

extension StudyNode<TableProfile> {
  static func profile(_ id: String) -> StudyNode {
    StudyNode(name: .profile(id)) { TableProfile(try $0.answer(.file(id)).table) }
  }
}

extension StudyNode<CarbonStepResult> {
  static func domain(_ call: DomainCall) -> StudyNode {
    StudyNode(name: .domain(call)) { run in
      let position = run.graph.position(of: call) ?? StudyFolder.start
      let table = try run.table(Located(call.input, position))
      return try located(position) {
        try CarbonRunner(run: run).result(call.step, call.parameters, on: table)
      }
    }
  }
}

extension StudyNode<TableAnswer> {
  static func table(_ id: String) -> StudyNode {
    StudyNode(name: .table(id)) { try TableBuilder(run: $0).build($0.definition(id, \.tables)) }
  }
}

extension StudyNode<AnalysisOutcome> {
  static func analysis(_ id: String) -> StudyNode {
    StudyNode(name: .analysis(id)) { run in
      try AnalysisRunner(run.definition(id, \.analyses), in: run).outcome()
    }
  }

  static func corrected(_ id: String) -> StudyNode {
    StudyNode(name: .corrected(id)) { run in
      let outcome = try run.outcome(id)
      guard let familyID = run.graph.family(of: id) else { return outcome }
      let family = try run.family(familyID)
      let own = family.members.filter { Address($0.address)?.id == id }
      guard !own.isEmpty else { return outcome }
      // Of several slopes in one family each has its own.
      let corrected = own.count == 1 ? CorrectedP(own[0].pAdjusted) : nil
      return outcome.adding(
        FamilyPlace(id: familyID, correction: family.correction, corrected: corrected),
        members: own)
    }
  }
}

extension StudyNode<FamilyOutcome> {
  static func family(_ id: String) -> StudyNode {
    StudyNode(name: .family(id)) { run in
      let definition = try run.definition(id, \.families)
      let addresses =
        try definition.members
        ?? run.study.analyses.filter { $0.family?.value == id }.map {
          (name: $0.id, address: try FamilyMember($0, in: run).address)
        }
      let members = try addresses.map { name, address in
        FamilyOutcome.Member(
          name: name, address: address.value, pValue: try run.pValue(of: address, in: id))
      }
      return try located(definition.correction.position) {
        try FamilyOutcome(correction: definition.correction.value, members: members)
      }
    }
  }
}

extension StudyNode<StudyValue> {
  static func value(_ id: String) -> StudyNode {
    StudyNode(name: .value(id)) { try ValueBuilder(run: $0).build($0.definition(id, \.values)) }
  }
}

extension StudyNode<RepairOutcome> {
  static func repair(_ id: String) -> StudyNode {
    StudyNode(name: .repair(id)) { run in
      let definition = try run.definition(id, \.repairs)
      let rows = try run.graph.tablesRepaired(by: id).map {
        try run.answer(.table($0.id)).repaired[id] ?? 0
      }
      return RepairOutcome(
        definition, isEnabled: run.graph.isEnabled(definition), rows: rows.reduce(0, +))
    }
  }
}

extension StudyNode<LedgerRow> {
  static func expected(_ id: String) -> StudyNode {
    StudyNode(name: .expected(id)) { run in
      let definition = try run.definition(id, \.expected)
      let isFitted = run.study.repairs.contains { repair in
        run.graph.isEnabled(repair) && repair.fittedTo.contains { $0.value == id }
      }
      guard let recomputed = definition.recomputed, definition.notComputable == nil else {
        return LedgerRow(definition, recomputed: nil, failure: nil, isFitted: isFitted)
      }
      let names = recomputed.addresses.map { "'\($0.value)'" }.joined(separator: ", ")
      return LedgerRow(
        definition, recomputed: try run.lookup(recomputed),
        failure: "\(names) has no value for these data", isFitted: isFitted)
    }
  }
}

extension StudyNode<StudyResults> {
  static var results: StudyNode {
    StudyNode(name: .results) { try StudyResults(run: $0) }
  }

  static var record: StudyNode {
    StudyNode(name: .record) { try $0.answer(.results).completed(by: $0) }
  }
}
