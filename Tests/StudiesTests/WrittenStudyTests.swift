import Basics
import Foundation
import Statistics
import Studies
import Testing

@Suite("Results of a study that another version wrote")
struct WrittenStudyTests {
  /// The results that 0.1.1 wrote of a study with tests, fits, families, runs that leave values out, and
  /// data that give no result.
  private func analyses() throws -> [JSON.Member] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Golden/results-0.1.1.json")
    let json = try JSON.parse(Array(Data(contentsOf: file)))
    return try #require(json["analyses"]?.members)
  }

  @Test("are read back, and written in the same bytes")
  func roundTrip() throws {
    let analyses = try analyses()
    #expect(analyses.count == 10)
    for member in analyses {
      let outcome = try AnalysisOutcome(json: member.value)
      #expect(
        outcome.json.text(.canonical) == member.value.text(.canonical), "\(member.key)")
    }
  }

  @Test("have an address for every number, and each leads to it")
  func addresses() throws {
    for member in try analyses() {
      let root = Node.value(try AnalysisOutcome(json: member.value))
      let addresses = root.addresses(Address(id: member.key, path: []))
      #expect(addresses.count > 3)
      for address in addresses {
        let read = try #require(Address(address.description))
        #expect(root.at(read.path) != nil, "\(address)")
        #expect(root.unknownWord(in: read.path) == nil, "\(address)")
      }
    }
  }

  @Test("with a word that this version does not know are refused, and the word is named")
  func unknown() throws {
    let member = try #require(try analyses().first { $0.key == "fit" })
    var members = try #require(member.value.members)
    members.append(.init("r_cubed", 0.5))
    #expect {
      try AnalysisOutcome(json: .object(members))
    } throws: {
      "\($0)".contains("'r_cubed', which this version does not know")
    }
  }
}
