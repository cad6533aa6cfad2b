internal import Basics
internal import Tables

/// Asks for the options of a method one by one. What is asked for is at once the option's default, its
/// domain and its meaning; at the end options that nobody asked for are refused.
///
/// Run without a request it collects what a method asks for, from which help, pages and schema are made.
struct Options {
  private let method: String
  private let members: [JSON.Member]
  private var unread: [String]
  /// Whether the options themselves are asked about; required ones are then as in their example.
  private let isAsking: Bool
  /// What was asked for so far.
  private(set) var asked: [OptionFacts] = []
  /// The level that the method works with.
  private(set) var levelRead = 0.95

  /// The options of a request.
  init(method: String, _ options: JSON) throws(StatisticsError) {
    self.method = method
    isAsking = false
    switch options {
    case .null: members = []
    case .object(let members): self.members = members
    default: throw StatisticsError(.badRequest, "'options' of \(method) must be an object")
    }
    unread = members.map(\.key)
    var seen: Set<String> = []
    for key in unread where !seen.insert(key).inserted {
      throw StatisticsError(.badRequest, "option '\(key)' of \(method) is given twice")
    }
  }

  /// No options, to learn which ones a method asks for.
  init(askedBy method: String) {
    self.method = method
    isAsking = true
    members = []
    unread = []
  }

  // MARK: Asking

  private mutating func take(
    _ name: String, _ domain: OptionFacts.Domain, _ standard: OptionFacts.Standard,
    _ meaning: String
  ) throws(StatisticsError) -> JSON? {
    asked.append(
      OptionFacts(name: name, domain: domain, standard: standard, meaning: meaning))
    unread.removeAll { $0 == name }
    if let value = members.first(where: { $0.key == name })?.value, value != .null { return value }
    guard case .required(let example) = standard else { return nil }
    if isAsking { return example }
    throw StatisticsError(
      .badRequest,
      "\(method) needs the option '\(name)', \(domain.words): "
        + meaning.prefix(1).lowercased() + meaning.dropFirst().prefix { $0 != "." })
  }

  private func wrong(_ name: String, _ wanted: String) -> StatisticsError {
    StatisticsError(.badRequest, "option '\(name)' of \(method) must be \(wanted)")
  }

  private mutating func number(
    _ name: String, _ domain: NumberDomain, _ standard: OptionFacts.Standard, _ meaning: String
  ) throws(StatisticsError) -> Double? {
    guard let value = try take(name, .number(domain), standard, meaning) else { return nil }
    guard let number = Self.number(value) else { throw wrong(name, "a number") }
    guard domain.contains(number) else { throw wrong(name, domain.words ?? "a number") }
    return number
  }

  /// The command line gives options as text.
  private static func number(_ value: JSON) -> Double? {
    let number = value.doubleValue ?? value.stringValue.flatMap { Double($0) }
    return number.flatMap { $0.isFinite ? $0 : nil }
  }

  private mutating func integer(
    _ name: String, _ range: ClosedRange<Int>, _ standard: OptionFacts.Standard, _ meaning: String
  ) throws(StatisticsError) -> Int? {
    guard let value = try take(name, .whole(range), standard, meaning) else { return nil }
    guard let number = Self.number(value) else { throw wrong(name, "a number") }
    guard let whole = Int(exactly: number), range.contains(whole) else {
      throw wrong(name, OptionFacts.Domain.whole(range).words)
    }
    return whole
  }

  private mutating func flag(
    _ name: String, _ standard: OptionFacts.Standard, _ meaning: String
  ) throws(StatisticsError) -> Bool? {
    guard let value = try take(name, .flag, standard, meaning) else { return nil }
    if case .bool(let flag) = value { return flag }
    switch value.stringValue {
    case "true", "yes": return true
    case "false", "no": return false
    default: throw wrong(name, OptionFacts.Domain.flag.words)
    }
  }

  private mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, _ standard: OptionFacts.Standard, _ meaning: String
  ) throws(StatisticsError) -> Choice? where Choice.RawValue == String {
    let domain = OptionFacts.Domain.choice(Choice.allCases.map(\.rawValue))
    guard let value = try take(name, domain, standard, meaning) else { return nil }
    guard let choice = value.stringValue.flatMap(Choice.init(rawValue:)) else {
      throw wrong(name, domain.words)
    }
    return choice
  }

  // MARK: With a default

  mutating func number(
    _ name: String, in domain: NumberDomain = .any, else standard: Double, _ meaning: String
  ) throws(StatisticsError) -> Double {
    try number(name, domain, .value(.number(standard)), meaning) ?? standard
  }

  mutating func integer(
    _ name: String, in range: ClosedRange<Int>, else standard: Int, _ meaning: String
  ) throws(StatisticsError) -> Int {
    try integer(name, range, .value(.int(Int64(standard))), meaning) ?? standard
  }

  mutating func flag(
    _ name: String, else standard: Bool, _ meaning: String
  ) throws(StatisticsError) -> Bool {
    try flag(name, .value(.bool(standard)), meaning) ?? standard
  }

  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, else standard: Choice, _ meaning: String
  ) throws(StatisticsError) -> Choice where Choice.RawValue == String {
    try choice(name, .value(.string(standard.rawValue)), meaning) ?? standard
  }

  // MARK: With a default in words

  mutating func number(
    _ name: String, in domain: NumberDomain = .any, otherwise words: String, _ meaning: String
  ) throws(StatisticsError) -> Double? {
    try number(name, domain, .words(words), meaning)
  }

  mutating func integer(
    _ name: String, in range: ClosedRange<Int>, otherwise words: String, _ meaning: String
  ) throws(StatisticsError) -> Int? {
    try integer(name, range, .words(words), meaning)
  }

  mutating func flag(
    _ name: String, otherwise words: String, _ meaning: String
  ) throws(StatisticsError) -> Bool? {
    try flag(name, .words(words), meaning)
  }

  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, of type: Choice.Type, otherwise words: String, _ meaning: String
  ) throws(StatisticsError) -> Choice? where Choice.RawValue == String {
    try choice(name, .words(words), meaning)
  }

  mutating func numbers(
    _ name: String, each domain: NumberDomain, otherwise words: String, _ meaning: String
  ) throws(StatisticsError) -> [Double] {
    let kind = OptionFacts.Domain.numbers(domain)
    guard let value = try take(name, kind, .words(words), meaning) else { return [] }
    let found: [Double?] =
      value.arrayValue?.map(\.doubleValue)
      ?? value.stringValue?.split(separator: ",").map { Double($0.trimmed) } ?? [value.doubleValue]
    let numbers = found.compactMap { $0 }
    guard numbers.count == found.count, numbers.allSatisfy(domain.contains) else {
      throw wrong(name, kind.words)
    }
    return numbers
  }

  /// Names with numbers, in their order: `a=1,b=2`, or an object.
  mutating func parameters(
    _ name: String, otherwise words: String, _ meaning: String
  ) throws(StatisticsError) -> [(String, Double)] {
    guard let value = try take(name, .parameters, .words(words), meaning) else { return [] }
    var pairs: [(String, Double?)] = []
    if let members = value.members {
      pairs = members.map { ($0.key, $0.value.doubleValue) }
    } else if let text = value.stringValue {
      pairs = text.split(separator: ",").map { part in
        let pair = part.split(separator: "=").map(\.trimmed)
        return pair.count == 2 ? (String(pair[0]), Double(pair[1])) : ("", nil)
      }
    } else {
      pairs = [("", nil)]
    }
    return try pairs.map { pair throws(StatisticsError) in
      guard let number = pair.1 else { throw wrong(name, OptionFacts.Domain.parameters.words) }
      return (pair.0, number)
    }
  }

  private mutating func names(
    _ name: String, _ domain: OptionFacts.Domain, _ standard: OptionFacts.Standard,
    _ meaning: String
  ) throws(StatisticsError) -> [String] {
    guard let value = try take(name, domain, standard, meaning) else { return [] }
    var found: [String?] = value.arrayValue?.map { $0.stringValue } ?? [nil]
    if let text = value.stringValue {
      found =
        domain == .columns(several: false)
        ? [text] : text.split(separator: ",").map { String($0.trimmed) }
    }
    let names = found.compactMap { $0 }
    guard names.count == found.count, !names.isEmpty, names.allSatisfy({ !$0.isEmpty }),
      Set(names).count == names.count, domain != .columns(several: false) || names.count == 1
    else { throw wrong(name, domain.words) }
    return names
  }

  /// The name of a column, where it is given.
  mutating func column(
    _ name: String, otherwise words: String, _ meaning: String
  ) throws(StatisticsError) -> String? {
    try names(name, .columns(several: false), .words(words), meaning).first
  }

  /// The name of a column that must be given.
  mutating func column(
    _ name: String, example: String, _ meaning: String
  ) throws(StatisticsError) -> String {
    let standard = OptionFacts.Standard.required(example: .string(example))
    return try names(name, .columns(several: false), standard, meaning).first ?? example
  }

  /// Names of columns, none where they are not given.
  mutating func columns(
    _ name: String, otherwise words: String, _ meaning: String
  ) throws(StatisticsError) -> [String] {
    try names(name, .columns(several: true), .words(words), meaning)
  }

  /// Names of columns that must be given.
  mutating func columns(
    _ name: String, example: String, _ meaning: String
  ) throws(StatisticsError) -> [String] {
    try names(
      name, .columns(several: true), .required(example: .array([.string(example)])), meaning)
  }

  /// One or several choices, all where none is given.
  mutating func choices<Choice: RawRepresentable & CaseIterable>(
    _ name: String, otherwise standard: [Choice], _ meaning: String
  ) throws(StatisticsError) -> [Choice] where Choice.RawValue == String {
    let domain = OptionFacts.Domain.choices(Choice.allCases.map(\.rawValue))
    let words = standard.map(\.rawValue).joined(separator: ", ")
    let given = try names(name, domain, .words(words), meaning)
    let choices = given.compactMap(Choice.init(rawValue:))
    guard choices.count == given.count else { throw wrong(name, domain.words) }
    return choices.isEmpty ? standard : choices
  }

  /// The order of the levels of factors, by column.
  mutating func levelOrder() throws(StatisticsError) -> [String: [String]] {
    let meaning = "The levels of factors in order, the first of each as reference."
    guard
      let value = try take("levels", .levels, .words("in order of first appearance"), meaning)
    else { return [:] }
    guard let members = value.members else {
      throw wrong("levels", OptionFacts.Domain.levels.words)
    }
    var orders: [String: [String]] = [:]
    for member in members {
      let names = member.value.arrayValue?.compactMap(\.stringValue) ?? []
      guard names.count == member.value.arrayValue?.count, !names.isEmpty,
        Set(names).count == names.count
      else { throw wrong("levels", OptionFacts.Domain.levels.words) }
      orders[member.key] = names
    }
    return orders
  }

  /// The clusters of the rows, which a request may give among its options.
  mutating func clusters() throws(StatisticsError) {
    _ = try take(
      "groups", .names, .words("the request's 'groups', or none"), "The cluster of each row.")
  }

  // MARK: Required

  mutating func number(
    _ name: String, example: Double, _ meaning: String
  ) throws(StatisticsError) -> Double {
    try number(name, .any, .required(example: .number(example)), meaning) ?? example
  }

  mutating func integer(
    _ name: String, in range: ClosedRange<Int>, example: Int, _ meaning: String
  ) throws(StatisticsError) -> Int {
    try integer(name, range, .required(example: .int(Int64(example))), meaning) ?? example
  }

  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, example: Choice, _ meaning: String
  ) throws(StatisticsError) -> Choice where Choice.RawValue == String {
    try choice(name, .required(example: .string(example.rawValue)), meaning) ?? example
  }

  mutating func text(
    _ name: String, example: String, _ meaning: String
  ) throws(StatisticsError) -> String {
    let value = try take(name, .text, .required(example: .string(example)), meaning)
    guard let text = value?.stringValue else { throw wrong(name, "text") }
    return text
  }

  // MARK: Of many methods

  mutating func alternative() throws(StatisticsError) -> Alternative {
    try choice(
      "alternative", else: .twoSided,
      "Which differences count against the null hypothesis: first minus second, or value minus null."
    )
  }

  mutating func level(else standard: Double = 0.95) throws(StatisticsError) -> Double {
    levelRead = try number(
      "level", in: .between(0, 1), else: standard, "The confidence level of the intervals.")
    return levelRead
  }

  /// `alternative` and `level`.
  mutating func common() throws(StatisticsError) -> (alternative: Alternative, level: Double) {
    (try alternative(), try level())
  }

  mutating func exactness() throws(StatisticsError) -> Exactness? {
    try choice("p_method", else: ExactnessOption.auto, "How the p-value is computed.").exactness
  }

  mutating func correction() throws(StatisticsError) -> PValueAdjustment.Correction {
    try choice("correction", else: .holm, "How p-values are corrected for the number of tests.")
  }

  /// The option of methods that draw at random.
  static let seed = "seed"

  /// Draws with a seed.
  mutating func resampling(draws: Int) throws(StatisticsError) -> Resampling {
    Resampling(
      draws: try integer("draws", in: 1...10_000_000, else: draws, "The number of draws."),
      seed: UInt64(
        try integer(
          Self.seed, in: 0...Int(UInt32.max), else: 1, "The same seed gives the same draws.")),
      threads: try integer(
        "threads", in: 0...1024, else: 0,
        "How many threads draw; 0: one for each processor. The answer is the same."))
  }

  mutating func intercept() throws(StatisticsError) -> Bool? {
    try flag("intercept", otherwise: "as the formula says", "Whether the model has an intercept.")
  }

  /// Complains of options that no one asked for.
  func finish() throws(StatisticsError) {
    guard let first = unread.first else { return }
    let known = asked.map(\.name)
    let nearest = first.nearest(in: known)
    throw StatisticsError(
      .badRequest,
      "\(method) has no option '\(first)'"
        + (nearest.map { "; did you mean '\($0)'?" }
          ?? (known.isEmpty ? "" : "; it has \(known.sorted().joined(separator: ", "))")))
  }
}

extension Substring {
  var trimmed: Substring {
    var text = self
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
