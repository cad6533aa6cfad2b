internal import Basics
internal import ArgumentParser
internal import Carbon
internal import Charts
internal import Foundation
internal import Studies
internal import Tables

/// `almanac plot`: one chart of one file.
struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw one chart of a data file.",
    discussion: """
      The grammar is that of a study's figures: a mark, and columns or expressions for positions \
      and colours. The title and the axes follow from the data.

        almanac plot models.csv --mark histogram --x downloads --log x -o downloads.png
        almanac plot models.csv --mark boxplot --x domain --y co2 --log y -o co2.pdf
        almanac plot models.csv --mark point --x 'ln(size)' --y co2 --by domain --fit loess -o fit.svg
        almanac plot models.csv --spec chart.yml -o chart.png -o chart.pdf

      Marks: \(Mark.allCases.map(\.rawValue).joined(separator: ", ")).
      """)

  @Argument(help: ArgumentHelp(DataFile.help))
  var file: String

  @Option(help: ArgumentHelp("How the data are drawn; see the list above.", valueName: "mark"))
  var mark: String?

  @Option(help: ArgumentHelp("Column or expression for the horizontal position.", valueName: "col"))
  var x: String?

  @Option(help: ArgumentHelp("Column or expression for the vertical position.", valueName: "col"))
  var y: String?

  @Option(
    help: ArgumentHelp(
      "Column or expression for the colour; each value is a series.", valueName: "col"))
  var by: String?

  @Option(help: ArgumentHelp("Logarithmic axes: x, y or xy.", valueName: "axes"))
  var log: String?

  @Option(
    help: ArgumentHelp(
      "Add a curve: loess, spline, or a model with its band: ols, robust, quantile-regression, poisson.",
      valueName: "method"))
  var fit: String?

  @Option(help: ArgumentHelp("One panel for each value of this column.", valueName: "col"))
  var facet: String?

  @Option(help: ArgumentHelp("Title above the figure.", valueName: "text"))
  var title: String?

  @Option(help: ArgumentHelp("Colours: paper, report or dark.", valueName: "theme"))
  var theme: String?

  @Option(help: ArgumentHelp("single, one-and-half, double or slide.", valueName: "preset"))
  var size: String?

  @Option(
    help: ArgumentHelp("A chart as a YAML file, instead of mark and columns.", valueName: "file"))
  var spec: String?

  @Option(help: ArgumentHelp("Resolution of a PNG; 150 by default.", valueName: "number"))
  var dpi: Double?

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp(
      "The picture to write: .png, .pdf or .svg; may be given several times.", valueName: "file"),
    transform: PictureFile.init)
  var outputs: [PictureFile]

  @Flag(help: "Write the text of an SVG as shapes, for viewers without the fonts.")
  var outlines = false

  @Flag(help: "Treat warnings (a missing glyph, a dropped label) as errors.")
  var strict = false

  @OptionGroup var reading: DataFileArguments

  @OptionGroup var verbosity: Verbosity

  func validate() throws {
    if spec == nil && mark == nil {
      throw ValidationError("Say what to draw with --mark or --spec.")
    }
    if spec != nil && mark != nil { throw ValidationError("--spec and --mark cannot be combined.") }
    if let log, !["x", "y", "xy", "yx", "x,y", "y,x"].contains(log) {
      throw ValidationError("--log takes x, y or xy, not '\(log)'.")
    }
    if let dpi, !(10...2400).contains(dpi) {
      throw ValidationError("--dpi must be between 10 and 2400, not \(dpi).")
    }
    if outputs.isEmpty { throw ValidationError("Say where to write the picture with -o.") }
    if dpi != nil, !outputs.contains(where: { $0.format == .png }) {
      throw ValidationError("--dpi is for a .png, and none is written.")
    }
    if outlines, !outputs.contains(where: { $0.format == .svg }) {
      throw ValidationError("--outlines is for an .svg, and none is written.")
    }
    if let twice = outputs.enumerated().first(where: { index, output in
      outputs[..<index].contains { $0.path == output.path }
    }) {
      throw ValidationError("-o names '\(twice.element.path)' twice.")
    }
    guard spec == nil else {
      let options = [
        ("--x", x), ("--y", y), ("--by", by), ("--where", reading.where), ("--log", log),
        ("--fit", fit),
        ("--facet", facet), ("--title", title), ("--theme", theme), ("--size", size),
      ]
      guard let option = options.first(where: { $0.1 != nil })?.0 else { return }
      throw ValidationError(
        "--spec describes the whole chart; set what \(option) says in its file.")
    }
    let chart = try chart()
    do throws(ChartError) {
      try chart.check()
    } catch {
      throw ValidationError(Self.told(error) + ".")
    }
  }

  /// A problem of the chart, reported by the option that it comes from.
  private static func told(_ error: ChartError) -> String {
    let options = [
      "color": "--by", "x": "--x", "y": "--y", "where": "--where", "facet": "--facet",
      "x.type": "--log", "y.type": "--log",
    ]
    guard case .specification(_, let key, let message) = error, let option = options[key] else {
      return "\(error)"
    }
    return "\(option): \(message)"
  }

  func run() throws {
    let console = Console(verbosity)
    let chart = try spec.map { try Chart(file: $0, pictures: CarbonPictures.all) } ?? chart()
    console.progress("reading \(file)")
    let table = try DataFile(file, reading).read(
      columns: columns(of: chart), console: console, keepsRows: true)
    console.progress("drawing \(outputs.map(\.path).joined(separator: ", "))")
    let name = chart.tableNames.first ?? ""
    var data = ChartData(tables: [name: table])
    let fitted = PlotFit.Fitted()
    if let fit, spec == nil {
      data.models[fit] = try PlotFit(fit).curve(x: x, y: y, log: log ?? "", fitted)
    }
    let compiled: CompiledChart
    do throws(ChartError) {
      compiled = try chart.compile(data)
    } catch {
      guard spec == nil else { throw error }
      throw ChartOptionError(description: Self.told(error))
    }
    for (name, result) in fitted.all {
      console.say((name.isEmpty ? "" : name + "\n") + StatSummary(result).text)
    }
    if strict, let warning = compiled.warnings.first { throw StrictWarning(message: warning) }
    for warning in compiled.warnings { console.warn(warning) }
    for note in compiled.notes { console.say(note) }
    console.detail(compiled.altText)
    for output in outputs {
      let picture =
        switch output.format {
        case .png: try compiled.png(dpi: dpi ?? 150)
        case .pdf: try compiled.pdf()
        case .svg: compiled.svg(id: "chart", outlines: outlines)
        }
      try output.write(picture)
    }
  }

  private func chart() throws -> Chart {
    func named<Value: RawRepresentable<String> & CaseIterable>(
      _ text: String, _ option: String
    ) throws -> Value {
      if let value = Value(rawValue: text) { return value }
      let known = Value.allCases.map(\.rawValue)
      let hint = text.nearest(in: known).map { "did you mean '\($0)'?" }
      throw ValidationError(
        "\(option) does not know '\(text)'; \(hint ?? "one of \(known.joined(separator: ", "))").")
    }
    var layer = Layer(try named(mark ?? "", "--mark"))
    layer.x = x.map { .expression($0) }
    layer.y = y.map { .expression($0) }
    layer.color = by.map { .expression($0) }
    layer.where = reading.where
    var layers = [layer]
    if let fit { layers.append(try PlotFit(fit).layer(over: layer)) }
    var chart = Chart(layers: layers, title: title)
    if log?.contains("x") == true { chart.scales.x.type = .log }
    if log?.contains("y") == true { chart.scales.y.type = .log }
    chart.facet = facet.map { Facet(by: .expression($0)) }
    if let theme { chart.theme = try named(theme, "--theme") }
    if let size { chart.size = FigureSize(try named(size, "--size") as FigureSize.Preset) }
    return chart
  }

  /// The columns that a chart by options reads; `nil`, all of them, for a specification.
  private func columns(of chart: Chart) -> [String]? {
    guard spec == nil else { return nil }
    let texts = [x, y, by, reading.where, facet].compactMap { $0 }
    guard !texts.isEmpty else { return nil }
    return texts
  }
}

/// An option that does not go with the data.
struct ChartOptionError: Error, CustomStringConvertible {
  let description: String
}

/// A warning that `--strict` makes an error.
struct StrictWarning: Error, CustomStringConvertible {
  let message: String

  var description: String { "\(message) (--strict turns warnings into errors)" }
}
