public import Basics
import Datasets
import Foundation
import Reports

/// A report that `--each` asks for, and what came of it.
public struct EachReport: Sendable {
  /// The value of the parameter, as `--set` takes it.
  public let value: String
  /// The name of its folder.
  public let folder: String
  /// What was computed, or why there is no report.
  public let outcome: Result<StudyResults, EachFailure>

  /// What was computed; `nil` where there is no report.
  public var results: StudyResults? { try? outcome.get() }
  /// Why there is no report.
  public var failure: String? {
    if case .failure(let failure) = outcome { failure.message } else { nil }
  }
}

/// Why a report of several could not be built.
public struct EachFailure: Error, Hashable, Sendable {
  let message: String
}

/// All reports that `--each` asked for.
public struct EachResults: Sendable {
  /// The parameter that differs from report to report.
  public let parameter: String
  /// In the order of the index.
  public let reports: [EachReport]
  /// The rows of the column without a value, for which there is no report.
  public let missingRows: Int
  let study: (id: String, title: String)

  /// What was built, for programs.
  public func summaryJSON(folder: String) -> JSON {
    [
      "study": .string(study.id), "folder": .string(folder), "parameter": .string(parameter),
      "reports": .array(
        reports.map { report in
          [
            "value": .string(report.value),
            "folder": report.results == nil ? .null : .string("\(folder)/\(report.folder)"),
            "error": report.failure.map(JSON.string) ?? .null,
            "warnings": .array((report.results?.warnings ?? []).map { .string("\($0)") }),
          ]
        }),
    ]
  }

  /// The reports that could not be built.
  public var failed: [EachReport] { reports.filter { $0.failure != nil } }
}

extension StudyBuilder {
  /// Builds a report for each value of a parameter into folders of `target`, with an index that compares them. All of
  /// it appears at once. A value that fails has no folder, and the index says why; where all fail nothing is written.
  ///
  /// Each report is what the same build alone with `--set` writes. They are built side by side within the memory that
  /// there is, and what does not depend on the parameter is computed once for all.
  public func build(
    each request: String, to target: String, force: Bool = false
  ) throws -> EachResults {
    let values = try EachValues(EachRequest(request), of: self)
    try OutputFolder.check(target, force: force)
    let build = try EachBuild(values, of: self)
    return try OutputFolder.replacing(target, force: force) { output in
      let results = EachResults(
        parameter: values.parameter.name, reports: build.reports(in: output),
        missingRows: values.missingRows, study: build.study)
      if let first = results.reports.first, results.failed.count == results.reports.count {
        let count = results.reports.count
        throw StudyError(
          at: nil,
          (count == 1 ? "the report" : "none of the \(count) reports")
            + " could be built; \(results.parameter) = \(first.value): \(first.failure ?? "")")
      }
      let index = EachIndex(results)
      let theme = try themeOfIndex()
      try output.write(theme.write(index.document()), to: "index.html")
      try output.write(index.json.text(.canonical) + "\n", to: "index.json")
      return results
    }
  }

  private func themeOfIndex() throws -> HTMLWriter {
    let problems = ProblemCollector()
    let study = try folder.definition(problems, settings: options.settings).study
    return HTMLWriter(
      theme: try DocumentFormat.look(bundle.templates + "/theme", house(study, problems)))
  }
}

/// Builds the reports of several values.
private struct EachBuild {
  let study: (id: String, title: String)
  private let builders: [(value: String, folder: String, builder: StudyBuilder)]
  private let progress: @Sendable (StudyProgress) -> Void
  private let threads: Int?
  private let memory: Int?
  private let printers: Printers

  init(_ values: EachValues, of builder: StudyBuilder) throws {
    progress = builder.options.progress
    printers = try Printers(for: builder.options.documents)
    (threads, memory) = (builder.options.threads, builder.options.memory)
    var own = builder
    own.options.progress = { _ in }
    own.shared = SharedAnswers()
    let folders = ReportFolders.names(for: values.texts)
    let name = values.parameter.name
    // What two values have in common does not depend on the parameter: no third can differ in it.
    let probes = values.texts.prefix(2).compactMap {
      text -> (run: StudyRun, keys: [NodeName: Recipe])? in
      guard let run = try? own.setting(name, text).start().run,
        let keys = try? run.recipes(of: run.graph.names)
      else { return nil }
      return (run, keys)
    }
    if let first = probes.first, let last = probes.last, probes.count == 2 {
      own.sharedNodes = Set(first.keys.keys.filter { first.keys[$0]?.key == last.keys[$0]?.key })
    }
    let problems = ProblemCollector()
    let definition = try own.folder.definition(problems, settings: own.options.settings).study
    study = (definition.id, definition.title)
    builders = zip(values.texts, folders).map { ($0, $1, own.setting(name, $0)) }
  }

  /// The reports, each written to its folder in `output` as soon as it is there.
  func reports(in output: OutputFolder) -> [EachReport] {
    let count = builders.count
    let slots = EachSlots(count)
    let budget = MemoryBudget(asked: memory)
    let plan = NodePlan(Array(0..<count), needs: { _ in [] })
    Parallel.together(min(Parallel.workers(threads), count)) {
      while let place = plan.next({ _, promised in
        // The first one reads the data, and shows what the others will take.
        guard let bytes = slots.bytes else { return (promised == 0, budget.allowed) }
        return (bytes < budget.room - promised, bytes)
      }) {
        let report = report(place, in: output, slots)
        let done = plan.finish(place, nil)
        progress(StudyProgress("Report of \(report.value)", done: done, of: count))
      }
    }
    // What one of several had no room for, it may have alone.
    if memory != nil, count > 1 {
      for place in 0..<count where slots.report(place)?.failure != nil {
        _ = report(place, in: output, slots)
      }
    }
    return (0..<count).compactMap { slots.report($0) }
  }

  private func report(_ place: Int, in output: OutputFolder, _ slots: EachSlots) -> EachReport {
    let (value, folder, builder) = builders[place]
    let outcome = Result<StudyResults, any Error> {
      let (run, noted) = try builder.start()
      let finished = try builder.finished(run, noted, by: printers)
      slots.note(bytes: try run.sources.reduce(0) { $0 + 3 * $1.source.table.byteCount })
      try output.within(folder) { try builder.write(run, finished, to: $0) }
      return finished.results
    }.mapError { EachFailure(message: "\($0)") }
    let report = EachReport(value: value, folder: folder, outcome: outcome)
    slots.set(report, at: place)
    return report
  }
}

extension StudyBuilder {
  /// The same with one parameter more that is given.
  fileprivate func setting(_ name: String, _ value: String) -> StudyBuilder {
    var own = self
    own.options.settings.append((name, value))
    return own
  }
}

/// The reports that are done, by their places.
///
/// `@unchecked Sendable`: every access to the mutable state is with `lock` held.
private final class EachSlots: @unchecked Sendable {
  private let lock = NSLock()
  private var reports: [EachReport?]
  private var most: Int?

  init(_ count: Int) { reports = Array(repeating: nil, count: count) }

  /// About what a report takes in memory, after the first.
  var bytes: Int? { lock.withLock { most } }

  func note(bytes: Int) { lock.withLock { most = max(most ?? 0, bytes) } }

  func report(_ place: Int) -> EachReport? { lock.withLock { reports[place] } }

  func set(_ report: EachReport, at place: Int) {
    lock.withLock {
      reports[place] = report
      // One that failed shows that they can.
      if most == nil { most = 0 }
    }
  }
}
