internal import Basics
internal import Drawing
internal import Foundation
internal import Tables

/// Runs the steps from a specification to a compiled chart.
struct ChartCompiler {
  let chart: Chart
  let data: ChartData

  static let pointsPerMillimetre = 72 / 25.4

  /// What a chart without titles around it is made of.
  struct Body {
    var nodes: [Scene.Node]
    var description: ChartDescription
    var drawn: [DrawnRow]
    var warnings: [String]
    var notes: [String]
  }

  func compile() throws(ChartError) -> CompiledChart {
    try chart.check()
    let size = chart.size ?? FigureSize(chart.panels.count > 1 ? .double : .oneAndHalf)
    let width = size.width * Self.pointsPerMillimetre
    let setter = TextSetter(width: width)
    guard setter.hasLetters else {
      throw .drawing(
        "no font with Latin letters is installed; install one, such as fonts-dejavu-core")
    }
    let margin = 6 * setter.scale
    var nodes: [Scene.Node] = []
    var y = margin
    let inner = width - 2 * margin
    // A note may be of several paragraphs.
    let noteLines = (chart.note ?? "").split(separator: "\n").flatMap {
      setter.wrapped(String($0), setter.note, to: inner, limit: 12)
    }
    func lines(_ text: String, _ style: TextStyle, _ role: Scene.Text.Role, _ paint: Paint) {
      for line in role == .note ? noteLines : setter.wrapped(text, style, to: inner, limit: 2) {
        let extent = setter.extent(line, style)
        nodes.append(
          .text(
            setter.text(
              StyledText(markup: line), style, role, at: Point(margin, y + extent.ascent),
              paint: paint)))
        y += extent.height
      }
    }
    if let title = chart.title, !title.isEmpty { lines(title, setter.title, .title, .ink) }
    if let subtitle = chart.subtitle, !subtitle.isEmpty {
      lines(subtitle, setter.subtitle, .subtitle, .muted)
    }
    if y > margin { y += 4 * setter.scale }
    let head = y
    let foot =
      Double(noteLines.count) * setter.lineHeight(setter.note) + (noteLines.isEmpty ? 0 : 4)
    let fixed = size.height.map { $0 * Self.pointsPerMillimetre - head - foot - margin }
    let composer = Composer(data: data, setter: setter)
    let (body, bodyHeight) = try composer.body(chart, width: inner, height: fixed)
    nodes += Scene.moved(body.nodes, margin, head)
    y = head + bodyHeight + (noteLines.isEmpty ? 0 : 4)
    if let note = chart.note { lines(note, setter.note, .note, .muted) }
    // What needs more height than asked for gets it: nothing is cut off.
    let height = max(size.height.map { $0 * Self.pointsPerMillimetre } ?? 0, y + margin)
    var scene = Scene(width: width, height: height)
    scene.nodes = nodes
    var warnings = body.warnings
    let missing = setter.measurer.missingGlyphs
    for scalar in missing.prefix(ChartLimits.glyphWarnings) {
      let code = String(scalar.value, radix: 16, uppercase: true)
      let padded = String(repeating: "0", count: max(0, 4 - code.count)) + code
      let figure = chart.title.map { " of '\($0)'" } ?? ""
      warnings.append(
        "neither \(ThemeFont.installed) nor any other installed font has the character "
          + "'\(scalar)' (U+\(padded))\(figure); it is drawn as a box with its code")
    }
    if missing.count > ChartLimits.glyphWarnings {
      warnings.append(
        "no installed font has \(missing.count - ChartLimits.glyphWarnings) more characters")
    }
    let given = chart.title.flatMap { $0.isEmpty ? nil : $0 }
    let title = given ?? body.description.title
    return CompiledChart(
      scene: scene, theme: .named(chart.theme), title: HostileText.visible(title),
      altText: HostileText.visible(
        chart.alt ?? body.description.alt(title: given, notes: body.notes)),
      longDescription: HostileText.visible(
        body.description.long(title: title, notes: body.notes)),
      dataAsDrawn: try DrawnRow.table(body.drawn), warnings: warnings, notes: body.notes)
  }
}
