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
    StudyNode(name: .references) { try ReferenceTables(folder: $0.sourceLoader.referencesFolder) }
  }
}

extension StudyNode<LoadedSource> {
  static func file(_ definition: SourceDefinition) -> StudyNode {
    StudyNode(name: .file(definition.id)) { run in
      try located(definition.position) { try run.sourceLoader.load(definition) }
    }
  }

  /// The source without the columns that only its profile reads.
  static func source(_ definition: SourceDefinition) -> StudyNode {
    StudyNode(name: .source(definition.id)) { run in
      let loaded = try run.answer(.file(definition))
      let used = run.sourceLoader.used
      guard used.isProfiled(definition.id),
        let kept = used.names(of: definition.id, among: loaded.table.names, isProfiled: true)
      else { return loaded }
      return try loaded.keeping(kept)
    }
  }
}

extension StudyNode<TableProfile> {
  static func profile(_ definition: SourceDefinition) -> StudyNode {
    StudyNode(name: .profile(definition.id)) {
      TableProfile(try $0.answer(.file(definition)).table)
    }
  }
}

extension StudyNode<CarbonStepResult> {
  static func domain(_ call: DomainCall, at position: SourcePosition) -> StudyNode {
    StudyNode(name: .domain(call)) { run in
      let table = try run.table(Located(call.input, position))
      return try CarbonRunner(run: run).result(call.step, call.parameters, on: table)
    }
  }
}

extension StudyNode<TableAnswer> {
  static func table(_ definition: TableDefinition) -> StudyNode {
    StudyNode(name: .table(definition.id)) { try TableBuilder(run: $0).build(definition) }
  }
}

extension StudyNode<AnalysisOutcome> {
  static func analysis(_ definition: AnalysisDefinition) -> StudyNode {
    StudyNode(name: .analysis(definition.id)) { try AnalysisRunner(definition, in: $0).outcome() }
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
  static func family(_ definition: FamilyDefinition) -> StudyNode {
    StudyNode(name: .family(definition.id)) { run in
      let addresses =
        try definition.members
        ?? run.study.analyses.filter { $0.family?.value == definition.id }.map {
          (name: $0.id, address: try FamilyMember($0, in: run).address)
        }
      let members = try addresses.map { name, address in
        FamilyOutcome.Member(
          name: name, address: address.value, pValue: try run.pValue(of: address, in: definition.id)
        )
      }
      return try located(definition.correction.position) {
        try FamilyOutcome(correction: definition.correction.value, members: members)
      }
    }
  }
}

extension StudyNode<StudyValue> {
  static func value(_ definition: ValueDefinition) -> StudyNode {
    StudyNode(name: .value(definition.id)) { try ValueBuilder(run: $0).build(definition) }
  }
}

extension StudyNode<RepairOutcome> {
  static func repair(_ definition: RepairDefinition) -> StudyNode {
    StudyNode(name: .repair(definition.id)) { run in
      let rows = try run.graph.tablesRepaired(by: definition.id).map {
        try run.answer(.table($0)).repaired[definition.id] ?? 0
      }
      return RepairOutcome(
        definition, isEnabled: run.graph.isEnabled(definition), rows: rows.reduce(0, +))
    }
  }
}
