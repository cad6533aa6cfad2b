public import Foundation
internal import Statistics
internal import Tables

/// One example of every mark, statistic, scale and picture, from specifications and small data in a
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

  /// Reads `specs/*.json`, `data/*.csv` and `models.json` of a folder; `pictures` are the kinds that the charts may
  /// hold beside a row flow.
  package init(folder: URL, pictures: [any PictureKind]) throws {
    let boundary = FileBoundary("the gallery's folder")
    func files(_ name: String, _ ending: String) throws -> [(name: String, path: String)] {
      try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent(name).path
      ).filter { $0.hasSuffix(ending) }.sorted().map { file in
        (
          String(file.dropLast(ending.count)),
          try boundary.file("\(name)/\(file)", in: folder.path)
        )
      }
    }
    var tables: [String: Table] = [:]
    for file in try files("data", ".csv") {
      tables[file.name] = try CSVReader.read(path: file.path)
    }
    let list = try boundary.file("models.json", in: folder.path)
    let fits = try YAMLValue.parse(TextFile.read(list), file: list)
    var models: [String: FitCurve] = [:]
    for fit in fits?.mapping ?? [] {
      guard let formula = fit.value["formula"]?.text, let name = fit.value["table"]?.text,
        let table = tables[name]
      else {
        throw YAMLError(
          at: fit.position, "a model needs a formula and a table of the folder 'data'")
      }
      let result = try Analysis.run(
        AnalysisRequest(
          method: "ols", table: table, where: fit.value["where"]?.text, formula: formula))
      guard let model = result.model else { continue }
      // All models of the gallery are of decimal logarithms, and drawn on the scale of the data.
      models[fit.key] = FitCurve(
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
    entries = try files("specs", ".json").map { file in
      Entry(
        name: file.name, chart: try Chart(file: file.path, pictures: pictures),
        source: try TextFile.read(file.path))
    }
  }

  /// Draws every example as PNG and SVG, and a page that shows them with their specifications; `write`
  /// takes the name and the content of each file.
  public func draw(
    theme: Theme.Name = .report, size: FigureSize? = nil, _ write: (String, Data) throws -> Void
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
      try write(entry.name + ".png", compiled.png(dpi: 150))
      try write(entry.name + ".svg", compiled.svg(id: entry.name))
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
    try write("README.md", Data(page.utf8))
  }
}
