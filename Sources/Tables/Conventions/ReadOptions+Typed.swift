internal import Basics

extension ReadOptions {
  /// The table of columns whose types their source says, as a database does. A text stays a text, unless another type
  /// was declared for it; words for missing values count, and an empty text is one only where it is among them.
  ///
  /// - Parameters:
  ///   - names: All columns of the source, those that were not asked for included.
  ///   - source: What the source is called in errors.
  package func table(
    typed columns: [(name: String, column: Column)], of names: [String], rows: Int, source: String
  ) throws(ReadError) -> Table {
    var own = self
    var finished: [(name: String, column: Column)] = []
    for (name, column) in columns {
      var column = column.without(missingWords(name))
      if column.type == .text {
        let type = types[name] ?? .text
        if type != .text, firstType(name) == type {
          column = try column.read(as: type, name, source)
        } else if types[name] == nil {
          own.types[name] = .text
        }
      }
      finished.append((name, column))
    }
    return try own.finished(finished, of: names, rows: rows, file: source)
  }
}

extension Column {
  /// The column without the cells that are one of `words`, or the number that one of them is.
  fileprivate func without(_ words: [String]) -> Column {
    guard !words.isEmpty else { return self }
    let texts = Set(words.map { Array($0.utf8) })
    let numbers = words.compactMap { Casting.cast(.text($0), to: .double).doubleValue }
    func isGone(_ text: UnsafeBufferPointer<UInt8>) -> Bool { texts.contains(Array(text)) }
    let gone: (Int) -> Bool
    if let plain {
      gone = { isGone(plain.text($0)) }
    } else {
      switch values {
      case .text(let values):
        let codes = (0..<UInt32(values.dictionary.count)).map {
          values.dictionary.withUTF8($0, isGone)
        }
        guard codes.contains(true) else { return self }
        gone = { codes[Int(values.codes[$0])] }
      case .double(let values): gone = { numbers.contains(values[$0]) }
      case .int(let values): gone = { numbers.contains(Double(values[$0])) }
      default: return self
      }
    }
    let validity = Bitmap(count: count) { isValid($0) && !gone($0) }
    if let plain { return Column(plain, validity: validity, metadata: metadata) }
    return Column(values, validity: validity, metadata: metadata)
  }

  /// The texts as values of a type; fails at the first that is none.
  fileprivate func read(
    as type: ColumnType, _ name: String, _ source: String
  ) throws(ReadError) -> Column {
    var builder = ValueColumnBuilder(type: type)
    for row in 0..<count {
      let value = value(at: row)
      let cast = Casting.cast(value, to: type)
      guard cast != .missing || value == .missing else {
        throw ReadError(
          file: source, column: name,
          problem:
            "the column is declared as \(type.rawValue), but '\(value.description.prefix(80))' is none; "
            + "declare it as text, or name the word under 'missing'")
      }
      builder.append(value == .missing ? .missing : cast)
    }
    return builder.column(metadata: metadata)
  }
}
