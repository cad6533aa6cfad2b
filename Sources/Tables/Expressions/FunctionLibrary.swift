internal import Basics
internal import Foundation

/// What an argument of a function may be.
enum ParameterKind: Sendable {
  case number, text, bool, date, list, any

  func accepts(_ type: ColumnType) -> Bool {
    switch self {
    case .number: type.isNumeric
    case .text: type == .text
    case .bool: type == .bool
    case .date: type == .date || type == .timestamp
    case .list: type == .textList
    case .any: true
    }
  }

  var name: String {
    switch self {
    case .number: "a number"
    case .text: "text"
    case .bool: "a condition"
    case .date: "a date or timestamp"
    case .list: "a text list"
    case .any: "a value"
    }
  }
}

/// A function from cells to a cell.
struct ScalarFunction: Sendable {
  /// The type and unit of the result.
  enum Result: Sendable {
    case fixed(ColumnType)
    /// Type and unit of the first argument.
    case first
    /// A double in the unit of the first argument.
    case doubleLikeFirst
    /// The common type of all arguments, in the unit of the first.
    case common
    /// A double in the logarithm of the first argument's unit.
    case logarithm
    /// A double in the unit whose logarithm the first argument is.
    case exponential
    case squareRoot
    case power
  }

  /// What is lost outside the domain of a function, and why, in words.
  struct Loss: Sendable {
    let what: String
    let reason: String
  }

  enum Body: Sendable {
    /// NaN for a number outside the domain, which becomes missing and is counted.
    case real(@Sendable (Double) -> Double, Loss)
    /// A number of two numbers, likewise.
    case real2(@Sendable (Double, Double) -> Double, Loss)
    /// A part of a day given as days since the epoch.
    case day(@Sendable (Int) -> Int64)
    /// Any cells; not called when one is missing.
    case cells(@Sendable ([Value]) -> Value)
    /// Done by the evaluator.
    case special
  }

  let parameters: [ParameterKind]
  var optional: [ParameterKind] = []
  var variadic: ParameterKind?
  let result: Result
  let body: Body
  var isWindow = false
  /// What a missing result of arguments that are there is called; `nil`: it is no loss.
  var loss: Loss?

  func kind(of index: Int) -> ParameterKind? {
    if index < parameters.count { return parameters[index] }
    let rest = index - parameters.count
    return rest < optional.count ? optional[rest] : variadic
  }

  var arity: String {
    let least = parameters.count
    if variadic != nil { return "at least \(least)" }
    let most = least + optional.count
    return least == most ? "\(least)" : "\(least) to \(most)"
  }
}

/// All functions by name.
enum FunctionLibrary {
  static let names = functions.keys.sorted()

  static let functions: [String: ScalarFunction] = {
    var all: [String: ScalarFunction] = [:]
    all.merge(numeric) { a, _ in a }
    all.merge(text) { a, _ in a }
    all.merge(dates) { a, _ in a }
    all.merge(windows) { a, _ in a }
    return all
  }()

  // MARK: Numbers

  private static let numeric: [String: ScalarFunction] = [
    "ln": log { $0 > 0 ? Foundation.log($0) : .nan },
    "log": log { $0 > 0 ? Foundation.log10($0) : .nan },
    "log10": log { $0 > 0 ? Foundation.log10($0) : .nan },
    "log2": log { $0 > 0 ? Foundation.log2($0) : .nan },
    "exp": ScalarFunction(
      parameters: [.number], result: .exponential,
      body: .real({ Foundation.exp($0) }, Loss(what: "exponentials", reason: "no defined result"))),
    "sqrt": ScalarFunction(
      parameters: [.number], result: .squareRoot,
      body: .real({ $0.squareRoot() }, Loss(what: "square roots", reason: "number below 0"))),
    "power": ScalarFunction(
      parameters: [.number, .number], result: .power,
      body: .real2({ power($0, $1) }, Loss(what: "powers", reason: "no real value"))),
    "sign": ScalarFunction(
      parameters: [.number], result: .fixed(.int),
      body: .cells { cells in
        guard let value = cells[0].doubleValue else { return .missing }
        return .int(value > 0 ? 1 : value < 0 ? -1 : 0)
      }),
    "abs": ScalarFunction(parameters: [.number], result: .first, body: .special),
    "mod": ScalarFunction(parameters: [.number, .number], result: .common, body: .special),
    "round": ScalarFunction(
      parameters: [.number], optional: [.number], result: .first, body: .special),
    "floor": ScalarFunction(parameters: [.number], result: .first, body: .special),
    "ceil": ScalarFunction(parameters: [.number], result: .first, body: .special),
    "least": ScalarFunction(parameters: [.any], variadic: .any, result: .common, body: .special),
    "greatest": ScalarFunction(parameters: [.any], variadic: .any, result: .common, body: .special),
    "coalesce": ScalarFunction(parameters: [.any], variadic: .any, result: .common, body: .special),
    "nullif": ScalarFunction(parameters: [.any, .any], result: .first, body: .special),
  ]

  private typealias Loss = ScalarFunction.Loss

  private static func log(_ body: @escaping @Sendable (Double) -> Double) -> ScalarFunction {
    ScalarFunction(
      parameters: [.number], result: .logarithm,
      body: .real(body, Loss(what: "logarithms", reason: "number of 0 or less")))
  }

  /// A negative power of 0 has no value, as 1/0 has none.
  @Sendable private static func power(_ base: Double, _ exponent: Double) -> Double {
    base == 0 && exponent < 0 ? .nan : Foundation.pow(base, exponent)
  }

  // MARK: Text

  private static let text: [String: ScalarFunction] = [
    "lower": onText { .text($0.lowercased()) },
    "upper": onText { .text($0.uppercased()) },
    "trim": onText { .text($0.trimmingCharacters(in: .whitespacesAndNewlines)) },
    "length": onText(.int) { .int(Int64($0.unicodeScalars.count)) },
    "contains": onTexts(.bool) { .bool(ByteSearch.contains($0, $1)) },
    "starts_with": onTexts(.bool) { .bool(ByteSearch.hasPrefix($0, $1)) },
    "ends_with": onTexts(.bool) { .bool(ByteSearch.hasSuffix($0, $1)) },
    "concat": ScalarFunction(
      parameters: [.any], variadic: .any, result: .fixed(.text),
      body: .cells { .text($0.map(\.description).joined()) }),
    "replace": ScalarFunction(
      parameters: [.text, .text, .text], result: .fixed(.text),
      body: .cells { cells in
        let (text, old, new) = (cells[0].description, cells[1].description, cells[2].description)
        return .text(ByteSearch.parts(of: text, by: old).joined(separator: new))
      }),
    "substring": ScalarFunction(
      parameters: [.text, .number], optional: [.number], result: .fixed(.text),
      body: .cells(substring)),
    "split_part": ScalarFunction(
      parameters: [.text, .text, .number], result: .fixed(.text), body: .cells(splitPart)),
    "levenshtein": ScalarFunction(
      parameters: [.text, .text], result: .fixed(.int),
      body: .cells { cells in
        Levenshtein.distance(cells[0].description, cells[1].description)
          .map { .int(Int64($0)) } ?? .missing
      },
      loss: Loss(
        what: "distances", reason: "text of more than \(Levenshtein.longest) characters")),
    "regexp_matches": ScalarFunction(
      parameters: [.text, .text], result: .fixed(.bool), body: .special),
    "regexp_extract": ScalarFunction(
      parameters: [.text, .text], optional: [.number], result: .fixed(.text), body: .special),
    "number": ScalarFunction(
      parameters: [.any], result: .fixed(.double),
      body: .cells { cells in
        // A number stays what it is: a file may give it a unit that stood behind it.
        if let value = cells[0].doubleValue { return .double(value) }
        guard case .text(let text) = cells[0] else { return .missing }
        return LeadingNumber.read(text).map(Value.double) ?? .missing
      },
      loss: Loss(
        what: "numbers", reason: "text that begins with none, or with one that has two readings")),
    "dict_number": onTexts(.double) { text, key in
      guard let value = Literal.value(in: text, at: key)?.doubleValue else {
        return .missing
      }
      return value.isNaN ? .missing : .double(value)
    },
    "dict_text": onTexts(.text) { text, key in
      switch Literal.value(in: text, at: key) {
      case .string(let value): .text(value)
      case nil, .null: .missing
      case .some(let value): .text(value.text())
      }
    },
    "list_length": ScalarFunction(
      parameters: [.list], result: .fixed(.int),
      body: .cells { cells in
        guard case .textList(let list) = cells[0] else { return .missing }
        return .int(Int64(list.count))
      }),
    "list_contains": ScalarFunction(
      parameters: [.list, .text], result: .fixed(.bool), body: .special),
  ]

  private static func onText(
    _ type: ColumnType = .text, _ body: @escaping @Sendable (String) -> Value
  ) -> ScalarFunction {
    ScalarFunction(
      parameters: [.text], result: .fixed(type),
      body: .cells { cells in
        guard case .text(let text) = cells[0] else { return .missing }
        return body(text)
      })
  }

  private static func onTexts(
    _ type: ColumnType, _ body: @escaping @Sendable (String, String) -> Value
  ) -> ScalarFunction {
    ScalarFunction(
      parameters: [.text, .text], result: .fixed(type),
      body: .cells { cells in
        guard case .text(let a) = cells[0], case .text(let b) = cells[1] else { return .missing }
        return body(a, b)
      })
  }

  /// `substring(text, from, length)` with places counted from 1, as in SQL.
  @Sendable private static func substring(_ cells: [Value]) -> Value {
    guard case .text(let text) = cells[0], let from = cells[1].doubleValue else { return .missing }
    let scalars = Array(text.unicodeScalars)
    let size = Double(scalars.count)
    let end = cells.count > 2 ? from + (cells[2].doubleValue ?? 0) : size + 1
    let first = Int(max(0, min(size, from - 1)))
    let last = Int(max(Double(first), min(size, end - 1)))
    return .text(String(String.UnicodeScalarView(scalars[first..<last])))
  }

  /// `split_part(text, separator, n)`: the n-th part from 1, from the end where n is negative;
  /// empty where there is none.
  @Sendable private static func splitPart(_ cells: [Value]) -> Value {
    guard case .text(let text) = cells[0], case .text(let separator) = cells[1],
      let place = cells[2].doubleValue.flatMap({ Int(exactly: $0.rounded()) })
    else { return .missing }
    let parts = ByteSearch.parts(of: text, by: separator)
    let index = place > 0 ? place - 1 : parts.count + max(place, -parts.count - 1)
    return .text(place != 0 && parts.indices.contains(index) ? parts[index] : "")
  }

  // MARK: Dates

  private static let dates: [String: ScalarFunction] = [
    "year": part { Int64(CalendarDate(daysSinceEpoch: $0).year) },
    "quarter": part { Int64((CalendarDate(daysSinceEpoch: $0).month + 2) / 3) },
    "month": part { Int64(CalendarDate(daysSinceEpoch: $0).month) },
    "day": part { Int64(CalendarDate(daysSinceEpoch: $0).day) },
    "weekday": part { Int64(($0 + 3).flooredRemainder(7) + 1) },
    "hour": ScalarFunction(
      parameters: [.date], result: .fixed(.int),
      body: .cells { cells in
        guard case .counted(.timestamp, let value) = cells[0] else { return .int(0) }
        return .int(value.flooredQuotient(3_600_000_000).flooredRemainder(24))
      }),
    "date_trunc": ScalarFunction(
      parameters: [.text, .date], result: .fixed(.date), body: .special),
    "date_diff": ScalarFunction(
      parameters: [.text, .date, .date], result: .fixed(.int), body: .special),
    "date": ScalarFunction(parameters: [.any], result: .fixed(.date), body: .special),
    "to_timestamp": unixTime(.seconds),
    "epoch_ms": unixTime(.milliseconds),
    "make_date": ScalarFunction(
      parameters: [.number, .number, .number], result: .fixed(.date),
      body: .cells { cells in
        let parts = cells.compactMap { $0.doubleValue.flatMap { Int(exactly: $0) } }
        guard parts.count == 3, (0...9999).contains(parts[0]),
          let date = CalendarDate(year: parts[0], month: parts[1], day: parts[2])
        else { return .missing }
        return .date(Int32(date.daysSinceEpoch))
      }, loss: Loss(what: "dates", reason: "no such day")),
  ]

  /// A point in time from what was counted since 1970-01-01T00:00:00Z.
  private static func unixTime(_ unit: UnixTime) -> ScalarFunction {
    ScalarFunction(
      parameters: [.number], result: .fixed(.timestamp),
      body: .cells { cells in
        let column =
          switch cells[0] {
          case .int(let value): Column(.int([value]), validity: nil)
          case .double(let value): Column(.double([value]), validity: nil)
          default: Column.missing(.int, count: 1)
          }
        return unit.moments(column)?.value(at: 0) ?? .missing
      }, loss: Loss(what: "times", reason: "number beyond the calendar"))
  }

  private static func part(_ body: @escaping @Sendable (Int) -> Int64) -> ScalarFunction {
    ScalarFunction(parameters: [.date], result: .fixed(.int), body: .day(body))
  }

  // MARK: Functions of a whole column

  private static let windows: [String: ScalarFunction] = [
    "row_number": window([], .fixed(.int)),
    "rank": window([], optional: [.any], .fixed(.int)),
    "lag": window([.any], optional: [.number], .first),
    "lead": window([.any], optional: [.number], .first),
    "cumulative_sum": window([.number], .doubleLikeFirst),
    "moving_mean": window([.number, .number], .doubleLikeFirst),
    "moving_median": window([.number, .number], .doubleLikeFirst),
    "share_of_total": window([.number], .fixed(.double)),
  ]

  private static func window(
    _ parameters: [ParameterKind], optional: [ParameterKind] = [], _ result: ScalarFunction.Result
  ) -> ScalarFunction {
    ScalarFunction(
      parameters: parameters, optional: optional, result: result, body: .special, isWindow: true)
  }
}
