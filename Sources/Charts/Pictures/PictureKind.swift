internal import Drawing
package import Tables

/// A kind of picture: what it is called, what it reads, and how it is drawn.
///
/// Row flow is known to every chart; other kinds are registered when a chart is read (`Chart(_:pictures:)`).
package protocol PictureKind: Sendable {
  /// What a specification calls it.
  var name: String { get }
  /// The keys that it reads, beside `mark`, `table` and `where`.
  var keys: [Layer.CodingKeys] { get }

  /// A key that another one makes void.
  func contradiction(in picture: Picture) -> (key: Layer.CodingKeys, message: String)?
  /// Draws the rows.
  func draw(_ rows: PictureRows, on sheet: PictureSheet) throws(ChartError) -> DrawnPicture
}

/// The kinds of pictures that a reader of charts knows.
struct PictureKinds {
  private let all: [any PictureKind]

  static let key = CodingUserInfoKey(rawValue: "almanac.pictures")

  init(_ decoder: any Decoder) {
    let told = Self.key.flatMap { decoder.userInfo[$0] as? [any PictureKind] } ?? []
    all = [RowFlowPicture()] + told
  }

  var names: [String] { all.map(\.name) }

  func named(_ name: String?) -> (any PictureKind)? { all.first { $0.name == name } }
}

/// What a picture is drawn on.
package struct PictureSheet {
  /// Sets text.
  package let setter: TextSetter
  /// In points.
  package let width: Double
  /// The colours.
  package let theme: Theme.Name
}

/// The rows that a picture is drawn from.
package struct PictureRows {
  /// The rows that its condition keeps.
  package let table: Table
  private let picture: Picture

  init(_ picture: Picture, _ table: Table) {
    self.picture = picture
    self.table = table
  }

  private func column(_ key: Layer.CodingKeys) throws(ChartError) -> Column {
    guard let mapping = picture.mappings[key] else {
      throw .missingMapping(layer: 0, mark: picture.kind.name, channel: key.rawValue)
    }
    return try ChannelReader.column(mapping, table, layer: 0, channel: key.rawValue)
  }

  /// Whether something is drawn as `key`.
  package func has(_ key: Layer.CodingKeys) -> Bool { picture.mappings[key] != nil }

  /// The values of a key as texts.
  package func texts(_ key: Layer.CodingKeys) throws(ChartError) -> [String?] {
    ChannelReader.texts(try column(key))
  }

  /// The values of a key as numbers; none where it holds others.
  package func numbers(_ key: Layer.CodingKeys) throws(ChartError) -> [Double] {
    try column(key).doublesOrNaN ?? []
  }

  /// Refuses more rows than a picture of one row each can hold.
  package func check(_ count: Int) throws(ChartError) {
    try Composer.checkRows(count, picture.kind.name)
  }
}

/// A picture that is drawn, and what it says.
package struct DrawnPicture {
  var nodes: [Scene.Node]
  var height: Double
  var description: ChartDescription
  var rows: [DrawnRow]

  /// Shapes down to `height`; a title and sentences for those who cannot see them.
  package init(
    nodes: [Scene.Node], height: Double, title: String, sentences: [String], rows: [DrawnRow]
  ) {
    self.nodes = nodes
    self.height = height
    description = ChartDescription(title: title, sentences: sentences, axes: "")
    self.rows = rows
  }
}

extension Composer {
  func drawn(
    _ picture: Picture, _ chart: Chart, width: Double
  ) throws(ChartError) -> (ChartCompiler.Body, Double) {
    let table = try rows(picture.table ?? chart.table, picture.where)
    let drawn = try picture.kind.draw(
      PictureRows(picture, table),
      on: PictureSheet(setter: setter, width: width, theme: chart.theme))
    return (
      .init(
        nodes: [.group("panel-1", drawn.nodes)], description: drawn.description,
        drawn: drawn.rows, warnings: [], notes: []), drawn.height
    )
  }
}
