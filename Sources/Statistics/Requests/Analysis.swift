public import Basics
internal import Tables

/// The one dispatch behind study files, the command line and Swift.
public enum Analysis {
  /// Answers a request.
  public static func run(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    let descriptor = try Methods.named(request.method)
    let (method, level) = try descriptor.reading(request.options)
    try descriptor.facts.check(fields: request.given)
    var result = try method.answer(request)
    result.level = level
    result.noteWhatIsMissing()
    result.missingCount += request.losses.missing
    result.nonFiniteCount += request.losses.infinite
    result.notes += request.remarks
    if let table = request.crossTable { result.add(.table, .counts(table)) }
    if result.sampleNames.isEmpty { result.sampleNames = request.sampleNames }
    if !request.rowFlow.isEmpty {
      // Pairs of columns may have more rows than are complete in all of them.
      let total = result.count.total
      let isPairwise =
        descriptor.facts.claim == .matrix
        && (result.comparisons ?? []).contains { ($0.count ?? total) != total }
      result.rowFlow =
        request.rowFlow
        + [RowFlowStep(isPairwise ? .named("complete in all columns") : .used, rows: total)]
    }
    return result
  }

  /// The estimates of an analysis without the rows of each of `groups` groups in turn, where its
  /// method need not start anew for each; `nil` where it must.
  ///
  /// - Parameter group: The group of each row, from 0; a negative one is never left out.
  public static func estimates(
    _ request: AnalysisRequest, leavingOut group: [Int32], groups: Int
  ) throws(StatisticsError) -> [Estimate?]? {
    let descriptor = try Methods.named(request.method)
    guard group.allSatisfy({ Int($0) < groups }) else {
      throw StatisticsError(.badRequest, "each row needs one of \(groups) groups")
    }
    return try descriptor.reading(request.options).method
      .estimates(request, leavingOut: group, groups: groups)
  }

  /// What is wrong with the columns and options that a method is given, found without data; `nil` where
  /// nothing is, or where no method has this name.
  ///
  /// - Parameters:
  ///   - roles: What columns are given for (`x`, `group`, `levels`, ...), and how many for each.
  ///   - leavesOut: Whether the analysis is to be run again without some rows, to follow its estimate.
  public static func problem(
    inOptions options: JSON, roles: [(name: String, count: Int)], leavesOut: Bool = false,
    of method: String
  ) -> StatisticsError? {
    guard let descriptor = Methods[method] else { return nil }
    do throws(StatisticsError) {
      try descriptor.facts.check(columns: roles)
      if leavesOut, descriptor.facts.estimate == nil {
        throw StatisticsError(.badRequest, "\(method) has no estimate to follow with 'leave-out'")
      }
      _ = try descriptor.reading(options)
      return nil
    } catch {
      return error
    }
  }
}
