extension Column {
  /// About how many bytes the values take for each row, and how many whatever the number of rows.
  var byteSize: (aRow: Double, fixed: Double) {
    let rows = Double(max(1, count))
    let marks = validity == nil ? 0 : 1.0 / 8
    if let plain { return (Double(plain.byteCount) / rows + 8 + marks, 0) }
    switch values {
    case .double, .int, .timestamp: return (8 + marks, 0)
    case .date: return (4 + marks, 0)
    case .bool: return (1.0 / 8 + marks, 0)
    case .text(let text): return (4 + marks, text.dictionary.byteSize)
    case .textList(let lists):
      return (8 + 4 * Double(lists.codes.count) / rows + marks, lists.dictionary.byteSize)
    }
  }
}

extension TextDictionary {
  /// The bytes of the texts and of what finds them.
  fileprivate var byteSize: Double { Double(byteCount + 40 * count) }
}
