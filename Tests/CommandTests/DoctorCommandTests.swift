import Foundation
import Testing

@Suite struct DoctorCommandTests {
  @Test("Everything that a report needs is there after set-up")
  func healthy() throws {
    let run = try Workplace().run("doctor")
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.contains(/ok +GSL +2\./))
    #expect(run.output.contains(/absent +data set hf-carbon-2023/))
  }

  @Test("The digits on certified data come near those that can be had")
  func numerics() throws {
    let run = try Workplace().run("doctor", "--numerics", "--json")
    #expect(run.status == 0, "\(run.output)")
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
    #expect(rows.count > 10)
    #expect(rows.allSatisfy { $0["holds"] as? Bool == true })
  }

  @Test("A home that is not one is named, and the status is 1")
  func lost() throws {
    let place = try Workplace()
    let run = try place.run("doctor", "--json", environment: ["ALMANAC_HOME": place.path])
    #expect(run.status == 1)
    let list = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
    #expect(list.contains { $0["verdict"] as? String == "missing" })
  }
}
