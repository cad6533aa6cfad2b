package import Basics
import Reports
import Statistics
import Tables

/// The outcome of an analysis: a result, or the reason why these data give none, with what the study adds.
package struct AnalysisOutcome: Sendable {
  enum Content: Sendable {
    case result(AnalysisResult)
    case failed(code: String, message: String)
  }

  let method: String
  /// What the study calls it.
  let label: String?
  private(set) var content: Content
  let rowFlow: [RowFlowStep]
  /// The same analysis with the values of a column left out one at a time.
  let leaveOut: LeaveOut?
  /// Its place among the tests that are corrected together.
  private(set) var family: FamilyPlace?

  init(
    method: String, label: String?, content: Content, rowFlow: [RowFlowStep],
    leaveOut: LeaveOut? = nil
  ) {
    self.method = method
    self.label = label
    self.rowFlow = rowFlow
    self.leaveOut = leaveOut
    if case .result(var result) = content {
      result.rowFlow = rowFlow
      self.content = .result(result)
    } else {
      self.content = content
    }
  }

  /// The result; `nil` where the data gave none.
  var result: AnalysisResult? {
    if case .result(let result) = content { result } else { nil }
  }

  /// The method's full name.
  var title: String { result?.title ?? method }

  /// The fitted model, for curves and predictions.
  var model: FittedModel? { result?.model }

  /// The words for it.
  func text(_ context: ResultContext) -> ResultText {
    switch content {
    case .result(let result): ResultText(result, context: context)
    case .failed(_, let message): ResultText(method: method, failure: message, context: context)
    }
  }

  /// The same within its family, of which `members` are those that belong to it.
  func adding(_ place: FamilyPlace, members: [FamilyOutcome.Member]) -> AnalysisOutcome {
    var outcome = self
    outcome.family = place
    guard case .result(var result) = content else { return outcome }
    for member in members {
      guard let path = Address(member.address)?.path, path.last == .field(.pValue),
        case .value(let value as Coefficient)? = Node.value(result).at(path.dropLast())
      else { continue }
      result.correct(value.term, by: member.pAdjusted)
    }
    outcome.content = .result(result)
    return outcome
  }
}

/// The place of an analysis in a family of tests.
struct FamilyPlace: Sendable {
  let id: String
  let correction: String
  /// The p-value after correction; `nil` where several slopes of the analysis have one each.
  let corrected: CorrectedP?
}

extension AnalysisOutcome: Addressable {
  /// The words that a study adds to those of a result.
  enum Key: String, CodingKey, CaseIterable {
    case label, error, family, correction
    case leaveOut = "leave_out"
    case pAdjusted = "p_adjusted"
  }

  /// Why there is no result, as `results.json` holds it.
  private enum FailureKey: String, CodingKey, CaseIterable {
    case code, message
  }

  package var parts: [(key: String, node: Node)] {
    func part(_ key: Key, _ node: Node?) -> [(key: String, node: Node)] {
      node.map { [(key.stringValue, $0)] } ?? []
    }
    switch content {
    case .result(let result):
      return result.parts + part(.leaveOut, leaveOut.map { .value($0) })
        + part(.label, label.map { .text($0) }) + part(.family, family.map { .text($0.id) })
        + part(.pAdjusted, family?.corrected.map { .number($0.value) })
        + part(.correction, family.map { .text($0.correction) })
    case .failed(let code, let message):
      return [
        (AnalysisResult.Key.method.stringValue, .text(method)),
        (Key.label.stringValue, .text(label ?? method)),
        (AnalysisResult.Key.rowFlow.stringValue, rowFlow.node),
        (
          Key.error.stringValue,
          .value(
            Entries([
              (FailureKey.code.stringValue, .text(code)),
              (FailureKey.message.stringValue, .text(message)),
            ]))
        ),
      ] + part(.family, family.map { .text($0.id) })
        + part(.pAdjusted, family?.corrected.map { .number($0.value) })
        + part(.correction, family.map { .text($0.correction) })
    }
  }

  package var principal: Node? { result?.principal }

  package func part(_ word: String) -> Node? {
    parts.first { $0.key == word }?.node ?? result?.part(word)
  }
}

extension AnalysisOutcome {
  /// The outcome that an entry of `results.json` holds.
  package init(json: JSON) throws(PartError) {
    let added = try KeyedParts<Key>(
      .object((json.members ?? []).filter { Key(stringValue: $0.key) != nil }), "")
    let isMember = added.has(.family)
    let own = (json.members ?? []).filter { member in
      guard let key = Key(stringValue: member.key) else { return true }
      return key == .correction && !isMember
    }
    let common = try KeyedParts<AnalysisResult.Key>(
      .object(own.filter { AnalysisResult.Key(stringValue: $0.key) != nil }), "")
    let flow = try common.values(.rowFlow, RowFlowStep.self)
    let label = try added.text(.label)
    if let error = added[.error] {
      let failure = try KeyedParts<FailureKey>(error, Key.error.stringValue)
      self.init(
        method: try common.required(.method),
        label: label,
        content: .failed(
          code: try failure.required(.code), message: try failure.required(.message)),
        rowFlow: flow ?? [])
    } else {
      let result = try AnalysisResult(json: .object(own))
      self.init(
        method: result.method, label: label, content: .result(result), rowFlow: flow ?? [],
        leaveOut: try added.value(.leaveOut))
    }
    if isMember {
      family = FamilyPlace(
        id: try added.required(.family), correction: try added.text(.correction) ?? "",
        corrected: added.has(.pAdjusted) ? CorrectedP(try added.number(.pAdjusted)) : nil)
    }
  }
}

extension Address.Part {
  /// The part under a key of a result.
  static func field(_ key: AnalysisResult.Key) -> Address.Part { .field(key.stringValue) }
  /// The part under a key that a study adds to a result.
  static func field(_ key: AnalysisOutcome.Key) -> Address.Part { .field(key.stringValue) }
}
