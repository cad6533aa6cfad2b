internal import Basics
package import Charts
internal import Drawing

/// The pictures of the domain, which a figure may hold instead of a chart.
package enum CarbonPictures {
  /// All of them.
  package static let all: [any PictureKind] = [LabelCardPicture()]
}

/// The A-E efficiency label of one model: the scale with the overall rating, and each measure with its
/// value and rating. The last row of the table is the overall one; its value names the model.
package struct LabelCardPicture: PictureKind {
  package let name = "label-card"
  package let keys: [Layer.CodingKeys] = [.x, .y, .label]

  /// The kind.
  package init() {}

  package func contradiction(
    in picture: Picture
  ) -> (key: Layer.CodingKeys, message: String)? { nil }

  package func draw(
    _ rows: PictureRows, on sheet: PictureSheet
  ) throws(ChartError) -> DrawnPicture {
    var card = try LabelCardDrawing(rows, sheet)
    card.draw()
    return DrawnPicture(
      nodes: card.nodes, height: card.y + 1, title: card.title, sentences: card.sentences,
      rows: card.drawn(name))
  }
}

private struct LabelCardDrawing {
  private let setter: TextSetter
  private let width: Double
  private let measures: [String?]
  private let values: [String?]
  private let ratings: [String?]
  private let last: Int
  /// The colours are made for white: on another ground they have an edge.
  private let edge: Scene.Line?

  private(set) var nodes: [Scene.Node] = []
  private(set) var y: Double

  /// Letters and colours; white text on each has more than 4.5:1, and the letter says what the colour
  /// says.
  private static let colors: [(letter: String, color: Color)] = [
    ("A", Color(0x00693E)), ("B", Color(0x4B7A12)), ("C", Color(0x8A6D00)),
    ("D", Color(0xB0520C)), ("E", Color(0xB3261E)),
  ]

  private var s: Double { setter.scale }
  private var pad: Double { 10 * s }
  private var name: String { values[last] ?? "" }

  init(_ rows: PictureRows, _ sheet: PictureSheet) throws(ChartError) {
    try rows.check(rows.table.rowCount)
    setter = sheet.setter
    width = sheet.width
    measures = try rows.texts(.label)
    var values = try rows.texts(.x)
    ratings = try rows.texts(.y)
    guard let last = measures.indices.last else {
      throw .conflict("a label card needs rows: the measures, and the overall rating last")
    }
    for index in values.indices.dropLast() { values[index] = values[index].map(Self.grouped) }
    (self.values, self.last) = (values, last)
    edge =
      sheet.theme == .dark ? .init(.muted, Stroke(0.6 * sheet.setter.scale)) : nil
    y = 10 * sheet.setter.scale
  }

  /// A number among the values, with its thousands set apart; other texts as they are.
  private static func grouped(_ value: String) -> String {
    guard let number = Double(value),
      value.allSatisfy({ $0.isASCII && ($0.isNumber || ".-".contains($0)) })
    else { return value }
    let decimals = value.split(separator: ".").dropFirst().first?.count ?? 0
    return NumberFormat(.number, decimals: decimals).text(number)
  }

  mutating func draw() {
    drawHead()
    drawScale()
    y += 7 * s
    for index in measures.indices where index != last { drawMeasure(index) }
    y += pad * 0.6
    nodes.insert(
      .path(
        Path(Rect(x: 0.5, y: 0.5, width: width - 1, height: y), radius: 6 * s), fill: nil,
        line: .init(.muted, Stroke(0.8 * s))), at: 0)
  }

  private mutating func drawHead() {
    let big = TextStyle(13 * s, isBold: true)
    for (text, style, paint) in [
      ("Training efficiency", setter.subtitle, Paint.muted), (name, big, .ink),
    ] {
      let shown = setter.shortened(text, style, to: width - 2 * pad)
      let extent = setter.extent(shown, style)
      nodes.append(
        .text(setter.text(shown, style, .title, at: Point(pad, y + extent.ascent), paint: paint)))
      y += extent.height
    }
    y += 6 * s
  }

  /// The steps from A to E, and at one of them the pointer to the model's own rating.
  private mutating func drawScale() {
    let style = TextStyle(11 * s, isBold: true)
    let bar = 19 * s
    for (index, step) in Self.colors.enumerated() {
      let length = (width - 2 * pad) * (0.24 + 0.09 * Double(index))
      let tip = bar * 0.45
      nodes.append(
        .path(
          Path(
            [
              Point(pad, y), Point(pad + length, y), Point(pad + length + tip, y + bar / 2),
              Point(pad + length, y + bar), Point(pad, y + bar),
            ], closed: true), fill: .init(.fixed(step.color)), line: edge))
      let extent = setter.extent(step.letter, style)
      nodes.append(
        .text(
          setter.text(
            step.letter, style, .label,
            at: Point(pad + 6 * s, y + bar / 2 - extent.height / 2 + extent.ascent),
            paint: .fixed(Color(0xFFFFFF)))))
      if ratings[last] == step.letter { drawPointer(step.letter, bar) }
      y += bar + 3 * s
    }
  }

  private mutating func drawPointer(_ letter: String, _ bar: Double) {
    let right = width - pad
    let left = right - 42 * s
    let (top, bottom) = (y - 4 * s, y + bar + 4 * s)
    nodes.append(
      .path(
        Path(
          [
            Point(right, top), Point(left + 10 * s, top), Point(left, (top + bottom) / 2),
            Point(left + 10 * s, bottom), Point(right, bottom),
          ], closed: true), fill: .init(.ink), line: nil))
    let style = TextStyle(16 * s, isBold: true)
    let extent = setter.extent(letter, style)
    nodes.append(
      .text(
        setter.text(
          letter, style, .label,
          at: Point(
            (left + 10 * s + right) / 2, (top + bottom) / 2 - extent.height / 2 + extent.ascent),
          anchor: .middle, paint: .background)))
  }

  /// A measure, its value and its rating.
  private mutating func drawMeasure(_ index: Int) {
    let style = setter.legend
    let (row, chip) = (17 * s, 14 * s)
    nodes.append(
      .path(
        Path([Point(pad, y), Point(width - pad, y)]), fill: nil,
        line: .init(.grid, Stroke(0.7 * s))))
    let value = values[index] ?? "not reported"
    let extent = setter.extent(value, style)
    let base = y + row / 2 - extent.height / 2 + extent.ascent
    let valueRight = width - pad - chip - 7 * s
    nodes.append(
      .text(
        setter.text(
          setter.shortened(
            measures[index] ?? "", style, to: valueRight - extent.width - pad - 6 * s), style,
          .label, at: Point(pad, base), paint: .muted)))
    nodes.append(
      .text(setter.text(value, style, .label, at: Point(valueRight, base), anchor: .end)))
    let found = Self.colors.first { $0.letter == ratings[index] }
    let rect = Rect(x: width - pad - chip, y: y + (row - chip) / 2, width: chip, height: chip)
    nodes.append(
      .path(
        Path(rect, radius: 2.5 * s), fill: .init(found.map { .fixed($0.color) } ?? .surface),
        line: edge))
    var bold = style
    bold.isBold = true
    nodes.append(
      .text(
        setter.text(
          found?.letter ?? "–", bold, .label, at: Point(rect.midX, base), anchor: .middle,
          paint: found == nil ? .muted : .fixed(Color(0xFFFFFF)))))
    y += row
  }

  var title: String { "Efficiency label of \(name)" }

  var sentences: [String] {
    let words = measures.indices.filter { $0 != last }.map {
      "\(measures[$0] ?? ""): \(values[$0] ?? "not reported"), rated \(ratings[$0] ?? "–")"
    }
    return ["Overall rating \(ratings[last] ?? "none").", words.joined(separator: "; ") + "."]
  }

  func drawn(_ kind: String) -> [DrawnRow] {
    measures.indices.map { index in
      var entry = DrawnRow(0, kind, ratings[index], nil)
      (entry.label, entry.place) = (measures[index], values[index])
      return entry
    }
  }
}
