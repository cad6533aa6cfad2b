internal import Basics

/// What the rules of roles know of one column: its name as words, its profile, and a sample of its values.
struct RoleFacts: Sendable {
  /// So many rows are looked at.
  static let sampleRows = 4000

  let name: NameWords
  let type: ColumnType
  let unit: String?
  let rows, present, distinct: Int
  /// The reading of its cells.
  let reading: ColumnReading?
  /// The different texts of the sample with their rows, without words for no answer; of other types empty.
  let texts: [(text: String, rows: Int)]
  /// The words for no answer that the cells hold.
  let noAnswer: [String]
  /// The numbers of the sample, or those that are in its texts.
  let numbers: NumberFacts?

  init(name: String, _ column: Column, _ profile: ColumnProfile) {
    self.name = NameWords(name)
    type = column.type
    unit = column.metadata.unit?.symbol
    reading = column.metadata.reading
    rows = column.count
    var words: [String] = []
    var texts: [(text: String, rows: Int)] = []
    var numbers: NumberFacts?
    let stride = max(1, column.count / Self.sampleRows)
    let sample = Swift.stride(from: 0, to: column.count, by: stride).filter { column.isValid($0) }
    switch column.type {
    case .text:
      var places: [String: Int] = [:]
      for row in sample {
        guard case .text(let text) = column.value(at: row) else { continue }
        if let place = places[text] {
          texts[place].rows += 1
        } else {
          places[text] = texts.count
          texts.append((text, 1))
        }
      }
      let silent = texts.indices.filter {
        texts[$0].text.utf8.count <= 30
          && RoleWords.noAnswer.contains(NameWords.folded(texts[$0].text))
      }
      // Where nothing else is there, the words are the values.
      if silent.count < texts.count {
        words = silent.map { texts[$0].text }
        let set = Set(silent)
        texts = texts.indices.filter { !set.contains($0) }.map { texts[$0] }
      }
      numbers = NumberFacts(texts: texts)
    case .int, .double:
      numbers = column.gathered(sample.map { Int32(clamping: $0) }).doublesOrNaN.flatMap {
        NumberFacts($0)
      }
    default: break
    }
    self.texts = texts
    self.numbers = numbers
    noAnswer = words
    distinct = profile.distinct - words.count
    let silentRows = words.isEmpty ? 0 : sample.count - texts.reduce(0) { $0 + $1.rows }
    present = column.count - profile.missing - silentRows * stride
  }

  /// Whether each value is there once, or nearly so.
  var isUnique: Bool { present > 1 && Double(distinct) >= 0.98 * Double(present) }

  /// Whether values come again.
  var repeats: Bool { distinct * 2 <= present }

  /// The share of the rows whose text fulfils a condition; the first few hundred texts speak for all.
  func share(_ condition: (String) -> Bool) -> Double {
    let some = texts.prefix(300)
    let all = some.reduce(0) { $0 + $1.rows }
    let holding = some.reduce(0) { $0 + (condition($1.text) ? $1.rows : 0) }
    return all == 0 ? 0 : Double(holding) / Double(all)
  }

  /// The share of the rows whose text is as a pattern says.
  func share<Output>(_ pattern: Regex<Output>) -> Double {
    share { $0.wholeMatch(of: pattern) != nil }
  }

  /// The share of the rows whose text fulfils a condition on its bytes.
  func share(ofBytes condition: (UnsafeBufferPointer<UInt8>) -> Bool) -> Double {
    share { text in
      var text = text
      return text.withUTF8(condition)
    }
  }

  /// The share of the rows whose text holds nothing but digits.
  var digitShare: Double { share(ofBytes: { !$0.isEmpty && $0.allSatisfy(isDigit) }) }

  /// The mean number of words in a text.
  var wordsPerText: Double {
    guard !texts.isEmpty else { return 0 }
    let words = texts.reduce(0) { $0 + $1.text.split(separator: " ").count }
    return Double(words) / Double(texts.count)
  }
}

/// Whether a byte is a digit of ASCII.
func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

/// What a sample of numbers tells.
struct NumberFacts: Sendable {
  /// The values with their rows, ascending, without codes for a missing value.
  let counts: [(value: Double, rows: Int)]
  /// In the order of the rows.
  let isAscending: Bool
  let isWhole: Bool
  let mean, median: Double
  let total: Int
  /// Codes such as -99 that stand apart.
  let codes: [Double]

  init?(_ values: [Double]) {
    let low: Set<Double> = [-1, -7, -8, -9, -88, -98, -99, -999, -9999, -99_999]
    var sorted = values.filter(\.isFinite).sorted()
    var codes: [Double] = []
    if let first = sorted.first, low.contains(first), first != -1,
      let next = sorted.first(where: { !low.contains($0) }),
      next >= 0
    {
      codes = low.sorted().filter { code in sorted.contains(code) }
      sorted.removeAll { codes.contains($0) }
    }
    guard let first = sorted.first else { return nil }
    var counts: [(value: Double, rows: Int)] = [(first, 0)]
    for value in sorted {
      if value == counts[counts.count - 1].value {
        counts[counts.count - 1].rows += 1
      } else {
        counts.append((value, 1))
      }
    }
    self.counts = counts
    self.codes = codes
    total = sorted.count
    isWhole = counts.allSatisfy { $0.value.rounded() == $0.value }
    mean = Moments(sorted).mean
    median = Quantile.median(sorted: sorted)
    let ordered = values.filter { $0.isFinite && !codes.contains($0) }
    isAscending = zip(ordered, ordered.dropFirst()).allSatisfy { $0 <= $1 }
  }

  /// Of texts of which at least four fifths of the rows are plain numbers; `nil` for others, and for digits with a zero
  /// first, which name.
  init?(texts: [(text: String, rows: Int)]) {
    var values: [Double] = []
    var others = 0
    for entry in texts {
      var text = entry.text
      if text.utf8.count > 1, text.utf8.first == UInt8(ascii: "0"),
        text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
      {
        return nil
      }
      if let number = text.withUTF8({ DecimalScanner.double($0) }) {
        values += Array(repeating: number, count: entry.rows)
      } else {
        others += entry.rows
      }
    }
    guard !values.isEmpty, others * 4 <= values.count else { return nil }
    self.init(values)
  }

  var minimum: Double { counts[0].value }
  var maximum: Double { counts[counts.count - 1].value }
  var distinct: Int { counts.count }
  var range: ClosedRange<Double> { minimum...maximum }
  /// Every whole number from the lowest to the highest is there.
  var isRun: Bool { isWhole && maximum - minimum == Double(distinct - 1) }
  func isWithin(_ range: ClosedRange<Double>) -> Bool {
    range.contains(minimum) && range.contains(maximum)
  }
  /// The share of rows that are 0.
  var zeroShare: Double {
    Double(counts.first { $0.value == 0 }?.rows ?? 0) / Double(max(1, total))
  }
  /// Whether the lowest value is the most frequent, and the others fewer and fewer, as counts of rare things are.
  var falls: Bool {
    guard distinct >= 3 else { return false }
    let rows = counts.prefix(4).map(\.rows)
    return zip(rows, rows.dropFirst()).allSatisfy { $0 >= $1 } && rows[0] * 3 >= total
  }
  /// A long tail to the right.
  var hasTail: Bool { minimum >= 0 && (mean > 1.5 * median || maximum > 8 * max(median, 1)) }
  /// Most values have the same number of rows, as units of a design have.
  var isEven: Bool {
    var tally: [Int: Int] = [:]
    for entry in counts { tally[entry.rows, default: 0] += 1 }
    guard let (usual, values) = tally.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else {
      return false
    }
    return values * 5 >= distinct * 4 && counts.allSatisfy { $0.rows <= 2 * usual }
  }
}

/// What the columns of a table tell about each other.
struct RoleContext: Sendable {
  /// Columns that are one of three or more neighbours with the same few whole numbers: questions with one scale.
  let questions: Set<Int>
  /// Whether both a latitude and a longitude are among the columns.
  let hasCoordinates: Bool
  /// How many columns there are.
  let columns: Int

  init(_ facts: [RoleFacts]) {
    columns = facts.count
    var questions: Set<Int> = []
    func scale(_ index: Int) -> ClosedRange<Double>? {
      guard let numbers = facts[index].numbers, numbers.isWhole, numbers.minimum >= 0,
        numbers.minimum <= 1,
        numbers.maximum <= 10, numbers.maximum >= 3, numbers.distinct >= 3, facts[index].unit == nil
      else { return nil }
      return numbers.range
    }
    var start = 0
    while start < facts.count {
      guard let first = scale(start) else {
        start += 1
        continue
      }
      var end = start + 1
      var range = first
      // Some questions lack an end of the scale in small files.
      while end < facts.count, let next = scale(end), abs(next.lowerBound - range.lowerBound) < 1,
        abs(next.upperBound - range.upperBound) <= 1
      {
        range = range.lowerBound...max(range.upperBound, next.upperBound)
        end += 1
      }
      let areCounts = (start..<end).allSatisfy {
        facts[$0].name.words.last.map(RoleRules.isPlural) ?? false
      }
      if end - start >= 3, !areCounts { questions.formUnion(start..<end) }
      start = end
    }
    self.questions = questions
    hasCoordinates = facts.count { $0.name.has(RoleWords.coordinate) } >= 2
  }
}
