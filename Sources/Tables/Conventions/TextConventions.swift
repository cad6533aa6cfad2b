internal import Basics

/// Decides what the texts of a file mean: numbers with a comma or a currency, dates with the day first, words for what
/// is missing. One decider for the whole file: a column that does not tell by itself follows the others, and where
/// nothing tells, both readings are kept for a person to choose.
struct TextConventions {
  /// A column as a reader made it.
  struct Input {
    let column: Column
    /// Whether its type was declared; nothing is inferred then.
    let isDeclared: Bool
    /// Whether some of its texts were numbers with a decimal point, as JSON has them.
    var hasPoint = false
  }

  /// What was asked for.
  private let decimal: DecimalSign?
  private let dayOrder: DayOrder?
  /// Whether cells are parted by commas, as where the decimal sign is a point.
  private let hasCommas: Bool
  /// Whether doubles were written by a program.
  private let numbersArePlain: Bool

  init(_ options: ReadOptions, separator: UInt8? = nil) {
    decimal = options.decimal ?? options.thousands.flatMap { DecimalSign(rawValue: $0)?.other }
    dayOrder = options.dayOrder
    numbersArePlain = options.numbersArePlain
    hasCommas = separator == UInt8(ascii: ",")
  }

  /// The columns of doubles that must be read again as texts: their points may be between thousands, and nothing
  /// says that they do not.
  func undecided(_ inputs: [Input], threads: Int) -> [Int] {
    guard decimal != .point, !numbersArePlain else { return [] }
    let doubles = inputs.indices.filter {
      !inputs[$0].isDeclared && inputs[$0].column.type == .double
    }
    let groups = doubles.filter { inputs[$0].column.mayBeGroups }
    if groups.isEmpty { return [] }
    if decimal == nil {
      if groups.count < doubles.count { return [] }
      let evidence = evidence(inputs, threads)
      if decimalSign(inputs, evidence) == .point { return [] }
    }
    return groups
  }

  /// The columns of doubles that could have another meaning, if another column of the file has a decimal comma.
  func dependent(_ inputs: [Input]) -> [Int] {
    guard decimal == nil, !numbersArePlain else { return [] }
    return inputs.indices.filter { !inputs[$0].isDeclared && inputs[$0].column.mayBeGroups }
  }

  /// The columns with what their texts mean.
  func decide(_ inputs: [Input], threads: Int) -> [(column: Column, reading: ColumnReading)] {
    let evidence = evidence(inputs, threads)
    let sign = decimalSign(inputs, evidence)
    let order = dayOrder(evidence)
    return Parallel.map(Array(zip(inputs, evidence)), threads: threads) { input, evidence in
      guard let evidence else { return (input.column, ColumnReading()) }
      var one = ReadColumn(column: input.column, evidence: evidence)
      one.decide(decimal: decimal, fileDecimal: sign, order: dayOrder, fileOrder: order)
      return (one.column, one.reading)
    }
  }

  private func evidence(_ inputs: [Input], _ threads: Int) -> [ColumnEvidence?] {
    Parallel.map(inputs, threads: threads) { input in
      input.isDeclared || input.column.type != .text
        ? nil : ColumnEvidence(input.column, hasPoint: input.hasPoint)
    }
  }

  /// The decimal sign that the columns which allow only one show; `nil` where none or both do.
  private func decimalSign(_ inputs: [Input], _ evidence: [ColumnEvidence?]) -> DecimalSign? {
    if let decimal { return decimal }
    var (point, comma) = (false, false)
    for case .some(let one) in evidence where one.areNumbers {
      if !one.canBeComma { point = true }
      if !one.canBePoint { comma = true }
    }
    for input in inputs where input.column.type == .double && !input.isDeclared && !numbersArePlain
    {
      if point || comma { break }
      if !input.column.mayBeGroups { point = true }
    }
    if point != comma { return point ? .point : .comma }
    return point ? nil : hasCommas ? .point : nil
  }

  /// The one order of day and month that the columns which allow only one show.
  private func dayOrder(_ evidence: [ColumnEvidence?]) -> DayOrder? {
    if let dayOrder { return dayOrder }
    let found = Set(
      evidence.compactMap { $0 }.filter { $0.areDates && $0.orders.count == 1 }
        .compactMap(\.orders.first))
    return found.count == 1 ? found.first : nil
  }
}

/// One column on its way from texts to what they mean.
private struct ReadColumn {
  var column: Column
  let evidence: ColumnEvidence
  var reading = ColumnReading()

  init(column: Column, evidence: ColumnEvidence) {
    self.column = column
    self.evidence = evidence
  }

  mutating func decide(
    decimal: DecimalSign?, fileDecimal: DecimalSign?, order: DayOrder?, fileOrder: DayOrder?
  ) {
    if evidence.isAllMissing {
      reading.missing = evidence.missingWords
      column = .missing(.text, count: column.count, metadata: column.metadata)
    } else if evidence.areNumbers {
      readNumbers(decimal, fileDecimal)
    } else if evidence.areDates {
      readDates(order, fileOrder)
    } else if evidence.areBooleans {
      column = column.truthValues
      reading.missing = evidence.missingWords
    } else {
      tell()
    }
  }

  /// What is said of a column that stays text.
  private mutating func tell() {
    reading.conflict = evidence.conflict
    reading.remainder = evidence.remainder
    if reading.remainder == nil, let (others, count, row) = evidence.obstacle {
      reading.obstacle = ColumnReading.Obstacle(
        row: row, line: nil, text: String(column.value(at: row).description.prefix(40)),
        others: others, readable: count.cells, unreadable: count.others)
    }
    reading.suspects = evidence.suspectWords
    reading.likeness = evidence.likeness
  }

  private mutating func readNumbers(_ asked: DecimalSign?, _ file: DecimalSign?) {
    let isOpen = evidence.canBePoint && evidence.canBeComma
    let example = isOpen ? evidence.ambiguousNumber : nil
    // What was asked for settles what the cells leave open.
    let own: DecimalSign? =
      example != nil
      ? asked ?? file : isOpen ? asked ?? .point : evidence.canBePoint ? .point : .comma
    reading.followsFile = example != nil && asked == nil
    guard let own else {
      reading.ambiguity = example.map { ColumnReading.Ambiguity(number: $0) }
      return
    }
    guard let numbers = column.numbers(own) else {
      reading.losesDigits = true
      return tell()
    }
    column = numbers
    reading.missing = evidence.missingWords
    let isSaid = own == .comma || evidence.ambiguousNumber != nil
    reading.decimal = numbers.type == .double && isSaid ? own : nil
    reading.thousands = evidence.thousands[own]
    reading.negative = evidence.negative
    if let unit = evidence.unit {
      reading.unit = unit
      if column.metadata.unit == nil { column.metadata.unit = Unit(symbol: unit) }
    }
  }

  private mutating func readDates(_ asked: DayOrder?, _ file: DayOrder?) {
    let example = evidence.ambiguousDate
    let open = DayOrder.allCases.filter(evidence.orders.contains)
    let own: DayOrder? =
      example == nil ? open.first : [asked, file].compactMap { $0 }.first(where: open.contains)
    reading.followsFile = example != nil && asked == nil
    guard let own else {
      reading.ambiguity = example.map { ColumnReading.Ambiguity(date: $0, orders: open) }
      return
    }
    column = column.moments(own, hasTime: evidence.hasTime)
    reading.missing = evidence.missingWords
    reading.dayOrder = evidence.areBackward ? own : nil
    reading.period = evidence.period
  }
}

extension ColumnReading.Ambiguity {
  init(number example: String) {
    var text = example
    let number = text.withUTF8 { WrittenNumber($0) }
    self.example = example
    readings = DecimalSign.allCases.compactMap { sign in
      number?.reading(sign).map {
        .init(
          option: "--decimal '\(sign.rawValue)'", value: String(decoding: $0.text, as: UTF8.self))
      }
    }
  }

  init(date example: String, orders: [DayOrder]) {
    var text = example
    let moment = text.withUTF8 { WrittenMoment($0) }
    self.example = example
    readings = orders.compactMap { order in
      moment?.day(order).map {
        .init(
          option: "--dates \(order.rawValue)",
          value: CalendarDate(daysSinceEpoch: $0).description)
      }
    }
  }
}
