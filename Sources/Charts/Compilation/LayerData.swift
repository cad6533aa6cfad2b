internal import Basics
internal import Tables

/// The values of one channel, a row each: numbers (NaN where missing), or codes of levels.
struct Channel {
  var values: [Double]
  /// The names behind the codes, where the channel is categorical.
  var levels: [String]?
  var isTime = false
  /// Whether the categories are periods of time.
  var isPeriod = false
  /// Whether the numbers are years, which have no commas.
  var isYears = false
  /// Whether there are values beyond ±1e300, which have no place.
  var hasHuge = false
  var title: String?
  var unit: String?

  /// Whether all numbers are whole (times: whole days).
  var isWhole: Bool {
    let unit = isTime ? 86_400.0 : 1
    return levels == nil
      && values.allSatisfy { !$0.isFinite || ($0 / unit).rounded() * unit == $0 }
  }

  /// Rows of the channel.
  func picked(_ rows: [Int]) -> Channel {
    var copy = self
    copy.values = rows.map { values[$0] }
    return copy
  }

  /// The same rows as codes of `target`.
  func recoded(to target: [String]) -> [Double] {
    guard let levels else { return values }
    let position = Dictionary(
      target.enumerated().map { ($0.element, Double($0.offset)) }, uniquingKeysWith: { a, _ in a })
    let map = levels.map { position[$0] ?? .nan }
    return values.map { $0.isNaN ? .nan : map[Int($0)] }
  }

  /// The channel with values that have no place as infinite ones.
  func bounded() -> Channel {
    func isHuge(_ value: Double) -> Bool {
      value.isFinite && abs(value) > ChartLimits.magnitude
    }
    guard values.contains(where: isHuge) else { return self }
    var copy = self
    copy.hasHuge = true
    copy.values = values.map { isHuge($0) ? ($0 < 0 ? -.infinity : .infinity) : $0 }
    return copy
  }
}

/// The channels of one layer after its condition, before its statistic.
struct LayerData {
  let index: Int
  let layer: Layer
  var table: Table
  var x: Channel?
  var y: Channel?
  var xmin: Channel?
  var xmax: Channel?
  var ymin: Channel?
  var ymax: Channel?
  var xend: Channel?
  var yend: Channel?
  var color: Channel?
  var shape: Channel?
  var size: Channel?
  var group: Channel?
  var weight: Channel?
  var label: [String?]?
  /// The panel of each row.
  var panels: [Int] = []
  /// Rows left out because a place is missing, or is not finite.
  var missing = 0
  var nonFinite = 0
  var rowCount: Int { table.rowCount }
}

/// Reads the channels of layers from tables.
enum ChannelReader {
  /// Evaluates a mapping over the rows of `table`.
  static func column(
    _ mapping: Mapping, _ table: Table, layer: Int, channel: String
  ) throws(ChartError) -> Column {
    switch mapping {
    case .number(let value):
      return Column(.double(Array(repeating: value, count: table.rowCount)))
    case .expression(let text):
      if let column = table[text] { return column }
      return try evaluate(text, table, layer: layer, channel: channel)
    }
  }

  private static func evaluate(
    _ text: String, _ table: Table, layer: Int, channel: String
  ) throws(ChartError) -> Column {
    do {
      return try Expression.parse(text).evaluate(on: table)
    } catch {
      throw .mapping(layer: layer, channel: channel, message: "\(error)")
    }
  }

  /// A channel of numbers or categories. `isCategory`: numbers and times become categories too.
  static func channel(
    _ mapping: Mapping, _ table: Table, layer: Int, name: String, scale: ScaleSpecification
  ) throws(ChartError) -> Channel {
    let column = try column(mapping, table, layer: layer, channel: name)
    let isCategory = scale.type == .category || scale.type == .ordinal
    var title = column.metadata.label
    var isYears = false
    if case .expression(let text) = mapping {
      title = title ?? humanised(text)
      isYears = column.kind(named: text) == .year
    }
    let unit = column.metadata.unit?.printed
    switch column.values {
    case .text(let text):
      // Levels in order of appearance, of the rows that there are.
      var map = [Double](repeating: -1, count: text.dictionary.count)
      var levels: [String] = []
      let values = text.codes.enumerated().map { row, code -> Double in
        guard column.isValid(row) else { return .nan }
        if map[Int(code)] < 0 {
          map[Int(code)] = Double(levels.count)
          levels.append(text.dictionary.string(code))
        }
        return map[Int(code)]
      }
      return Channel(values: values, levels: levels, title: title, unit: unit)
    case .textList:
      throw .type(
        layer: layer, channel: name,
        message: "a list of texts cannot be drawn; use the step 'explode' first")
    case .bool(let bits):
      let values = (0..<bits.count).map { column.isValid($0) ? (bits[$0] ? 1.0 : 0) : .nan }
      return Channel(values: values, levels: ["no", "yes"], title: title, unit: unit)
    case .date(let days):
      let values = days.enumerated().map { column.isValid($0) ? Double($1) * 86_400 : .nan }
      let channel = Channel(values: values, isTime: true, title: title)
      return isCategory || scale.period != nil && scale.type == nil
        ? categories(of: channel, scale) : channel
    case .int(let values) where isCategory:
      return categories(of: values, column, title: title, isYears: isYears)
    default:
      let isTime = column.type == .timestamp
      let channel = Channel(
        values: column.doublesOrNaN ?? [], isTime: isTime, isYears: isYears, title: title,
        unit: unit
      ).bounded()
      return isCategory || isTime && scale.period != nil && scale.type == nil
        ? categories(of: channel, scale) : channel
    }
  }

  /// Sorted distinct whole numbers as categories: all their digits count.
  private static func categories(
    of values: [Int64], _ column: Column, title: String?, isYears: Bool
  ) -> Channel {
    let valid = values.indices.filter { column.isValid($0) }
    let distinct = Set(valid.map { values[$0] }).sorted()
    let codes = Dictionary(
      distinct.enumerated().map { ($0.element, Double($0.offset)) }, uniquingKeysWith: { a, _ in a }
    )
    var result = [Double](repeating: .nan, count: values.count)
    for row in valid { result[row] = codes[values[row]] ?? .nan }
    return Channel(
      values: result, levels: distinct.map { NumberText.whole($0, isYears: isYears) }, title: title)
  }

  /// Sorted distinct numbers or times as categories.
  static func categories(of channel: Channel, _ scale: ScaleSpecification) -> Channel {
    func name(_ value: Double) -> String {
      guard channel.isTime else { return NumberText.exact(value, isYears: channel.isYears) }
      let date = CalendarDate(seconds: value)
      switch scale.period {
      case .year: return "\(date.year)"
      case .quarter: return date.quarter
      case .month: return date.isoMonth
      case .day, nil: return date.description
      }
    }
    var levels: [String] = []
    var codes: [Double: Double] = [:]
    for value in Set(channel.values.filter { !$0.isNaN }).sorted() {
      let text = name(value)
      if levels.last != text { levels.append(text) }
      codes[value] = Double(levels.count - 1)
    }
    return Channel(
      values: channel.values.map { codes[$0] ?? .nan }, levels: levels, isPeriod: channel.isTime,
      title: channel.title)
  }

  /// `co2_eq_emissions` as a reader sees it: "CO₂ eq emissions".
  static func humanised(_ name: String) -> String {
    var words = name.split(separator: "_").map(String.init)
    words = words.map { $0 == "co2" ? "CO₂" : $0 }
    let text = words.joined(separator: " ")
    return text.prefix(1).uppercased() + text.dropFirst()
  }

  /// The cells of a column as labels: numbers alike.
  static func labels(_ column: Column, named name: String) -> [String?] {
    let isYears = column.kind(named: name) == .year
    guard !isYears, case .double(let values) = column.values else {
      return texts(column, isYears: isYears)
    }
    let write = NumberText.alike(column.doublesOrNaN ?? [])
    return values.enumerated().map { column.isValid($0) ? write($1) : nil }
  }

  /// The cells of a column as text.
  static func texts(_ column: Column, isYears: Bool = false) -> [String?] {
    (0..<column.count).map { row in
      guard column.isValid(row) else { return nil }
      switch column.values {
      case .text(let text): return text.dictionary.string(text.codes[row])
      case .double(let values):
        return isYears ? NumberFormat.plain.text(values[row]) : NumberText.spoken(values[row])
      case .int(let values): return NumberText.whole(values[row], isYears: isYears)
      case .date(let days): return CalendarDate(daysSinceEpoch: Int(days[row])).description
      case .counted(.timestamp, let values):
        return CalendarDate(seconds: Double(values[row]) / 1e6).description
      case .textList: return nil
      default: return column.value(at: row).words
      }
    }
  }
}
