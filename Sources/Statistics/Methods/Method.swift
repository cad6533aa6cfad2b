public import Basics
internal import Tables

/// A statistical method: what is to be known of it, its options, and how it answers a request.
///
/// One file contains all of it. Dispatch, help, pages, schema, checks and the words of reports are derived from
/// ``facts`` and from the options that `init` asks for.
protocol Method: Sendable {
  /// What is to be known of the method before it runs.
  static var facts: MethodFacts { get }
  /// Reads the method's options, all of them whatever their values.
  init(_ options: inout Options) throws(StatisticsError)
  /// Answers a request.
  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult
  /// The estimates without the rows of each of `groups` groups in turn, where the method need not start
  /// anew for each; `nil` where it must. A row of a negative group is never left out.
  func estimates(
    _ request: AnalysisRequest, leavingOut group: [Int32], groups: Int
  ) throws(StatisticsError) -> [Estimate?]?
}

extension Method {
  func estimates(
    _ request: AnalysisRequest, leavingOut group: [Int32], groups: Int
  ) throws(StatisticsError) -> [Estimate?]? { nil }
}

/// A method as others see it: its facts and its options.
public struct MethodDescriptor: Sendable, CustomStringConvertible {
  /// What is to be known of the method.
  public let facts: MethodFacts
  /// The options, in the order in which the method asks for them.
  public let options: [OptionFacts]
  let type: any Method.Type

  init(_ type: any Method.Type) {
    self.type = type
    facts = type.facts
    options = Self.asked(by: type)
  }

  /// Whether the answer is based on numbers that are drawn at random.
  public var isRandom: Bool { options.contains { $0.name == Options.seed } }

  /// The name of the method.
  public var description: String { facts.name }

  /// The options that the method asks for when it is given these.
  package func options(given: JSON) throws(StatisticsError) -> [OptionFacts] {
    var options = try Options(method: facts.name, given)
    _ = try type.init(&options)
    return options.asked
  }

  /// The columns that these options name.
  public func columns(named options: JSON) -> [String] {
    self.options.flatMap { option -> [String] in
      guard case .columns = option.domain, let value = options[option.name] else { return [] }
      return value.arrayValue?.compactMap(\.stringValue)
        ?? value.stringValue.map { text in
          option.domain == .columns(several: false)
            ? [text] : text.split(separator: ",").map { String($0.trimmed) }
        } ?? []
    }
  }

  private static func asked(by type: any Method.Type) -> [OptionFacts] {
    var options = Options(askedBy: type.facts.name)
    _ = try? type.init(&options)
    return options.asked
  }

  /// The method with the options of a request, and the level that it works with.
  func reading(_ given: JSON) throws(StatisticsError) -> (method: any Method, level: Double) {
    var options = try Options(method: facts.name, given)
    let method = try type.init(&options)
    try options.finish()
    return (method, options.levelRead)
  }
}
