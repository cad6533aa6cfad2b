public import Foundation
internal import Statistics
internal import Tables

/// One example of every mark, statistic, scale and composite, from specifications and small data in a
/// folder (`figures/gallery`).
public struct Gallery: Sendable {
  /// A chart and the name of its file.
  public struct Entry: Sendable {
    /// The name of the file, without its ending.
    public let name: String
    /// The chart.
    public let chart: Chart
    /// The specification as written.
    public let source: String
  }

  /// The examples in order of their names.
  public let entries: [Entry]
  /// Their tables and fitted models.
  public let data: ChartData

  private struct Fit: Decodable {
    let table: String
    let formula: String
    let `where`: String?
  }

  /// Reads `specs/*.json`, `data/*.csv` and `models.json` of a folder.
  public init(folder: URL) throws {
    func files(_ name: String, _ ending: String) throws -> [URL] {
      try FileManager.default.contentsOfDirectory(
        at: folder.appendingPathComponent(name), includingPropertiesForKeys: nil
      ).filter { $0.pathExtension == ending }.sorted { $0.lastPathComponent < $1.lastPathComponent }
    }
    var tables: [String: Table] = [:]
    for file in try files("data", "csv") {
      tables[file.deletingPathExtension().lastPathComponent] = try CSVReader.read(path: file.path)
    }
    let fits = try JSONDecoder().decode(
      [String: Fit].self, from: Data(contentsOf: folder.appendingPathComponent("models.json")))
    var models: [String: FitCurve] = [:]
    for (id, fit) in fits {
      guard let table = tables[fit.table] else { continue }
      let result = try Analysis.run(
        AnalysisRequest(method: "ols", table: table, where: fit.where, formula: fit.formula))
      guard let model = result.model else { continue }
      // All models of the gallery are of decimal logarithms, and drawn on the scale of the data.
      models[id] = FitCurve(
        name: result.title, summary: nil, predictors: ["size"],
        residuals: (model.fitted, model.residuals)
      ) { table, level in
        try model.predict(on: table, level: level).map {
          FitCurve.Value(
            fit: pow(10, $0.fit ?? .nan), low: $0.confidenceLow.map { pow(10, $0) },
            high: $0.confidenceHigh.map { pow(10, $0) })
        }
      }
    }
    data = ChartData(tables: tables, models: models)
    entries = try files("specs", "json").map { file in
      let bytes = try Data(contentsOf: file)
      return Entry(
        name: file.deletingPathExtension().lastPathComponent,
        chart: try JSONDecoder().decode(Chart.self, from: bytes),
        source: String(decoding: bytes, as: UTF8.self))
    }
  }

  /// Draws every example as PNG and SVG into `folder`, and a page that shows them with their
  /// specifications.
  public func write(
    to folder: URL, theme: Theme.Name = .report, size: FigureSize? = nil
  ) throws {
    var page = """
      # Gallery

      One example of every mark, statistic, scale and composite. The data are made up. `make figures`
      draws this page anew; `almanac plot --spec FILE` draws one of the specifications.


      """
    for entry in entries {
      var chart = entry.chart
      chart.theme = theme
      if let size { chart.size = size }
      let compiled = try chart.compile(data)
      try compiled.png(dpi: 150).write(to: folder.appendingPathComponent(entry.name + ".png"))
      try compiled.svg(id: entry.name).write(to: folder.appendingPathComponent(entry.name + ".svg"))
      let alt = compiled.altText.map { "[]\n".contains($0) ? " " : String($0) }.joined()
      page += """
        ## \(entry.name)

        ![\(alt)](\(entry.name).png)

        <details><summary>Specification</summary>

        ```json
        \(entry.source.trimmingCharacters(in: .whitespacesAndNewlines))
        ```

        </details>


        """
    }
    try Data(page.utf8).write(to: folder.appendingPathComponent("README.md"))
  }
}
