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

/// Draws the figures of a study from tables and models that are computed already.
struct FigureRunner: Sendable {
  let data: ChartData
  /// Analyses without a model to draw, and why: their layers are left out.
  let unfit: [String: String]
  let formats: [FigureFormat]
  /// Whether the page wants the drawing itself, for screens wide and narrow.
  let inline: Bool

  private static let resolution = 150.0

  func draw(_ definition: FigureDefinition) throws -> DrawnFigure {
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
    var files: [(path: String, content: Data)] = []
    for format in formats {
      let content =
        switch format {
        case .png: try compiled.png(dpi: Self.resolution)
        case .pdf: try compiled.pdf()
        case .svg: compiled.svg(id: definition.id)
        }
      files.append((path: "figures/\(definition.id).\(format.rawValue)", content: content))
    }
    // A chart that has no room on a phone is shown in its full width there.
    let narrow =
      inline
      ? (try? chart.narrow.compile(data).drawing(id: definition.id + "-narrow")) : nil
    let figure = Figure(
      id: definition.id, title: title,
      caption: [
        .text(
          ([chart.caption ?? ""] + omitted + compiled.notes).filter { !$0.isEmpty }.map(\.sentence)
            .joined(separator: " "))
      ],
      alt: compiled.altText, longDescription: compiled.longDescription,
      files: files.map(\.path), data: "tables/figure-\(definition.id).csv",
      drawing: inline ? compiled.drawing(id: definition.id) : nil, narrowDrawing: narrow)
    return DrawnFigure(
      figure: figure, files: files, data: compiled.dataAsDrawn, warnings: compiled.warnings)
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
