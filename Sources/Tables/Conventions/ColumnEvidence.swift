internal import Basics

/// What the cells of one column of texts have in common, gathered in one way through them.
struct ColumnEvidence {
  /// What a kind of value finds among the cells: how many are of it, and the first that is not.
  struct Count {
    var cells = 0
    var others = 0
    var firstOther: Int?

    mutating func take(_ isOf: Bool, rows: Int, first row: Int) {
      if isOf {
        cells += rows
      } else {
        others += rows
        firstOther = min(firstOther ?? row, row)
      }
    }
  }

  /// Numbers.
  var numbers = Count()
  var canBePoint = true
  var canBeComma = true
  /// Whether some cells were numbers with a decimal point before they became texts.
  private var hasPoint = false
  /// The first cell that only a decimal point allows, and the first that only a decimal comma does.
  private(set) var (pointExample, commaExample): (String?, String?)
  /// Cells with different units, or with and without a percent sign.
  private var unitExamples: [String: String] = [:]
  /// A cell that means another number under each.
  var ambiguousNumber: String?
  /// What parts groups of three digits, by the sign before decimals.
  private(set) var thousands: [DecimalSign: String] = [:]
  /// How the first number below zero says so, where it does not by a minus before it.
  private(set) var negative: NegativeForm?
  var isAddress = true
  private(set) var units: Set<String> = []
  private(set) var withoutUnit = 0
  /// Whether the units are currencies.
  private var areMoney = true
  /// Cells that begin as a number or a date, and what follows it.
  private var begun = Count()
  private var rest: (text: String, behind: String, isDate: Bool, row: Int)?

  /// Dates and times.
  var dates = Count()
  /// The orders of day and month in which all dates can be read.
  private(set) var orders = Set(DayOrder.allCases)
  /// Dates that exclude an order.
  private var decisiveDates: [String] = []
  /// The first date that means another day under each two of them.
  private var openDates: [String?] = DayOrder.pairs.map { _ in nil }
  private(set) var hasTime = false
  /// Whether the day or the month comes before the year.
  private(set) var areBackward = false
  /// Examples of dates with a day, of months and of quarters.
  private var periods: [Period: String] = [:]

  /// Truth values.
  var booleans = Count()

  /// Words for what is missing, with their rows.
  private var missing: [(word: String, rows: Int)] = []

  /// Whether there are cells of blanks, which are missing among numbers.
  private var hasBlanks = false
  /// Whether all numbers begin with a plus and are whole, as codes of telephones do.
  private var areDialCodes = true

  /// Whether so many cells, in the order of the rows, are of no kind that none will be reported.
  private var isHopeless = false

  /// What all texts look like; `nil` once two were met that look otherwise.
  private(set) var likeness: ColumnReading.Likeness?
  private var isFirst = true

  /// Words among the texts that may mean a missing value, with their rows.
  private(set) var suspectWords: [ColumnReading.MissingWord] = []

  /// What the texts of a column have in common.
  init(_ column: Column, hasPoint: Bool) {
    self.hasPoint = hasPoint
    canBeComma = !hasPoint
    isHopeless = Self.isHopeless(column)
    let isRowByRow = column.plain != nil
    column.forEachText { text, rows, first in
      let text = withoutBlanks(text)
      if MissingWords.isSuspect(text) { takeSuspect(string(text), rows) }
      if isFirst || likeness != nil { takeLikeness(text) }
      if isHopeless { return }
      take(text, rows: rows, first: first)
      if isRowByRow { isHopeless = kinds.areRare }
    }
    suspectWords = Self.sorted(suspectWords)
  }

  private init() {}

  /// What the rows of a column whose texts repeat come to, looked at one by one as where they do not: what is said of a
  /// column does not hang on how it is kept.
  private static func isHopeless(_ column: Column) -> Bool {
    // Asked in this order: plain text is given codes when its values are looked at, which takes long.
    guard column.plain == nil, case .text(let texts) = column.values else { return false }
    // For each text, once it was met: how many cells and others of each kind it makes; none where it means a missing value.
    var known = [Kinds?](repeating: nil, count: texts.dictionary.count)
    var sum = Kinds()
    for (row, code) in texts.codes.enumerated() where column.isValid(row) {
      let one =
        known[Int(code)]
        ?? texts.dictionary.withUTF8(code) { text in
          var one = ColumnEvidence()
          one.take(withoutBlanks(text), rows: 1, first: 0)
          return one.kinds
        }
      known[Int(code)] = one
      sum.cells &+= one.cells
      sum.others &+= one.others
      if sum.areRare { return true }
    }
    return false
  }

  /// Numbers, dates, truth values, and what begins as one, among some cells.
  private struct Kinds {
    var cells = SIMD4<Int>()
    var others = SIMD4<Int>()

    /// Whether so few cells are of each that none will be reported.
    var areRare: Bool { all(others .> cells &+ 20) }
  }

  private var kinds: Kinds {
    Kinds(
      cells: SIMD4(numbers.cells, dates.cells, booleans.cells, begun.cells),
      others: SIMD4(numbers.others, dates.others, booleans.others, begun.others))
  }

  private mutating func takeLikeness(_ text: UnsafeBufferPointer<UInt8>) {
    guard !text.isEmpty, !MissingWords.contains(text) else { return }
    let own = ColumnReading.Likeness(text)
    likeness = isFirst || likeness == own ? own : nil
    isFirst = false
  }

  private mutating func takeSuspect(_ word: String, _ rows: Int) {
    if let known = suspectWords.firstIndex(where: { $0.word == word }) {
      suspectWords[known] = .init(word: word, rows: suspectWords[known].rows + rows)
    } else if suspectWords.count < 16 {
      suspectWords.append(.init(word: word, rows: rows))
    }
  }

  private static func sorted(_ words: [ColumnReading.MissingWord]) -> [ColumnReading.MissingWord] {
    words.sorted { ($1.rows, $0.word) < ($0.rows, $1.word) }
  }

  /// What is taken as missing in a column that is read as another type.
  var missingWords: [ColumnReading.MissingWord] {
    Self.sorted(missing.map { .init(word: $0.word, rows: $0.rows) })
  }

  /// Takes a text that `rows` rows hold, the first of them `row`.
  private mutating func take(_ text: UnsafeBufferPointer<UInt8>, rows: Int, first row: Int) {
    if text.isEmpty {
      hasBlanks = true
      return
    }
    if MissingWords.contains(text) {
      if let known = missing.firstIndex(where: { $0.word.utf8.elementsEqual(text) }) {
        missing[known].rows += rows
      } else {
        missing.append((string(text), rows))
      }
      return
    }
    let isNumber = takeNumber(text, rows)
    numbers.take(isNumber, rows: rows, first: row)
    let isDate = takeDate(text)
    dates.take(isDate, rows: rows, first: row)
    booleans.take(bool(text) != nil, rows: rows, first: row)
    takeBegun(text, isWhole: isNumber || isDate, rows, row)
  }

  /// Notes what follows a number or a date: `12 Mio.`, `2023-11-03 10:11 IST`.
  private mutating func takeBegun(
    _ text: UnsafeBufferPointer<UInt8>, isWhole: Bool, _ rows: Int, _ row: Int
  ) {
    var found = isWhole
    if !isWhole {
      let number = WrittenNumber.rest(of: text)
      let behind = number ?? WrittenMoment.rest(of: text)
      found = behind != nil
      if let behind, row < rest?.row ?? .max {
        rest = (string(text), behind, number == nil, row)
      }
    }
    begun.take(found, rows: rows, first: row)
  }

  private mutating func takeNumber(_ text: UnsafeBufferPointer<UInt8>, _ rows: Int) -> Bool {
    guard let number = WrittenNumber(text) else {
      areDialCodes = false
      guard DecimalScanner.word(text) != nil else { return false }
      withoutUnit += rows
      return true
    }
    areDialCodes = areDialCodes && text.first == 0x2B && number.asPoint?.isWhole == true
    if number.asPoint == nil { canBePoint = false }
    if number.asComma == nil { canBeComma = false }
    if number.isDecisive {
      if number.asPoint != nil {
        pointExample = pointExample ?? string(text)
      } else {
        commaExample = commaExample ?? string(text)
      }
    }
    if hasPoint, pointExample == nil, number.asPoint?.isWhole == false {
      pointExample = string(text)
    }
    negative = negative ?? number.negative
    isAddress = isAddress && number.isAddress
    if number.isAmbiguous, ambiguousNumber == nil { ambiguousNumber = string(text) }
    if let unit = number.unit { units.insert(unit) } else { withoutUnit += rows }
    areMoney = areMoney && (number.unit == nil || number.isMoney)
    if unitExamples.count < 8 {
      unitExamples[number.unit ?? ""] = unitExamples[number.unit ?? ""] ?? string(text)
    }
    if thousands.count < 2 { noteGroups(number) }
    return true
  }

  private mutating func takeDate(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    if DateScanner.microseconds(text) != nil {
      hasTime = hasTime || text.count > 10
      if periods[.day] == nil { periods[.day] = string(text) }
      return true
    }
    guard let moment = WrittenMoment(text) else { return false }
    let open = orders.filter { moment.day($0) != nil }
    if open.count < orders.count, decisiveDates.count < 3 { decisiveDates.append(string(text)) }
    orders = open
    hasTime = hasTime || moment.time != nil
    areBackward = areBackward || moment.isBackward
    if periods[moment.period ?? .day] == nil { periods[moment.period ?? .day] = string(text) }
    for (index, pair) in DayOrder.pairs.enumerated() where openDates[index] == nil {
      if let one = moment.day(pair.0), let other = moment.day(pair.1), one != other {
        openDates[index] = string(text)
      }
    }
    return true
  }

  /// A date that means another day under some of the orders that all dates allow.
  var ambiguousDate: String? {
    zip(DayOrder.pairs, openDates)
      .first { orders.contains($0.0.0) && orders.contains($0.0.1) && $0.1 != nil }?.1
  }

  /// Notes what parts groups of digits under each reading that has some.
  private mutating func noteGroups(_ number: WrittenNumber) {
    for sign in DecimalSign.allCases where thousands[sign] == nil {
      thousands[sign] = number.reading(sign)?.groups
    }
  }

  private func string(_ text: UnsafeBufferPointer<UInt8>) -> String {
    String(decoding: text, as: UTF8.self)
  }

  // MARK: Answers

  /// The one unit of all numbers; `nil` where they have none, or where the units contradict.
  var unit: String? { units.count == 1 ? units.first : nil }

  /// Two cells that cannot be in one column, where all are numbers by themselves.
  var conflict: [String] {
    if dates.others == 0, dates.cells > 0, orders.isEmpty, decisiveDates.count > 1 {
      return [decisiveDates[0], decisiveDates[decisiveDates.count - 1]]
    }
    if dates.others == 0, periods.count > 1 { return Array(periods.values.sorted().prefix(2)) }
    guard numbers.others == 0, numbers.cells > 0, !areNumbers, !isAddress else { return [] }
    if !canBePoint, !canBeComma { return [pointExample, commaExample].compactMap { $0 } }
    return Array(unitExamples.sorted { $0.key < $1.key }.map(\.value).prefix(2))
  }

  /// Whether all cells are numbers that can be in one column.
  var areNumbers: Bool {
    guard numbers.cells > 0, numbers.others == 0, canBePoint || canBeComma, !isAddress,
      !areDialCodes
    else {
      return false
    }
    // What has no percent sign beside cells that have one may be a hundredth of what it says.
    return units.isEmpty || units.count == 1 && (withoutUnit == 0 || areMoney)
  }

  var areDates: Bool {
    dates.cells > 0 && dates.others == 0 && !orders.isEmpty && periods.count == 1
  }

  /// The period without a day that all dates are: months or quarters.
  var period: Period? { periods.count == 1 ? periods.keys.first { $0 != .day } : nil }

  /// What follows the numbers or dates that all cells begin with.
  var remainder: ColumnReading.Remainder? {
    guard begun.others == 0, numbers.others > 0, dates.others > 0, let rest else { return nil }
    return ColumnReading.Remainder(
      row: rest.row, text: String(rest.text.prefix(40)), behind: String(rest.behind.prefix(20)),
      isDate: rest.isDate)
  }

  var areBooleans: Bool { booleans.cells > 0 && booleans.others == 0 }

  /// Whether nothing but words for missing values is in the column.
  var isAllMissing: Bool {
    (!missing.isEmpty || hasBlanks) && numbers.cells + numbers.others == 0
  }

  /// The first cell that kept most others from being what they are.
  var obstacle: (others: ColumnReading.CellKind, count: Count, row: Int)? {
    let kinds = [(ColumnReading.CellKind.number, numbers), (.date, dates), (.truthValue, booleans)]
    guard let best = kinds.max(by: { $0.1.cells < $1.1.cells }), let row = best.1.firstOther,
      best.1.cells >= best.1.others, best.1.cells > 0
    else { return nil }
    return (best.0, best.1, row)
  }
}
