import Basics
import Charts
import Datasets
import Foundation
import Reports
import Tables

extension StudyBuilder {
  /// Builds the whole report into the folder `target`, which appears whole or not at all. Of what it
  /// held before, `OutputFolder` says what stays, and what `force` is for.
  public func build(to target: String, force: Bool = false) throws -> StudyResults {
    let (run, noted) = try start()
    guard run.graph.report.prose != nil else { throw StudyFolder.withoutProse }
    try OutputFolder.check(target, force: force)
    let printers = try Printers(for: options.documents)
    let report = try finished(run, noted, by: printers)
    try OutputFolder.replacing(target, force: force) { try write(run, report, to: $0) }
    return report.results
  }

  /// Everything that a report is written from, computed and checked.
  func finished(
    _ run: StudyRun, _ noted: [Diagnostic], by printers: Printers
  ) throws -> FinishedReport {
    guard run.graph.report.prose != nil else { throw StudyFolder.withoutProse }
    try compute(run)
    options.progress(StudyProgress("Figures"))
    try run.compute(run.graph.files)
    options.progress(StudyProgress("Report"))
    try run.compute([.record, .document])
    var results = try run.answer(.record)
    results.warnings = noted + results.warnings
    try expectNoWarning(results.warnings)
    try PrintedValues(run: run).check(run.answer(.document))
    try run.compute(run.graph.pages)
    let printed = try run.printed(by: printers)
    try expectNoWarning(printed.warnings)
    results.warnings += printed.warnings
    return FinishedReport(results: results, printed: printed.files)
  }

  /// Writes the files of a finished run.
  func write(_ run: StudyRun, _ report: FinishedReport, to output: OutputFolder) throws {
    for format in options.documents where !format.isMade {
      try output.write(run.answer(.page(format)), to: "report.\(format.rawValue)")
    }
    for file in report.printed { try output.write(file.content, to: file.path) }
    try output.write(report.results.text, to: "results.json")
    for file in run.imageFiles { try output.write(file.content, to: file.path) }
    for figure in try run.study.figures.map({ try run.answer(.figure($0.id)) }) {
      for file in figure.files { try output.write(file.content, to: file.path) }
      if let path = figure.figure.data {
        try output.write(CSVWriter().write(data: figure.data), to: path)
      }
    }
    for table in run.study.tables {
      for file in try run.answer(.export(table.id)) { try output.write(file.text, to: file.path) }
    }
  }

  private func expectNoWarning(_ warnings: [Diagnostic]) throws {
    guard options.strict, let warning = warnings.first else { return }
    throw StudyError(
      at: warning.position, "\(warning.message) (--strict turns warnings into errors)")
  }

  /// Computes all that `check` tells.
  func compute(_ run: StudyRun) throws {
    options.progress(StudyProgress("Tables"))
    try run.compute(run.graph.rows)
    options.progress(StudyProgress("Analyses"))
    try run.compute([.results])
  }

  /// Tables of more rows are not exported.
  static let exportedRows = 20_000
}

/// What a run came to besides what its nodes hold.
struct FinishedReport {
  let results: StudyResults
  /// The documents that other programs made.
  let printed: [(path: String, content: Data)]
}

extension DocumentFormat {
  /// A document as a file of this format, or what another program makes it of; `theme` is the folder of the page's
  /// look, which `house` changes.
  func write(
    _ document: Document, theme: String, house: House, day: CalendarDate? = nil
  ) throws -> String {
    let folder = URL(fileURLWithPath: theme)
    switch self {
    case .html:
      return try HTMLWriter(theme: Self.look(theme, house)).write(document)
    case .md: return try MarkdownWriter().write(document)
    case .typ, .pdf:
      return try TypstWriter(folder: folder, house: house, day: day).write(document)
    case .docx: return try PandocWriter().write(document)
    }
  }

  /// The look of a page.
  static func look(_ theme: String, _ house: House) throws -> Reports.Theme {
    try Reports.Theme(
      folder: URL(fileURLWithPath: theme), figureStyle: Charts.Theme.styleSheet, house: house)
  }
}

/// A file of a report.
struct ExportedFile: Sendable {
  /// Relative.
  let path: String
  let text: String

  /// A table as CSV and LaTeX.
  static func files(
    of rows: Table, _ table: TableDefinition, _ language: ReportLanguage
  ) throws -> [ExportedFile] {
    // A table as long as its source is no table of a report: the source is already a file.
    guard rows.rowCount <= StudyBuilder.exportedRows else { return [] }
    let printer = TablePrinter(
      table: rows, id: table.id, display: table.display, language: language)
    return [
      // All columns in all their digits, whatever is printed of them.
      ExportedFile(path: "tables/\(table.id).csv", text: CSVWriter().write(data: rows)),
      ExportedFile(
        path: "tables/\(table.id).tex", text: try LaTeXWriter().write(printer.reportTable())),
    ]
  }
}

extension StudyResults {
  /// The results with figures and their warnings, and with what the profiled sources hold, in all digits.
  func completed(by run: StudyRun) throws -> StudyResults {
    var results = self
    results.add(try run.study.figures.map { try run.answer(.figure($0.id)) })
    let profiled = run.graph.report.profiled.filter { run.graph.sources[$0] != nil }
    if !profiled.isEmpty {
      results.file.profiles = try profiled.map { ($0, Node(try run.answer(.profile($0)).json)) }
    }
    return results
  }

  private mutating func add(_ drawn: [DrawnFigure]) {
    file.figures = drawn.map { drawn in
      let figure = drawn.figure
      return (
        figure.id,
        FigureRecord(
          files: figure.files, title: figure.title, caption: figure.caption.plainText,
          alt: figure.alt, data: figure.data)
      )
    }
    if !drawn.isEmpty { file.figureFont = Charts.Theme.font }
    warnings += drawn.flatMap { drawn in
      drawn.warnings.map {
        Diagnostic(.warning, at: StudyFolder.start, "figure '\(drawn.figure.id)': \($0)")
      }
    }
  }

  /// `results.json`: keys sorted, numbers with all their digits.
  var text: String { json.text(.canonical) + "\n" }
}
