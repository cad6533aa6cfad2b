import Basics
import Foundation
import Statistics
import Testing

@Suite("Results that are written and read back")
struct WrittenResultTests {
  /// The answers to all reference rows that have one.
  private static let answers: [(name: String, result: AnalysisResult)] = ReferenceRow.all.compactMap
  {
    row in
    guard row.expectedError == nil, let request = try? AnalysisRequest(json: row.request),
      let result = try? Analysis.run(request)
    else { return nil }
    return ("\(row.method): \(row.name)", result)
  }

  /// A result without what is not written.
  private func written(_ result: AnalysisResult) -> AnalysisResult {
    var result = result
    result.model = nil
    return result
  }

  @Test("every answer is read back as it was, and written in the same bytes")
  func roundTrip() throws {
    #expect(Self.answers.count > 500)
    #expect(Set(Self.answers.map(\.result.method)).count >= 50)
    for (name, result) in Self.answers {
      let text = result.json.text()
      let read = try AnalysisResult(json: JSON.parse(text))
      #expect(read == written(result), "\(name): \(text.prefix(300))")
      #expect(read.json.text() == text, "\(name)")
      // Files are written with their keys sorted.
      let file = result.json.text(.canonical)
      #expect(try AnalysisResult(json: JSON.parse(file)).json.text(.canonical) == file, "\(name)")
    }
  }

  @Test("every address of every answer leads back to the value that is there")
  func addresses() throws {
    var count = 0
    for (name, result) in Self.answers {
      let root = Node.value(result)
      let addresses = root.addresses(Address(id: "a", path: []))
      #expect(Set(addresses).count == addresses.count, "\(name)")
      for address in addresses {
        let text = address.description
        let found = Address(text).flatMap { root.at($0.path) }
        #expect(found?.parts == nil && found != nil, "\(name): \(text)")
        count += 1
      }
      #expect(addresses.count == leaves(result.json), "\(name)")
    }
    #expect(count > 10_000)
  }

  private func leaves(_ json: JSON) -> Int {
    switch json {
    case .array(let elements): elements.reduce(0) { $0 + leaves($1) }
    case .object(let members): members.reduce(0) { $0 + leaves($1.value) }
    default: 1
    }
  }

  @Test("a word that no result has is reported with the nearest that it has")
  func unknown() throws {
    let result = try #require(Self.answers.first { $0.result.method == "ols" }).result
    func unknown(_ text: String) throws -> [String?]? {
      let address = try #require(Address("m." + text))
      return Node.value(result).unknownWord(in: address.path).map { [$0.word, $0.nearest] }
    }
    #expect(try unknown("r_squard") == ["r_squard", "r_squared"])
    #expect(try unknown("coefficients[(Intercept)].std_eror") == ["std_eror", "std_error"])
    #expect(try unknown("r_squared.x") == ["x", nil])
    #expect(try unknown("coefficients[(Interceptt)].estimate") == ["(Interceptt)", "(Intercept)"])
    #expect(try unknown("r_squared") == nil)
  }

  @Test("JSON that is not a result is refused with its place")
  func refused() {
    func message(_ json: JSON) -> String {
      do {
        _ = try AnalysisResult(json: json)
        return "read"
      } catch {
        return error.description
      }
    }
    #expect(message(["method": "ols", "r_squard": 1]).contains("is it 'r_squared'?"))
    #expect(message([:]) == "'method' is missing")
    #expect(message(.null) == "is not an object")
    #expect(message(["method": "ols", "p_value": "0.5"]) == "'p_value' is not a number")
    #expect(
      message(["method": "t-test", "alternative": "both"])
        == "'alternative' is not a word that this version knows")
    #expect(
      message(["method": "ols", "coefficients": [["term": "x", "ci": [1]]]])
        == "'coefficients[0].ci' is not an interval with two ends")
    #expect(message(["method": "ols", "n": 1e300]) == "'n' is not a whole number")
    #expect(message(["method": "ols", "n": 2.5]) == "'n' is not a whole number")
  }
}
