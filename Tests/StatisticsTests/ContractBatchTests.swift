import Foundation
import Statistics
import Tables
import Testing

@Suite("A batch answers every line with a line")
struct ContractBatchTests {
  /// One line of JSON that holds the id and either a result or an error with a known code.
  private static func problem(_ answer: (line: String, succeeded: Bool)) -> String? {
    guard !answer.line.contains(where: \.isNewline) else { return "more than one line" }
    guard let json = try? JSON.parse(answer.line) else { return "no JSON: \(answer.line)" }
    guard json["id"] != nil else { return "no id: \(answer.line)" }
    if answer.succeeded {
      return json["result"]?.members == nil || json["error"] != nil ? "no result" : nil
    }
    guard let error = json["error"], json["result"] == nil else { return "no error" }
    guard let code = error["code"]?.stringValue, StatisticsError.Code(rawValue: code) != nil else {
      return "an unknown code: \(answer.line)"
    }
    return error["message"]?.stringValue?.isEmpty == false ? nil : "no message: \(answer.line)"
  }

  @Test(
    "what is no JSON, or no request, is a bad request",
    arguments: [
      "", " ", "{", "}", "[]", "null", "true", "42", "\"text\"", "{\"method\"", "{\"method\":}",
      "{\"method\": \"t-test\"", "nonsense", "{'method': 'ols'}", "{\"id\": 1}", "{\"method\": 5}",
      "{\"method\": \"ols\", \"x\": [NaN], \"y\": [1]}",
      "{\"method\": \"describe\", \"x\": [1e999]}",
      "{\"method\": \"describe\", \"x\": [1,]}", "{\"method\": \"describe\", \"x\": [1]} trailing",
      "\u{FEFF}{\"method\": \"describe\"}", "{\"method\": \"describe\", \"x\": [1], \"w\": [2]}",
      "{\"method\": \"describe\", \"x\": [1, 2], \"options\": []}",
      "{\"method\": \"describe\", \"x\": [1, 2], \"options\": {\"nonsense\": 1}}",
      String(repeating: "[", count: 100_000), String(repeating: "{\"a\":", count: 50_000),
    ])
  func brokenLines(_ line: String) throws {
    let answer = StatisticsBatch.run(line)
    #expect(!answer.succeeded)
    #expect(Self.problem(answer) == nil)
    let json = try JSON.parse(answer.line)
    #expect(json["error"]?["code"]?.stringValue == "bad-request")
  }

  @Test("bytes that are no UTF-8 are a bad request")
  func brokenBytes() {
    for bytes: [UInt8] in [
      [0xFF, 0xFE], [0x7B, 0x22, 0xC3, 0x28, 0x22, 0x7D], [0], [0x22, 0xED, 0xA0],
    ] {
      let answer = StatisticsBatch.run(bytes)
      #expect(!answer.succeeded)
      #expect(Self.problem(answer) == nil)
    }
  }

  @Test("the id comes back as it was, with results and with errors")
  func idsComeBack() throws {
    let ids: [JSON] = [1, -7, "a\"b\n", 2.5, true, .null, [1, "x"], ["k": 1]]
    for id in ids {
      for request: JSON in [
        ["method": "describe", "x": [1, 2]], ["method": "describe", "x": []], ["method": "magic"],
      ] {
        let answer = StatisticsBatch.run(request.with("id", id).text())
        #expect(try JSON.parse(answer.line)["id"]?.text() == id.text())
      }
    }
  }

  @Test("an unknown method is named, with the nearest one")
  func unknownMethod() throws {
    let answer = StatisticsBatch.run("{\"id\": 3, \"method\": \"man-whitney\"}")
    let error = try JSON.parse(answer.line)["error"]
    #expect(error?["code"]?.stringValue == "unknown-method")
    #expect(error?["message"]?.stringValue?.contains("mann-whitney") == true)
  }

  /// The smallest answered request of each method.
  private static let samples: [JSON] = {
    var smallest: [String: JSON] = [:]
    for row in ReferenceTests.rows where row.expectedError == nil {
      let size = row.request.text().utf8.count
      if let known = smallest[row.method], known.text().utf8.count <= size { continue }
      smallest[row.method] = row.request
    }
    return smallest.keys.sorted().compactMap { smallest[$0] }
  }()

  /// Read from text: the compiler would take long over so mixed a literal.
  private static let shapes: [JSON] =
    (try? JSON.parse(
      """
      [null, true, 5, -1, 1e308, 0.5, "text", "", [], {}, [1], [null], ["a"], [[]], [[1]],
       [[1, 2], [3]], [["a", "b"]], [1, "a"], {"a": 1}, {"a": [1]}, {"a": ["x", "y"]},
       {"": [1, 2]}, [1e308, -1e308, 1e308], [5e-324, 1e-320, 0], [9007199254740993, 1, 2],
       [[-1, 0], [0, -1]], [[1e300, 1], [1, 1e300]], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
       [true, false, true]]
      """
    ).arrayValue) ?? []

  @Test("whatever stands in a field, the answer is a line and never a crash", arguments: samples)
  func wrongShapes(_ request: JSON) {
    var fields = [
      "x", "y", "z", "samples", "table", "successes", "trials", "weights", "groups", "p_values",
      "options",
    ]
    fields.removeAll { request[$0] == nil && $0 != "options" && $0 != "x" }
    for field in fields {
      for shape in Self.shapes {
        let changed = request.with(field, shape)
        if let problem = Self.problem(StatisticsBatch.run(changed.text())) {
          Issue.record("\(problem): \(changed.text().prefix(300))")
        }
      }
      // A column of another shape inside an object, and a sample of another shape inside the list.
      for shape in Self.shapes {
        if let members = request[field]?.members, let first = members.first {
          let inner = JSON.object([.init(first.key, shape)] + members.dropFirst())
          if let problem = Self.problem(StatisticsBatch.run(request.with(field, inner).text())) {
            Issue.record("\(problem): \(field).\(first.key) = \(shape.text())")
          }
        } else if let items = request[field]?.arrayValue, !items.isEmpty {
          let inner = JSON.array([shape] + items.dropFirst())
          if let problem = Self.problem(StatisticsBatch.run(request.with(field, inner).text())) {
            Issue.record("\(problem): \(field)[0] = \(shape.text())")
          }
        }
      }
    }
  }

  @Test("bytes changed, cut or doubled at random never crash", arguments: samples)
  func mutatedBytes(_ request: JSON) {
    var numbers = SeededNumbers(11)
    let bytes = Array(request.with("id", 1).text().utf8)
    for _ in 0..<40 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...3, using: &numbers) {
        let position = Int.random(in: 0..<changed.count, using: &numbers)
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0: changed[position] = UInt8.random(in: 0...255, using: &numbers)
        case 1: changed.remove(at: position)
        case 2: changed.insert(changed[position], at: position)
        default:
          changed[position] = Array("0123456789-.e,[]{}\"".utf8).randomElement(using: &numbers) ?? 0
        }
        if changed.isEmpty { changed = [0x7B] }
      }
      if let problem = Self.problem(StatisticsBatch.run(changed)) {
        Issue.record("\(problem): \(String(decoding: changed.prefix(300), as: UTF8.self))")
      }
    }
  }

  @Test("no line of a batch changes the answer to another")
  func linesAreIndependent() {
    let lines = Self.samples.map { $0.text() }
    let once = lines.map { StatisticsBatch.run($0).line }
    let backwards = lines.reversed().map { StatisticsBatch.run($0).line }
    #expect(once == backwards.reversed())
  }
}
