import Basics
import Statistics

/// Tests adjusted together: raw and adjusted p-values side by side.
struct FamilyOutcome: Hashable, Sendable {
  struct Member: Hashable, Sendable {
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

  /// How many tests are corrected for.
  var size: Int { members.count { $0.pValue != nil } }
}

extension FamilyOutcome: Keyed {
  enum Key: String, CodingKey, CaseIterable {
    case correction, m, members
  }

  func node(_ key: Key) -> Node? {
    switch key {
    case .correction: .text(correction)
    case .m: .whole(Int64(size))
    case .members: .values(members)
    }
  }

  init(_ parts: KeyedParts<Key>) throws(PartError) {
    correction = try parts.required(.correction)
    members = try parts.values(.members) ?? []
  }
}

extension FamilyOutcome.Member: Keyed {
  enum Key: String, CodingKey, CaseIterable {
    case name, address
    case pValue = "p_value"
    case pAdjusted = "p_adjusted"
  }

  func node(_ key: Key) -> Node? {
    switch key {
    case .name: .text(name)
    case .address: .text(address)
    case .pValue: .number(pValue)
    case .pAdjusted: .number(pAdjusted)
    }
  }

  init(_ parts: KeyedParts<Key>) throws(PartError) {
    name = try parts.required(.name)
    address = try parts.required(.address)
    pValue = try parts.number(.pValue)
    pAdjusted = try parts.number(.pAdjusted)
  }

  var nameInList: String? { name }
}
