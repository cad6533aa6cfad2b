import Basics
import Statistics
import Tables

/// Tests adjusted together: raw and adjusted p-values side by side.
struct FamilyOutcome: Sendable {
  struct Member: Sendable {
    let name: String
    let address: String
    let pValue: Double?
    var pAdjusted: Double?
  }

  let correction: String
  let members: [Member]

  /// Adjusts the p-values that there are; a member without one stays in the list and counts for
  /// nothing.
  init(correction: String, members: [Member]) throws {
    self.correction = correction
    let present = members.compactMap(\.pValue)
    var adjusted = try AnalysisRunner.adjust(present, correction: correction)[...]
    self.members = members.map { member in
      var member = member
      if member.pValue != nil { member.pAdjusted = adjusted.popFirst() }
      return member
    }
  }

  var json: JSON {
    [
      "correction": .string(correction),
      "m": .int(Int64(members.count { $0.pValue != nil })),
      "members": .array(
        members.map {
          [
            "name": .string($0.name), "address": .string($0.address),
            "p_value": .number($0.pValue), "p_adjusted": .number($0.pAdjusted),
          ]
        }),
    ]
  }
}
