import Basics
import Charts
import Datasets
import Foundation
import Reports
import Statistics
import Synchronization
import Tables

extension StudyBuilder {
  /// Builds the whole report into the folder `target`, which appears whole or not at all. Of what it
  /// held before, `OutputFolder` says what stays, and what `force` is for.
  public func build(to target: String, force: Bool = false) throws -> StudyResults {
    let (run, parsed, bibliography) = try start()
    guard let prose = parsed else { throw StudyError(at: nil, "the study has no report.md") }
    try OutputFolder.check(target, force: force)
    let profiled = prose.tags.filter { $0.name == "data-quality" }.flatMap(\.arguments)
    for source in profiled { _ = try run.profile(of: source) }
    var results = try StudyResults(run: run, options: options)
    options.progress(StudyProgress("Figures"))
    let drawn = try draw(run)
    results.add(drawn)
    options.progress(StudyProgress("Report"))
    let assembly = try ReportAssembly(
      run: run, results: results,
      figures: Dictionary(drawn.map { ($0.figure.id, $0.figure) }, uniquingKeysWith: { a, _ in a }),
      bibliography: bibliography)
    let document = try assembly.document(prose)
    try results.addProfiles(of: profiled, run)
    if options.strict, let warning = results.warnings.first {
      throw StudyError(
        at: warning.position, "\(warning.message) (--strict turns warnings into errors)")
    }
    try PrintedValues(run: run).check(document)
    let markdown = try MarkdownWriter().write(document)
    try OutputFolder.replacing(target, force: force) { output in
      try write(document, markdown, results, drawn, run, to: output)
    }
    return results
  }

  private func write(
    _ document: Document, _ markdown: String, _ results: StudyResults, _ drawn: [DrawnFigure],
    _ run: StudyRun,
    to output: OutputFolder
  ) throws {
    if options.documents.contains(.html) {
      let theme = try Reports.Theme(
        folder: URL(fileURLWithPath: bundle.templates + "/theme"),
        figureStyle: Charts.Theme.styleSheet)
      try output.write(HTMLWriter(theme: theme).write(document), to: "report.html")
    }
    if options.documents.contains(.md) {
      try output.write(markdown, to: "report.md")
    }
    try output.write(results.text, to: "results.json")
    for figure in drawn {
      for file in figure.files { try output.write(file.content, to: file.path) }
      if let path = figure.figure.data {
        try output.write(CSVWriter().write(data: figure.data), to: path)
      }
    }
    let tables = try run.study.tables.map { table in
      (definition: table, rows: try run.table(Located(table.id, table.position)))
    }
    let files = try Parallel.map(tables, threads: options.threads) { table in
      try Self.files(of: table.rows, table.definition)
    }
    for file in files.joined() { try output.write(file.text, to: file.path) }
  }

  /// A table as CSV and LaTeX.
  private static func files(
    of rows: Table, _ table: TableDefinition
  ) throws -> [(path: String, text: String)] {
    // A table as long as its source is no table of a report: the source is already a file.
    guard rows.rowCount <= exportedRows else { return [] }
    let printer = TablePrinter(table: rows, id: table.id, display: table.display)
    // All columns in all their digits, whatever is printed of them.
    let csv = CSVWriter().write(data: rows)
    let latex = try LaTeXWriter().write(printer.reportTable())
    return [("tables/\(table.id).csv", csv), ("tables/\(table.id).tex", latex)]
  }

  /// Tables of more rows are not exported.
  static let exportedRows = 20_000

  /// Draws all figures, several at once, in the order of the study.
  private func draw(_ run: StudyRun) throws -> [DrawnFigure] {
    let runner = FigureRunner(
      data: try chartData(for: run.study.figures, run), unfit: try unfit(run.study.figures, run),
      formats: options.figures, inline: options.documents.contains(.html))
    let figures = run.study.figures
    let done = Atomic<Int>(0)
    return try Parallel.map(figures, threads: options.threads) { figure in
      let drawn = try runner.draw(figure)
      let count = done.wrappingAdd(1, ordering: .relaxed).newValue
      options.progress(StudyProgress("figures", done: count, of: figures.count))
      return drawn
    }
  }

  /// The analyses of figures that these data give no model of, and why.
  func unfit(_ figures: [FigureDefinition], _ run: StudyRun) throws -> [String: String] {
    var reasons: [String: String] = [:]
    for id in figures.flatMap(\.chart.modelNames) {
      // A matrix without coefficients is drawn with empty tiles.
      guard try CorrelationCoefficients(id, run) == nil else { continue }
      let outcome = try run.outcome(id)
      if case .failed(_, let message) = outcome.content { reasons[id] = message }
    }
    return reasons
  }

  /// The tables and models that figures are drawn from.
  func chartData(for figures: [FigureDefinition], _ run: StudyRun) throws -> ChartData {
    var tables: [String: Table] = [:]
    var models: [String: FitCurve] = [:]
    var correlations: [String: CorrelationCoefficients] = [:]
    for figure in figures {
      for name in figure.chart.tableNames {
        tables[name] = try run.table(Located(name, figure.position))
      }
      for id in figure.chart.modelNames {
        if let curve = try FitCurve(id, run) { models[id] = curve }
        if let matrix = try CorrelationCoefficients(id, run) { correlations[id] = matrix }
      }
    }
    return ChartData(tables: tables, models: models, correlations: correlations)
  }
}

extension StudyResults {
  /// Adds the figures to what `results.json` holds, and their warnings.
  mutating func add(_ drawn: [DrawnFigure]) {
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
    let place = SourcePosition(file: StudyFolder.mainFile, line: 1, column: 1)
    warnings += drawn.flatMap { drawn in
      drawn.warnings.map { Diagnostic(.warning, at: place, "figure '\(drawn.figure.id)': \($0)") }
    }
  }

  /// Adds what the profiled sources hold, in all digits.
  mutating func addProfiles(of sources: [String], _ run: StudyRun) throws {
    guard !sources.isEmpty else { return }
    file.profiles = try sources.compactMap { id in
      try run.profile(of: id).map { (id, Node($0.json)) }
    }
  }

  /// `results.json`: keys sorted, numbers with all their digits.
  var text: String { json.text(.canonical) + "\n" }
}
