internal import Basics
internal import Tables

/// A whole picture instead of layers: without axes and series, drawn by a kind of its own from the rows of a table.
///
/// A specification writes it as the only layer of a chart, with its kind in the place of a mark.
public struct Picture: Sendable {
  /// What it is.
  package let kind: any PictureKind
  /// The table, where it is not the chart's.
  package var table: String?
  /// Only rows for which this condition holds.
  package var `where`: String?
  /// What it is drawn from, by key.
  package var mappings: [Layer.CodingKeys: Mapping]

  /// A picture of a kind.
  package init(_ kind: any PictureKind, _ mappings: [Layer.CodingKeys: Mapping] = [:]) {
    self.kind = kind
    self.mappings = mappings
  }

  /// What the picture says that cannot be drawn, or would be swallowed.
  var problem: SpecificationProblem? {
    if let (key, message) = kind.contradiction(in: self) {
      return SpecificationProblem(key: key.rawValue, message: message)
    }
    for key in kind.keys {
      guard case .number(let value)? = mappings[key], !(abs(value) <= ChartLimits.magnitude) else {
        continue
      }
      return SpecificationProblem(
        key: key.rawValue, message: "numbers must be between ±1e300, not \(value)")
    }
    return nil
  }
}

extension Picture: Hashable {
  /// Kinds are equal by their names.
  public static func == (a: Picture, b: Picture) -> Bool {
    a.kind.name == b.kind.name && a.table == b.table && a.where == b.where
      && a.mappings == b.mappings
  }

  /// Hashes the name of the kind, and what is drawn.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(kind.name)
    hasher.combine(table)
    hasher.combine(`where`)
    hasher.combine(mappings)
  }
}

extension Picture: Encodable {
  /// Reads a picture of a kind; unknown keys, and those that it does not read, are errors.
  init(_ kind: any PictureKind, from decoder: any Decoder) throws {
    let box = try StrictContainer<Layer.CodingKeys>(decoder, in: "a layer")
    self.init(kind)
    table = try box.optional(.table)
    `where` = try box.optional(.where)
    for key in kind.keys { mappings[key] = try box.optional(key) }
    let known = [.mark, .table, .where] + kind.keys
    if let key = Layer.CodingKeys.allCases.first(where: { !known.contains($0) && box.has($0) }) {
      throw box.refuse(
        SpecificationProblem(
          key: key.rawValue,
          message: "the picture '\(kind.name)' does not read '\(key.rawValue)'; "
            + "it reads \(kind.keys.map(\.rawValue).joined(separator: ", "))"))
    }
    if let problem { throw box.refuse(problem) }
  }

  /// Writes the picture as the layer that it is read from.
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: Layer.CodingKeys.self)
    try box.encode(kind.name, forKey: .mark)
    try box.encodeIfPresent(table, forKey: .table)
    try box.encodeIfPresent(`where`, forKey: .where)
    for key in kind.keys { try box.encodeIfPresent(mappings[key], forKey: key) }
  }
}

/// The layers of a chart as they are written: a list of marks, or one picture.
struct WrittenLayers: Decodable {
  var layers: [Layer] = []
  var picture: Picture?

  init(from decoder: any Decoder) throws {
    let kinds = PictureKinds(decoder)
    let heads = try [Head](from: decoder)
    guard let kind = heads.lazy.compactMap({ kinds.named($0.mark) }).first else {
      layers = try [Layer](from: decoder)
      return
    }
    guard heads.count == 1 else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "'\(kind.name)' fills a chart of its own; give it no other layers"))
    }
    var list = try decoder.unkeyedContainer()
    picture = try Picture(kind, from: try list.superDecoder())
  }

  /// What a layer is called, where it is a layer at all.
  private struct Head: Decodable {
    let mark: String?

    init(from decoder: any Decoder) throws {
      let box = try? decoder.container(keyedBy: Layer.CodingKeys.self)
      mark = try? box?.decodeIfPresent(String.self, forKey: .mark)
    }
  }
}
