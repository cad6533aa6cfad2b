internal import Basics
internal import CReadStat
internal import Foundation

/// A file of SPSS (`.sav`, `.zsav`, `.por`), Stata (`.dta`) or SAS (`.sas7bdat`, `.xpt`), read with ReadStat.
///
/// Numbers of which each value has a label are read as their labels; where only some have, as on a scale whose ends are
/// named, the numbers stay. Values that the file declares as missing are missing, and reported. The label of a variable is
/// its label; dates and times are read as such.
struct StatisticsPackageFile: TableFormat {
  private enum Package: String, CaseIterable {
    case sav, zsav, por, dta, sas7bdat, xpt
  }

  private let path: String
  private let package: Package

  init?(_ location: String) {
    let name = location.lowercased()
    guard let package = Package.allCases.first(where: { name.hasSuffix("." + $0.rawValue) }) else {
      return nil
    }
    (path, self.package) = (location, package)
  }

  var isWatched: Bool { true }

  func read(_ options: ReadOptions) throws(ReadError) -> Table {
    try InputFile.check(path)
    let reader = PackageReader(options, MemoryWatch(file: path, asked: options.memory))
    guard let parser = readstat_parser_init() else {
      throw ReadError(file: path, problem: InputFile.problem(ENOMEM))
    }
    defer { readstat_parser_free(parser) }
    reader.attach(to: parser)
    let context = Unmanaged.passUnretained(reader).toOpaque()
    let outcome =
      switch package {
      case .sav, .zsav: readstat_parse_sav(parser, path, context)
      case .por: readstat_parse_por(parser, path, context)
      case .dta: readstat_parse_dta(parser, path, context)
      case .sas7bdat: readstat_parse_sas7bdat(parser, path, context)
      case .xpt: readstat_parse_xport(parser, path, context)
      }
    if let failure = reader.failure { throw failure }
    guard outcome == READSTAT_OK else {
      let reason = readstat_error_message(outcome).map { String(cString: $0) } ?? ""
      throw ReadError(
        file: path,
        problem:
          "cannot be read as a .\(package.rawValue) file (\(reason.lowercased())); it is cut off, damaged or something else"
      )
    }
    return try reader.table(
      path, isSAS: package == .sas7bdat || package == .xpt, isStata: package == .dta)
  }
}

/// Takes what ReadStat tells of a file.
private final class PackageReader {
  private struct Variable {
    let name: String
    let label: String?
    let format: String
    let isText: Bool
    let labels: String?
    let missing: MissingTokens
    var numbers: [Double] = []
    var valid: [Bool] = []
    var texts: JSONColumnBuilder
    /// Values that the file declares as missing, and the rows that hold them.
    var declared: [Double: Int] = [:]
  }

  private let options: ReadOptions
  private let watch: MemoryWatch
  private let wanted: Set<String>?
  private var names: [String] = []
  private var variables: [Variable] = []
  /// The place of each variable of the file among `variables`; -1: it is not wanted.
  private var places: [Int] = []
  private var labels: [String: [Double: String]] = [:]
  private var rows = 0
  private(set) var failure: ReadError?

  init(_ options: ReadOptions, _ watch: MemoryWatch) {
    self.options = options
    self.watch = watch
    wanted = options.columns.map(Set.init)
  }

  private static func of(_ context: UnsafeMutableRawPointer?) -> PackageReader? {
    context.map { Unmanaged<PackageReader>.fromOpaque($0).takeUnretainedValue() }
  }

  private static let ok = CInt(READSTAT_HANDLER_OK)
  private static let abort = CInt(READSTAT_HANDLER_ABORT)

  func attach(to parser: UnsafeMutablePointer<readstat_parser_t>) {
    if let limit = options.maximumRows { readstat_set_row_limit(parser, max(1, limit)) }
    readstat_set_variable_handler(parser) { index, variable, labels, context in
      guard let variable, let reader = PackageReader.of(context) else { return PackageReader.abort }
      reader.add(variable, labels: labels.map { String(cString: $0) })
      return PackageReader.ok
    }
    readstat_set_value_handler(parser) { row, variable, value, context in
      guard let variable, let reader = PackageReader.of(context) else { return PackageReader.abort }
      return reader.take(Int(row), variable, value) ? PackageReader.ok : PackageReader.abort
    }
    readstat_set_value_label_handler(parser) { name, value, label, context in
      guard let name, let label, let reader = PackageReader.of(context) else {
        return PackageReader.abort
      }
      reader.addLabel(String(cString: name), value, String(cString: label))
      return PackageReader.ok
    }
  }

  private func add(_ variable: UnsafeMutablePointer<readstat_variable_t>, labels: String?) {
    func text(_ bytes: UnsafePointer<CChar>?) -> String? {
      bytes.map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    let name = text(readstat_variable_get_name(variable)) ?? "column_\(names.count + 1)"
    names.append(name)
    guard wanted?.contains(name) ?? true else {
      places.append(-1)
      return
    }
    places.append(variables.count)
    let missing = options.missingTokens(name)
    variables.append(
      Variable(
        name: name, label: text(readstat_variable_get_label(variable)),
        format: text(readstat_variable_get_format(variable)) ?? "",
        isText: readstat_variable_get_type_class(variable) == READSTAT_TYPE_CLASS_STRING,
        labels: labels, missing: missing,
        texts: JSONColumnBuilder(
          name: name, declared: options.isDeclared(name) ? options.types[name] : nil,
          missing: missing)))
  }

  private func addLabel(_ set: String, _ value: readstat_value_t, _ label: String) {
    guard readstat_value_type_class(value) == READSTAT_TYPE_CLASS_NUMERIC,
      readstat_value_is_system_missing(value) == 0, readstat_value_is_tagged_missing(value) == 0
    else { return }
    labels[set, default: [:]][readstat_double_value(value)] = label
  }

  private func take(
    _ row: Int, _ variable: UnsafeMutablePointer<readstat_variable_t>, _ value: readstat_value_t
  ) -> Bool {
    let index = Int(readstat_variable_get_index(variable))
    guard places.indices.contains(index), places[index] >= 0 else {
      rows = max(rows, row + 1)
      return true
    }
    let place = places[index]
    if row + 1 > rows {
      rows = row + 1
      if rows % 4096 == 0 {
        do throws(ReadError) { try watch.check(rows: rows) } catch {
          failure = error
          return false
        }
      }
    }
    if variables[place].isText {
      let text = readstat_string_value(value).map { String(cString: $0) } ?? ""
      if text.isEmpty {
        variables[place].texts.appendMissing()
      } else {
        var copy = text
        copy.withUTF8 { variables[place].texts.append($0) }
      }
      return true
    }
    let number = readstat_double_value(value)
    let isGone =
      readstat_value_is_system_missing(value) != 0 || readstat_value_is_tagged_missing(value) != 0
      || number.isNaN || variables[place].missing.contains(number)
    let isDeclared = !isGone && readstat_value_is_defined_missing(value, variable) != 0
    if isDeclared { variables[place].declared[number, default: 0] += 1 }
    variables[place].numbers.append(isGone ? 0 : number)
    variables[place].valid.append(!isGone && !isDeclared)
    return true
  }

  // MARK: Columns

  func table(_ path: String, isSAS: Bool, isStata: Bool) throws(ReadError) -> Table {
    guard !names.isEmpty else { throw ReadError(file: path, problem: "the file has no variable") }
    rows = min(rows, options.maximumRows ?? .max)
    var columns: [(name: String, column: Column)] = []
    var facts: [String: ColumnFacts] = [:]
    for variable in variables {
      var column: Column
      var own = ColumnFacts()
      if variable.isText {
        var texts = variable.texts
        texts.pad(to: rows)
        column = try texts.column()
      } else {
        column = self.column(variable, isSAS: isSAS, isStata: isStata)
        // Labels of values are texts, whatever they look like.
        own.isSettled = column.type == .text
      }
      if column.count > rows { column = column.gathered((0..<Int32(clamping: rows)).map { $0 }) }
      column.metadata.label = variable.label
      if !variable.declared.isEmpty {
        var reading = ColumnReading()
        reading.missing = variable.declared.sorted { $0.key < $1.key }.map {
          .init(word: JSONNumber.text($0.key), rows: $0.value)
        }
        column.metadata.reading = reading
      }
      facts[variable.name] = own
      columns.append((variable.name, column))
    }
    return try options.finished(columns, of: names, rows: rows, file: path, facts: facts)
  }

  private func column(_ variable: Variable, isSAS: Bool, isStata: Bool) -> Column {
    let validity = Bitmap(variable.valid)
    let numbers = variable.numbers
    if let moments = Moments(format: variable.format, isSAS: isSAS, isStata: isStata) {
      return moments.column(numbers, validity)
    }
    if let set = variable.labels.flatMap({ labels[$0] }), !set.isEmpty {
      let used = Set(numbers.indices.lazy.filter { validity[$0] }.map { numbers[$0] })
      if used.allSatisfy({ set[$0] != nil }) {
        return Column(texts: numbers.indices.map { validity[$0] ? set[numbers[$0]] : nil })
      }
    }
    let isWhole = numbers.indices.allSatisfy {
      !validity[$0] || numbers[$0].magnitude <= 0x1p53 && numbers[$0] == numbers[$0].rounded()
    }
    return isWhole
      ? Column(
        .int(numbers.indices.map { validity[$0] ? Int64(numbers[$0]) : 0 }), validity: validity)
      : Column(.double(numbers), validity: validity)
  }

  /// How a package counts days, seconds or months.
  private enum Moments {
    /// Days or points in time: so many seconds a unit, from a day that is counted since 1970.
    case seconds(Double, from: Int, isDate: Bool)
    /// First days of periods of so many months, from January 1960.
    case months(Int)
    /// Weeks of 52 a year, from January 1960.
    case weeks
    /// A time of day or a length of time, in seconds.
    case duration

    private static let sixties = -3653

    init?(format: String, isSAS: Bool, isStata: Bool) {
      let format = format.uppercased()
      func has(_ prefixes: [String]) -> Bool { prefixes.contains { format.hasPrefix($0) } }
      if isStata {
        let code = format.drop { $0 == "%" || $0 == "-" }
        switch code.prefix(2) {
        case "TC": self = .seconds(0.001, from: Self.sixties, isDate: false)
        case "TD": self = .seconds(86_400, from: Self.sixties, isDate: true)
        case "TM": self = .months(1)
        case "TQ": self = .months(3)
        case "TH": self = .months(6)
        case "TW": self = .weeks
        default:
          guard code.first == "D" else { return nil }
          self = .seconds(86_400, from: Self.sixties, isDate: true)
        }
      } else if isSAS {
        if has([
          "DATETIME", "DATEAMPM", "E8601DT", "B8601DT", "IS8601DT", "MDYAMPM", "DTDATE", "NLDATM",
        ]) {
          self = .seconds(1, from: Self.sixties, isDate: false)
        } else if has(["TIME", "HHMM", "TOD", "MMSS", "E8601TM"]) {
          self = .duration
        } else if has([
          "DATE", "DAY", "DDMMYY", "MMDDYY", "YYMMDD", "YYMON", "YYMM", "MMYY", "MONYY", "WEEKDAT",
          "WORDDAT", "JULIAN", "JULDAY", "E8601DA", "B8601DA", "IS8601DA", "YYQ", "QTR", "YEAR",
          "NLDATE", "EURDF",
        ]) {
          self = .seconds(86_400, from: Self.sixties, isDate: true)
        } else {
          return nil
        }
      } else {
        // SPSS counts seconds since the Gregorian calendar began.
        let start = CalendarDate(year: 1582, month: 10, day: 14)?.daysSinceEpoch ?? 0
        if has(["DATETIME", "YMDHMS"]) {
          self = .seconds(1, from: start, isDate: false)
        } else if has(["DATE", "ADATE", "EDATE", "SDATE", "JDATE", "MOYR", "QYR", "WKYR"]) {
          self = .seconds(1, from: start, isDate: true)
        } else if has(["TIME", "DTIME", "MTIME"]) {
          self = .duration
        } else {
          return nil
        }
      }
    }

    func column(_ numbers: [Double], _ validity: Bitmap) -> Column {
      switch self {
      case .seconds(let unit, let epoch, let isDate):
        return Self.column(numbers, validity, unit: unit, epoch: epoch, isDate: isDate)
      case .months(let length):
        return Column(
          .date(numbers.map { Self.firstDay(months: Int($0.clamped(1e5)) * length) }),
          validity: validity)
      case .weeks:
        return Column(
          .date(
            numbers.map { number in
              let (year, week) = Int(number.clamped(1e5)).quotientAndFlooredRemainder(52)
              return Self.firstDay(months: year * 12) + Int32(7 * week)
            }), validity: validity)
      case .duration:
        let isWhole = numbers.allSatisfy { $0 == $0.rounded() && $0.magnitude < 0x1p53 }
        return Column(
          isWhole ? .int(numbers.map { Int64($0) }) : .double(numbers), validity: validity,
          metadata: ColumnMetadata(unit: Unit(symbol: "s")))
      }
    }

    private static func firstDay(months: Int) -> Int32 {
      let (years, month) = months.quotientAndFlooredRemainder(12)
      return Int32(
        CalendarDate(year: 1960 + years, month: month + 1, day: 1)?.daysSinceEpoch ?? 0)
    }

    private static func column(
      _ numbers: [Double], _ validity: Bitmap, unit: Double, epoch: Int, isDate: Bool
    ) -> Column {
      func seconds(_ number: Double) -> Double {
        (number * unit).magnitude < 1e13 ? number * unit : 0
      }
      if isDate {
        let days = numbers.map {
          Int32(clamping: epoch + Int((seconds($0) / 86_400).rounded(.down)))
        }
        return Column(.date(days), validity: validity)
      }
      return Column(
        .timestamp(
          numbers.map { Timestamp.midnight(epoch) + Int64((seconds($0) * 1e6).rounded()) }),
        validity: validity)
    }
  }
}

extension Double {
  /// The number, or the nearest that is no larger in size than `limit`.
  fileprivate func clamped(_ limit: Double) -> Double { Swift.min(Swift.max(self, -limit), limit) }
}

extension Int {
  fileprivate func quotientAndFlooredRemainder(_ divisor: Int) -> (Int, Int) {
    (flooredQuotient(divisor), flooredRemainder(divisor))
  }
}
