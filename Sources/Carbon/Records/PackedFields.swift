internal import Basics
internal import Tables

/// A table whose texts may hold fields: JSON, or YAML as in the front matter of a card.
struct PackedFields {
  private(set) var table: Table

  init(_ table: Table) { self.table = table }

  /// The table with the fields at some paths of the texts of a column as columns of their own; as it is where it has no
  /// such column.
  func unpacked(_ column: String, as prefix: String, _ paths: [[String]]) -> PackedFields {
    guard let texts = table[column], texts.type == .text else { return self }
    var cells = [[String?]](
      repeating: [String?](repeating: nil, count: table.rowCount), count: paths.count)
    for (row, text) in texts.cellTexts.enumerated() {
      guard let text, let fields = Self.fields(text) else { continue }
      for (place, path) in paths.enumerated() {
        let value = path.reduce(Optional(fields)) { found, key in found?[key] }
        cells[place][row] = value.flatMap(Self.cell)
      }
    }
    var result = self
    for (path, own) in zip(paths, cells) {
      let name = ([prefix] + path).joined(separator: ".")
      guard table[name] == nil else { continue }
      try? result.table.set(name, to: Column(texts: own))
    }
    return result
  }

  /// The fields of a text; `nil` where it holds none.
  private static func fields(_ text: String) -> JSON? {
    let text = text.trimmed
    if text.first == "{", let json = try? JSON.parse(text) { return json }
    return (try? YAMLValue.parse(text, file: "card_data"))?.json
  }

  /// A field as the cell of a column; mappings have cells of their own.
  private static func cell(_ value: JSON) -> String? {
    switch value {
    case .null, .object: nil
    case .string(let text): text
    default: value.text()
    }
  }
}
