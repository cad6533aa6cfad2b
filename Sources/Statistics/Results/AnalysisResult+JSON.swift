public import Basics
internal import Tables
internal import Foundation

extension AnalysisResult {
  /// The answer as the JSON of `almanac stat`.
  public var json: JSON {
    var members: [JSON.Member] = [.init("method", .string(method))]
    func put(_ key: String, _ value: JSON) { members.append(.init(key, value)) }
    if coefficients == nil && comparisons == nil && !isPlainList {
      put("statistic", statistic.map(Self.json) ?? .null)
      put("df", degreesOfFreedomJSON)
      put("p_value", .number(pValue))
      put("p_method", pMethod.map(JSON.string) ?? .null)
      put("alternative", alternative.map { .string($0.rawValue) } ?? .null)
      put("estimate", estimate.map(Self.json) ?? .null)
      put("effect_sizes", .array(effectSizes.map(Self.json)))
    } else if statistic != nil {
      put("statistic", statistic.map(Self.json) ?? .null)
      put("df", degreesOfFreedomJSON)
      put("p_value", .number(pValue))
    }
    if let coefficients { put("coefficients", .array(coefficients.map(\.json))) }
    members += fields
    if let comparisons { put("comparisons", .array(comparisons.map(Self.json))) }
    if coefficients != nil && !effectSizes.isEmpty {
      put("effect_sizes", .array(effectSizes.map(Self.json)))
    }
    put("n", count.json)
    put("n_missing", .int(Int64(missingCount)))
    if nonFiniteCount > 0 { put("n_non_finite", .int(Int64(nonFiniteCount))) }
    if !sampleNames.isEmpty { put("samples", .array(sampleNames.map(JSON.string))) }
    if !rowFlow.isEmpty {
      put(
        "row_flow",
        .array(
          rowFlow.map { step in
            let json: JSON = ["step": .string(step.step), "rows": .int(Int64(step.rows))]
            guard let loss = step.loss else { return json }
            return .object((json.members ?? []) + [.init("became_missing", loss.json)])
          }))
    }
    put("assumptions", .array(assumptions.map(Self.json)))
    if let robustAlternative { put("robust_alternative", Self.json(robustAlternative)) }
    put("title", .string(title))
    put("notes", .array(notes.map(JSON.string)))
    return .object(members)
  }

  /// Methods that answer with fields of their own and have no test: `describe`, `adjust`.
  private var isPlainList: Bool {
    statistic == nil && estimate == nil && !fields.isEmpty && pMethod == nil
  }

  private var degreesOfFreedomJSON: JSON {
    switch degreesOfFreedom.count {
    case 0: .null
    case 1: .number(degreesOfFreedom[0])
    default: .array(degreesOfFreedom.map { .number($0) })
    }
  }

  private static func json(_ value: NamedValue) -> JSON {
    ["name": .string(value.name), "value": .number(value.value)]
  }

  private static func json(_ estimate: Estimate) -> JSON {
    [
      "name": .string(estimate.name), "value": .number(estimate.value),
      "ci": estimate.interval?.json ?? .null, "level": .number(estimate.level),
    ]
  }

  private static func json(_ size: EffectSize) -> JSON {
    [
      "name": .string(size.name), "value": .number(size.value), "ci": size.interval?.json ?? .null,
    ]
  }

  private static func json(_ assumption: Assumption) -> JSON {
    [
      "name": .string(assumption.name), "verdict": .string(assumption.verdict.rawValue),
      "evidence": .string(assumption.evidence), "p_value": .number(assumption.pValue),
    ]
  }

  private static func json(_ alternative: RobustAlternative) -> JSON {
    [
      "method": .string(alternative.method),
      "statistic": alternative.statistic.map(json) ?? .null,
      "p_value": .number(alternative.pValue),
      "estimate": alternative.estimate.map(json) ?? .null,
    ]
  }

  private static func json(_ comparison: Comparison) -> JSON {
    var members: [JSON.Member] = [
      .init("groups", .array(comparison.groups.map(JSON.string))),
      .init("statistic", .number(comparison.statistic)),
      .init("p_value", .number(comparison.pValue)),
      .init("p_adjusted", .number(comparison.adjustedPValue)),
      .init("estimate", comparison.estimate.map(json) ?? .null),
    ]
    if let error = comparison.standardError {
      members.append(.init("std_error", .number(error)))
      members.append(.init("df", .number(comparison.degreesOfFreedom)))
      members.append(.init("ci", comparison.estimate?.interval?.json ?? .null))
    }
    if let count = comparison.count { members.append(.init("n", .int(Int64(count)))) }
    if let missing = comparison.missingCount {
      members.append(.init("n_missing", .int(Int64(missing))))
    }
    return .object(members)
  }

  /// The value at a dotted path of the JSON, where a list of named things is entered by name:
  /// `p_value`, `estimate.ci.0`, `coefficients.size.std_error`, `effect_sizes.cliffs-delta.value`,
  /// `comparisons.likes - downloads.p_adjusted`.
  ///
  /// A named value stands for its number, so that `statistic` is `statistic.value`. Names that hold
  /// dots are tried whole first.
  public subscript(path path: String) -> JSON? {
    func step(_ value: JSON, _ key: String) -> JSON? {
      if let found = value[key: key] { return found }
      guard let list = value.arrayValue else { return nil }
      if let index = Int(key), list.indices.contains(index) { return list[index] }
      return list.first { item in
        ["term", "name"].contains { item[key: $0]?.stringValue == key }
          || item["groups"]?.arrayValue?.compactMap(\.stringValue).joined(separator: " - ") == key
      }
    }
    func walk(_ value: JSON, _ parts: ArraySlice<String>) -> JSON? {
      if parts.isEmpty { return value }
      for length in stride(from: parts.count, to: 0, by: -1) {
        let key = parts.prefix(length).joined(separator: ".")
        if let next = step(value, key), let found = walk(next, parts.dropFirst(length)) {
          return found
        }
      }
      return nil
    }
    let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let found = walk(json, parts[...]) else { return nil }
    return found[key: "value"] ?? found
  }
}

extension Coefficient {
  /// The coefficient as the JSON of `almanac stat`.
  var json: JSON {
    var members: [JSON.Member] = [
      .init("term", .string(term)), .init("estimate", .number(estimate)),
      .init("std_error", .number(standardError)), .init("statistic", .number(statistic)),
      .init("p_value", .number(pValue)), .init("ci", interval?.json ?? .null),
    ]
    if let df = degreesOfFreedom { members.append(.init("df", .number(df))) }
    if let ratio {
      let ends = interval.map { Interval($0.low.map { exp($0) }, $0.high.map { exp($0) }) }
      members += [
        .init("\(ratio.rawValue)_ratio", .number(estimate.map { exp($0) })),
        .init("\(ratio.rawValue)_ratio_ci", ends?.json ?? .null),
      ]
    }
    return .object(members)
  }
}

extension JSON {
  /// The value of the first member called `key`, where this is an object that has one.
  subscript(key key: String) -> JSON? { self[key] }
}
