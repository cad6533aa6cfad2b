internal import Basics
internal import Tables

/// A method that answers requests.
protocol RequestedMethod: Sendable {
  /// Reads the method's options.
  init(_ options: inout OptionReader) throws(StatisticsError)
  /// Answers a request.
  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult
  /// The estimates without the rows of each of `groups` groups in turn, where the method need not start
  /// anew for each; `nil` where it must. A row of a negative group is never left out.
  func estimates(
    _ request: AnalysisRequest, leavingOut group: [Int32], groups: Int
  ) throws(StatisticsError) -> [Estimate?]?
}

extension RequestedMethod {
  func estimates(
    _ request: AnalysisRequest, leavingOut group: [Int32], groups: Int
  ) throws(StatisticsError) -> [Estimate?]? { nil }
}

/// The one dispatch behind study files, the command line and Swift.
public enum Analysis {
  /// A method by name.
  struct Entry: Sendable {
    let name: String
    let input: Input
    let method: any RequestedMethod.Type
    /// Whether rows may have weights.
    var takesWeights = false
    /// Whether rows may belong to clusters.
    var takesClusters = false
    /// Whether the answer has one estimate.
    var hasEstimate = true
  }

  /// The names of all methods, in the order of the documentation.
  public static var methods: [String] { entries.map(\.name) }

  static func entry(_ name: String) -> Entry? { byName[name] }

  private static let byName: [String: Entry] = Dictionary(
    entries.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  static func unknown(_ name: String) -> StatisticsError {
    let nearest = name.nearest(in: methods)
    return StatisticsError(
      .unknownMethod,
      "no method is called '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
  }

  /// The estimates of an analysis without the rows of each of `groups` groups in turn, where its
  /// method need not start anew for each; `nil` where it must.
  ///
  /// - Parameter group: The group of each row, from 0; a negative one is never left out.
  public static func estimates(
    _ request: AnalysisRequest, leavingOut group: [Int32], groups: Int
  ) throws(StatisticsError) -> [Estimate?]? {
    guard let entry = entry(request.method) else { throw unknown(request.method) }
    guard group.allSatisfy({ Int($0) < groups }) else {
      throw StatisticsError(.badRequest, "each row needs one of \(groups) groups")
    }
    var options = try OptionReader(method: request.method, request.options)
    return try entry.method.init(&options).estimates(request, leavingOut: group, groups: groups)
  }

  /// Answers a request.
  public static func run(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    guard let entry = entry(request.method) else { throw unknown(request.method) }
    var options = try OptionReader(method: request.method, request.options)
    let method = try entry.method.init(&options)
    try options.finish()
    try entry.check(fields: request.given)
    var result = try method.answer(request)
    result.level = options.levelRead
    result.noteWhatIsMissing()
    result.missingCount += request.losses.missing
    result.nonFiniteCount += request.losses.infinite
    result.notes += request.remarks
    if result.sampleNames.isEmpty { result.sampleNames = request.sampleNames }
    if !request.rowFlow.isEmpty {
      result.rowFlow =
        request.rowFlow + [RowFlowStep(.used, rows: result.count.total)]
    }
    return result
  }
}
