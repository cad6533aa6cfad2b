internal import Basics

/// The text without blanks of any kind around it: tabs, and those that do not break.
func withoutBlanks(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
  guard let first = text.first, let last = text.last,
    first <= 0x20 || last <= 0x20 || first >= 0xC2 || last >= 0x80
  else { return text }
  let blanks: [[UInt8]] = [
    [0xC2, 0xA0], [0xE2, 0x80, 0xAF], [0xE2, 0x80, 0x89], [0xEF, 0xBB, 0xBF],
  ]
  var rest = text[...]
  while let first = rest.first {
    if first <= 0x20 {
      rest = rest.dropFirst()
    } else if let blank = blanks.first(where: { rest.starts(with: $0) }) {
      rest = rest.dropFirst(blank.count)
    } else {
      break
    }
  }
  while let last = rest.last {
    if last <= 0x20 {
      rest = rest.dropLast()
    } else if let blank = blanks.first(where: { rest.suffix($0.count).elementsEqual($0) }) {
      rest = rest.dropLast(blank.count)
    } else {
      break
    }
  }
  return UnsafeBufferPointer(rebasing: rest)
}

extension Column {
  /// Calls `body` with each distinct text of a column of texts, how many rows hold it and the first of them; of texts
  /// that hardly repeat, with each row.
  func forEachText(_ body: (UnsafeBufferPointer<UInt8>, _ rows: Int, _ first: Int) -> Void) {
    if let plain {
      for row in 0..<plain.count where isValid(row) { body(plain.text(row), 1, row) }
      return
    }
    guard case .text(let texts) = values else { return }
    var rows = [Int](repeating: 0, count: texts.dictionary.count)
    var firsts = rows
    for (row, code) in texts.codes.enumerated() where isValid(row) {
      if rows[Int(code)] == 0 { firsts[Int(code)] = row }
      rows[Int(code)] += 1
    }
    for code in rows.indices where rows[code] > 0 {
      texts.dictionary.withUTF8(UInt32(code)) { body($0, rows[code], firsts[code]) }
    }
  }

  /// The column with each text turned into a value; `nil` where `body` has none, those are missing. Each distinct text
  /// is asked once.
  private func mapped<Value>(
    blank: Value, _ body: (UnsafeBufferPointer<UInt8>) -> Value?
  ) -> (values: [Value], validity: Bitmap) {
    var result = [Value](repeating: blank, count: count)
    if let plain {
      let validity = Bitmap(count: count) { row in
        guard isValid(row), let value = body(plain.text(row)) else { return false }
        result[row] = value
        return true
      }
      return (result, validity)
    }
    guard case .text(let texts) = values else {
      return (result, Bitmap(repeating: false, count: count))
    }
    let known = (0..<texts.dictionary.count).map { texts.dictionary.withUTF8(UInt32($0), body) }
    let validity = Bitmap(count: count) { row in
      guard isValid(row), let value = known[Int(texts.codes[row])] else { return false }
      result[row] = value
      return true
    }
    return (result, validity)
  }

  /// The texts as numbers with `sign` before the decimals; words for missing values are missing. `nil` where a whole
  /// number would lose digits.
  func numbers(_ sign: DecimalSign) -> Column? {
    var losesDigits = false
    func scan(_ text: UnsafeBufferPointer<UInt8>) -> (scan: DecimalScanner.Scan, text: [UInt8])? {
      guard let reading = WrittenNumber(withoutBlanks(text))?.reading(sign) else { return nil }
      return reading.text.withUnsafeBufferPointer { DecimalScanner.scan($0) }.map {
        ($0, reading.text)
      }
    }
    func whole(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
      let text = withoutBlanks(text)
      guard !text.isEmpty, !MissingWords.contains(text) else { return nil }
      guard let (scan, digits) = scan(text),
        let value = DecimalScanner.int(scan, digits: digits.count - (scan.negative ? 1 : 0))
      else {
        losesDigits = true
        return nil
      }
      return value
    }
    let integers = mapped(blank: Int64(0), whole)
    if !losesDigits {
      return Column(.int(integers.values), validity: integers.validity, metadata: metadata)
    }
    losesDigits = false
    let doubles = mapped(blank: 0.0) { text -> Double? in
      let text = withoutBlanks(text)
      guard !text.isEmpty, !MissingWords.contains(text) else { return nil }
      guard let (scan, digits) = scan(text) else {
        return DecimalScanner.word(text).flatMap { $0.isNaN ? nil : $0 }
      }
      let value = digits.withUnsafeBufferPointer { DecimalScanner.double(scan, $0) }
      // A whole number that a double cannot hold, or one that is too large.
      let whole = DecimalScanner.int(scan, digits: digits.count - (scan.negative ? 1 : 0))
      if !value.isFinite || scan.isInteger && whole.flatMap({ Double(exactly: $0) }) == nil {
        losesDigits = true
      }
      return value
    }
    guard !losesDigits else { return nil }
    return Column(.double(doubles.values), validity: doubles.validity, metadata: metadata)
  }

  /// The texts as dates, or as points in time where one of them has a time of day.
  func moments(_ order: DayOrder, hasTime: Bool) -> Column {
    if hasTime {
      let found = mapped(blank: Int64(0)) { text in
        let text = withoutBlanks(text)
        return DateScanner.microseconds(text) ?? WrittenMoment(text)?.microseconds(order)
      }
      return Column(.timestamp(found.values), validity: found.validity, metadata: metadata)
    }
    let found = mapped(blank: Int32(0)) { text in
      let text = withoutBlanks(text)
      return DateScanner.days(text)
        ?? WrittenMoment(text)?.day(order).flatMap { Int32(exactly: $0) }
    }
    return Column(.date(found.values), validity: found.validity, metadata: metadata)
  }

  /// The texts `true` and `false` as truth values.
  var truthValues: Column {
    let found = mapped(blank: false) { bool(withoutBlanks($0)) }
    return Column(.bool(Bitmap(found.values)), validity: found.validity, metadata: metadata)
  }

  /// Whether all numbers of a column of doubles could be written as thousands with a point between, `2.107` or `900`;
  /// `1.000` is one that has no fraction.
  var mayBeGroups: Bool {
    guard case .double(let values) = values else { return false }
    return values.indices.allSatisfy { row in
      guard isValid(row) else { return true }
      let thousands = values[row] * 1000
      return thousands.magnitude < 1e6 && (thousands - thousands.rounded()).magnitude < 1e-6
    }
  }
}
