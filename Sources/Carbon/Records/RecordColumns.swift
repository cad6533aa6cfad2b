internal import Basics
internal import Tables

/// The columns of a listing by the names that the Hub, the published study's authors and other miners give them.
struct RecordColumns {
  let table: Table

  /// The columns of a listing; front matter and configurations that a dump keeps as one text are taken apart.
  init(table: Table) {
    let packed = PackedFields(table)
    self.table =
      packed.unpacked(
        "card_data", as: "cardData",
        [
          ["license"], ["language"], ["datasets"], ["base_model"], ["library_name"],
          ["co2_eq_emissions"], ["co2_eq_emissions", "emissions"], ["co2_eq_emissions", "source"],
          ["co2_eq_emissions", "training_type"], ["co2_eq_emissions", "geographical_location"],
          ["co2_eq_emissions", "hardware_used"],
        ]
      ).unpacked("config", as: "config", [["model_type"], ["quantization_config"]]).table
  }

  /// Words that stand for no value in dumps.
  private static let missing: Set<String> = ["", "Not Specified", "[]", "nan", "None", "null"]

  /// Every column that the step reads, by what it holds.
  static let sources: [String: [String]] = [
    "id": ["id", "modelId", "model_id", "context_id", "repo", "repo_url"],
    "author": ["author"],
    "created": ["createdAt", "created_at", "hf_commit.created_at", "commits.timestamp"],
    "modified": ["lastModified", "last_modified"],
    "downloads": ["downloads"],
    "allDownloads": ["downloadsAllTime"],
    "likes": ["likes"],
    "task": ["pipeline_tag"],
    "domain": ["domain"],
    "library": ["library_name", "cardData.library_name", "libraries"],
    "licence": ["cardData.license", "license", "licenses"],
    "tags": ["tags", "tag_name"],
    "languages": ["cardData.language", "language", "languages"],
    "datasets": ["cardData.datasets", "datasets"],
    "exact": ["safetensors.total"],
    "gguf": ["gguf.total"],
    "parameters": ["parameters"],
    "storage": ["usedStorage", "size"],
    "type": ["config.model_type"],
    "base": ["cardData.base_model", "baseModels"],
    "emissions": [
      "cardData.co2_eq_emissions.emissions", "cardData.co2_eq_emissions", "co2_eq_emissions",
    ],
    "emissionsSource": ["cardData.co2_eq_emissions.source", "source"],
    "trainingType": ["cardData.co2_eq_emissions.training_type", "training_type"],
    "place": ["cardData.co2_eq_emissions.geographical_location", "geographical_location"],
    "hardware": ["cardData.co2_eq_emissions.hardware_used", "hardware_used", "environment"],
  ]

  /// What begins the names of further columns that are read.
  static let prefixes = ["config.quantization_config", "gguf."]

  /// Columns that hold nothing that the step needs.
  private static let known: Set<String> = [
    "_id", "sha", "private", "disabled", "gated", "config.architectures", "trendingScore",
    "card_data", "config", "siblings", "spaces", "childrenModelCount", "evalResults",
    "cardData.tags", "cardData.metrics",
  ]

  /// The columns that no rule reads.
  var unread: [String] {
    let read = Set(Self.sources.values.joined())
    return table.names.filter { name in
      !read.contains(name) && !Self.known.contains(name)
        && !Self.prefixes.contains(where: name.hasPrefix) && !name.hasPrefix("safetensors.")
    }
  }

  private func columns(_ what: String) -> [Column] {
    (Self.sources[what] ?? []).compactMap { table[$0] }
  }

  /// The first usable text of each row. A number of a column with a unit is told with it.
  func texts(_ what: String) -> [String?] {
    merged(
      columns(what).map { column in
        let texts = column.cellTexts.map { $0.flatMap(Self.usable) }
        guard column.cellNumbers != nil, let unit = column.metadata.unit?.symbol else {
          return texts
        }
        return texts.map { $0.map { "\($0) \(unit)" } }
      })
  }

  private static func usable(_ text: String) -> String? { missing.contains(text) ? nil : text }

  /// The first number of each row; texts that are numbers are read as such.
  func numbers(_ what: String) -> [Double?] {
    merged(
      columns(what).map { column in
        column.cellNumbers
          ?? column.cellTexts.map {
            $0.flatMap { Double($0.trimmed) }.flatMap { $0.isFinite ? $0 : nil }
          }
      })
  }

  /// Bytes of each row, whatever unit the column is in.
  func bytes(_ what: String) -> [Double?] {
    merged(
      columns(what).map { column in
        let factor = column.metadata.unit.flatMap { Self.byteUnits[$0.symbol.lowercased()] } ?? 1
        return (column.cellNumbers ?? []).map { $0.map { $0 * factor } }
      }.filter { !$0.isEmpty })
  }

  private static let byteUnits = [
    "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "kib": 0x1p10, "mib": 0x1p20, "gib": 0x1p30,
    "tib": 0x1p40,
  ]

  /// Whole numbers that are not negative.
  func counts(_ what: String) -> [Int?] {
    numbers(what).map { $0.flatMap { $0 >= 0 ? Int(exactly: $0.rounded(.down)) : nil } }
  }

  /// The first point in time of each row, in microseconds since 1970.
  func times(_ what: String) -> [Int64?] {
    merged(
      columns(what).map { column in
        switch column.values {
        case .counted(.timestamp, let cells):
          cells.indices.map { column.isValid($0) ? cells[$0] : nil }
        case .date(let days):
          days.indices.map { column.isValid($0) ? Timestamp.midnight(days[$0]) : nil }
        default:
          column.cellTexts.map { text in
            guard var text else { return nil }
            return text.withUTF8 { DateScanner.microseconds($0) }
          }
        }
      })
  }

  /// The entries of each row; a text that is no list is its only entry.
  func lists(_ what: String) -> [[String]] {
    let columns = merged(
      columns(what).map { column -> [[String]?] in
        if case .textList = column.values { return column.cellLists }
        return column.cellTexts.map { text in
          text.flatMap(Self.usable).map { text in
            text.first == "[" || text.first == "(" ? Literal.entries(of: text) ?? [text] : [text]
          }
        }
      })
    return columns.map { ($0 ?? []).filter { !$0.isEmpty } }
  }

  private func merged<Cell>(_ columns: [[Cell?]]) -> [Cell?] {
    guard var result = columns.first else { return [Cell?](repeating: nil, count: table.rowCount) }
    for column in columns.dropFirst() {
      for row in result.indices where result[row] == nil { result[row] = column[row] }
    }
    return result
  }

  /// The tags of the rows: each distinct one, and which of them each row has.
  var tags: (distinct: [String], rows: [[Int]]) {
    for name in Self.sources["tags"] ?? [] {
      if case .textList(let lists) = table[name]?.values {
        let rows = (0..<table.rowCount).map { row in
          lists.codes[lists.offsets[row]..<lists.offsets[row + 1]].map { Int($0) }
        }
        return (lists.dictionary.strings, rows)
      }
    }
    var distinct: [String] = []
    var codes: [String: Int] = [:]
    let rows = lists("tags").map { tags in
      tags.map { tag in
        if let code = codes[tag] { return code }
        codes[tag] = distinct.count
        distinct.append(tag)
        return distinct.count - 1
      }
    }
    return (distinct, rows)
  }

  /// Whether a row has a value in a column whose name begins so.
  func holds(_ prefix: String) -> [Bool] {
    var result = [Bool](repeating: false, count: table.rowCount)
    for (name, column) in zip(table.names, table.columns)
    where name == prefix || name.hasPrefix(prefix + ".") {
      for row in result.indices where column.isValid(row) { result[row] = true }
    }
    return result
  }
}
