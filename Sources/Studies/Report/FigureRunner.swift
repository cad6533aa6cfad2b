import Charts
import Foundation
import Reports
import Statistics
import Tables

/// A figure that is drawn: what the document needs, and the files beside it.
struct DrawnFigure: Sendable {
  let figure: Figure
  /// Relative path and content.
  let files: [(path: String, content: Data)]
  /// The data as drawn.
  let data: Table
  let warnings: [String]
}

/// Draws the figures of a study.
struct FigureRunner {
  let run: StudyRun

  /// A hash of what text in figures is set by.
  static var fonts: String { Charts.Theme.fontFingerprint }

  func draw(_ definition: FigureDefinition) throws -> DrawnFigure {
    let unfit = try unfit(definition.chart)
    let data = try data(for: definition)
    var chart = definition.chart.without(models: unfit)
    let omitted = definition.chart.modelNames.compactMap { unfit[$0] }
      .map { "No model is drawn: \($0)" }
    if chart.isEmpty {
      throw StudyError(at: definition.position, omitted.joined(separator: "; "))
    }
    let title = chart.title ?? definition.id
    // The page sets the title above the caption; the picture does not repeat it.
    chart.title = nil
    let compiled = try located(definition.position) { try chart.compile(data) }
    let caption = ([chart.caption ?? ""] + omitted + compiled.notes).filter { !$0.isEmpty }
      .map(\.sentence).joined(separator: " ")
    let report = run.graph.report
    var downloaded = compiled
    if report.hasFigureTitles {
      var whole = chart
      whole.title = title
      whole.note = [chart.note, caption, run.graph.figureSource].compactMap { $0 }
        .filter { !$0.isEmpty }.joined(separator: "\n")
      downloaded = try located(definition.position) { try whole.compile(data) }
    }
    var files: [(path: String, content: Data)] = []
    for format in report.figures {
      let content =
        switch format {
        case .png: try downloaded.png(dpi: report.hasFigureTitles ? 300 : 150)
        case .pdf: try downloaded.pdf()
        case .svg: downloaded.svg(id: definition.id)
        }
      files.append((path: "figures/\(definition.id).\(format.rawValue)", content: content))
    }
    // A chart that has no room on a phone is shown in its full width there.
    let isInline = report.isInline
    let narrow =
      isInline
      ? (try? chart.narrow.compile(data).drawing(id: definition.id + "-narrow")) : nil
    let figure = Figure(
      id: definition.id, title: title,
      caption: [.text(caption)],
      alt: compiled.altText, longDescription: compiled.longDescription,
      files: files.map(\.path), data: "tables/figure-\(definition.id).csv",
      drawing: isInline ? compiled.drawing(id: definition.id) : nil, narrowDrawing: narrow)
    return DrawnFigure(
      figure: figure, files: files, data: compiled.dataAsDrawn, warnings: compiled.warnings)
  }

  /// The analyses that these data give no model of, and why: their layers are left out.
  private func unfit(_ chart: Chart) throws -> [String: String] {
    var reasons: [String: String] = [:]
    for id in chart.modelNames {
      // A matrix without coefficients is drawn with empty tiles.
      guard try CorrelationCoefficients(id, run) == nil else { continue }
      if case .failed(_, let message) = try run.outcome(id).content { reasons[id] = message }
    }
    return reasons
  }

  /// The tables and models that a figure is drawn from.
  private func data(for figure: FigureDefinition) throws -> ChartData {
    var tables: [String: Table] = [:]
    var models: [String: FitCurve] = [:]
    var correlations: [String: CorrelationCoefficients] = [:]
    for name in figure.chart.tableNames {
      tables[name] = try run.table(Located(name, figure.position))
    }
    for id in figure.chart.modelNames {
      if let curve = try FitCurve(id, run) { models[id] = curve }
      if let matrix = try CorrelationCoefficients(id, run) { correlations[id] = matrix }
    }
    return ChartData(tables: tables, models: models, correlations: correlations)
  }
}

extension Chart {
  /// The chart without the layers that draw these models.
  fileprivate func without(models: [String: String]) -> Chart {
    var chart = self
    chart.layers.removeAll { layer in layer.model.map { models[$0] != nil } ?? false }
    chart.panels = panels.map { $0.without(models: models) }
    return chart
  }
}

extension String {
  /// The text with a full stop, where it has no sign at its end.
  fileprivate var sentence: String {
    let text = prefix(1).uppercased() + dropFirst()
    return text.last.map { ".!?…".contains($0) } == true ? text : text + "."
  }
}
