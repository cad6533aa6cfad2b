import Basics
import Statistics
import Tables

/// An analysis with its rows: turns the definition into a request, and the answer into an outcome.
struct AnalysisRunner: Sendable {
  let definition: AnalysisDefinition
  let table: Table

  /// The corrections that a family may name.
  static var corrections: [String] { PValueAdjustment.Correction.allCases.map(\.rawValue) }

  /// The p-values adjusted for all of them together.
  static func adjust(_ pValues: [Double], correction: String) throws -> [Double] {
    guard let correction = PValueAdjustment.Correction(rawValue: correction) else {
      throw StudyError(at: nil, "there is no correction '\(correction)'")
    }
    return PValueAdjustment(correction).adjust(pValues).compactMap { $0 }
  }

  /// The analysis of `run`'s rows.
  init(_ definition: AnalysisDefinition, in run: StudyRun) throws {
    self.definition = definition
    let rows = try run.table(definition.table)
    table = try definition.condition.map { try run.filter(rows, $0) } ?? rows
  }

  /// Runs the analysis; data that it cannot be made of give a failed outcome, not an error.
  func outcome() throws -> AnalysisOutcome {
    let method = definition.method.value
    do {
      let result = try Analysis.run(try request(table))
      return AnalysisOutcome(
        method: method, label: definition.title, content: .result(result),
        rowFlow: result.rowFlow.isEmpty ? table.rowFlow : result.rowFlow,
        leaveOut: try definition.leaveOut.map { try leaveOut($0) })
    } catch let error as StatisticsError {
      // Wrong options are the study's fault and end the build; unfit data are the data's.
      if error.code == .badRequest || error.code == .unknownMethod {
        throw StudyError(at: definition.position, "analysis '\(definition.id)': \(error.message)")
      }
      return AnalysisOutcome(
        method: method, label: definition.title,
        content: .failed(code: error.code.rawValue, message: error.message),
        rowFlow: table.rowFlow)
    }
  }

  private func leaveOut(_ column: Located<String>) throws -> LeaveOut {
    try LeaveOut(
      column, of: table, reading: columns,
      atOnce: { try Analysis.estimates(request(table), leavingOut: $0, groups: $1) }
    ) { rows in
      do {
        return try Analysis.run(try request(rows))
      } catch {
        // Too few rows without one value are the data's; the first run has checked the request.
        return nil
      }
    }
  }

  /// The columns that the analysis reads, so that the runs copy no others; of a formula all.
  private var columns: [String] {
    var read: Set<String> = []
    for (role, texts) in definition.roles {
      if role == "formula" { return table.names }
      for text in texts.map(\.value) {
        read.insert(text)
        read.formUnion((try? Expression.parse(text))?.columns ?? [])
      }
    }
    for text in Methods[definition.method.value]?.columns(named: options) ?? [] {
      read.insert(text)
      read.formUnion((try? Expression.parse(text))?.columns ?? [])
    }
    return table.names.filter(read.contains)
  }

  private func request(_ table: Table) throws(StatisticsError) -> AnalysisRequest {
    func names(_ role: String) -> [String] {
      definition.roles.first { $0.role == role }?.texts.map(\.value) ?? []
    }
    let x = names("x")
    return try AnalysisRequest(
      method: definition.method.value, table: table, x: x.count == 1 ? x[0] : nil,
      y: names("y").first, z: (x.count > 1 ? x : []) + names("z"),
      group: names("group").first, levels: definition.levels, block: names("block").first,
      cluster: names("cluster").first, formula: names("formula").first,
      weights: names("weights").first, successes: names("successes").first,
      trials: names("trials").first, time: names("time").first, options: options)
  }

  private var options: JSON {
    .object(definition.options.map { JSON.Member($0.name, $0.value) })
  }
}
