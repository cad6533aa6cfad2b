import Basics
import Foundation
import Statistics
import Tables
import Testing

@Suite("A batch answers every line with a line")
struct BatchTests {
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
    "what is not JSON, or no request, is a bad request",
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

  @Test(
    "a method uses the weights that it is given, or refuses them by name",
    arguments: ReferenceRow.smallest)
  func weights(_ row: ReferenceRow) throws {
    let taking = ["describe", "wls", "nested-f", "likelihood-ratio", "quasi-binomial"]
    let answer = StatisticsBatch.run(row.request.with("weights", JSON([1.0, 2, 3])).text()).line
    #expect(
      answer.contains("\(row.method) takes no 'weights'") == !taking.contains(row.method),
      "\(answer.prefix(200))")
  }

  @Test(
    "what a request lacks, or its data do not allow, is an error with its code",
    arguments: [
      ("{\"method\": \"spearmann\", \"x\": [1]}", "unknown-method"),
      ("{\"method\": \"spearman\"}", "bad-request"),
      ("{\"method\": \"spearman\", \"x\": [1, 2, 3], \"y\": [1, 2]}", "bad-request"),
      ("{\"method\": \"spearman\", \"x\": [1, null], \"y\": [2, 3]}", "too-few-observations"),
      ("{\"method\": \"spearman\", \"x\": [1, 1, 1, 1], \"y\": [2, 3, 4, 5]}", "constant-input"),
      ("{\"method\": \"spearman\", \"x\": [1, \"a\", 3], \"y\": [2, 3, 4]}", "bad-request"),
      ("{\"method\": \"spearman\", \"x\": {\"a\": [1]}, \"y\": [2]}", "bad-request"),
      ("{\"method\": \"mann-whitney\", \"samples\": [[1, 2]]}", "bad-request"),
      ("{\"method\": \"mann-whitney\", \"samples\": [[], [1]]}", "too-few-observations"),
      ("{\"method\": \"mann-whitney\", \"samples\": [[2, 2], [2]]}", "constant-input"),
      ("{\"method\": \"mann-whitney\", \"samples\": 5}", "bad-request"),
      ("{\"method\": \"chi-square\", \"table\": [[1, 2], [3]]}", "bad-request"),
      ("{\"method\": \"chi-square\", \"table\": [[0, 0], [3, 4]]}", "domain-error"),
      ("{\"method\": \"chi-square\", \"table\": [[-1, 2], [3, 4]]}", "bad-request"),
      ("{\"method\": \"fisher\", \"table\": [[1, 2, 3], [3, 4, 5]]}", "bad-request"),
      ("{\"method\": \"ols\", \"y\": [1, 2, 3], \"x\": {\"a\": [1, 2]}}", "bad-request"),
      ("{\"method\": \"ols\", \"y\": [1, 2], \"x\": {\"a\": [1, 2]}}", "too-few-observations"),
      (
        "{\"method\": \"ols\", \"y\": [1, 2, 4, 3], \"x\": {\"a\": [1, 2, 3, 4], \"b\": [2, 4, 6, 8]}}",
        "singular-design"
      ),
      ("{\"method\": \"ols\", \"y\": [1, 1, 1], \"x\": {\"a\": [1, 2, 4]}}", "constant-input"),
      (
        "{\"method\": \"logistic\", \"y\": [0, 0, 0, 1, 1, 1], \"x\": {\"a\": [1, 2, 3, 4, 5, 6]}}",
        "did-not-converge"
      ),
      ("{\"method\": \"logistic\", \"y\": [0, 2, 1], \"x\": {\"a\": [1, 2, 4]}}", "domain-error"),
      ("{\"method\": \"adjust\", \"p_values\": [2]}", "domain-error"),
      ("{\"method\": \"adjust\", \"p_values\": []}", "too-few-observations"),
      ("{\"method\": \"describe\", \"x\": []}", "too-few-observations"),
      ("{\"method\": \"describe\", \"x\": [1], \"options\": {\"quantil_type\": 3}}", "bad-request"),
      (
        "{\"method\": \"describe\", \"x\": [1], \"options\": {\"quantile_type\": 12}}",
        "bad-request"
      ),
      ("{\"method\": \"describe\", \"x\": [1], \"options\": []}", "bad-request"),
      ("{\"method\": \"describe\", \"xx\": [1]}", "bad-request"),
      (
        "{\"method\": \"bootstrap\", \"x\": [1, 2, 4], \"options\": "
          + "{\"statistic\": \"median\", \"interval\": \"bca\"}}", "bad-request"
      ),
      ("{\"method\": \"shapiro-wilk\", \"x\": [1, 2]}", "too-few-observations"),
      (
        "{\"method\": \"pearson\", \"x\": [1,2,3], \"y\": [1,2,4], \"options\": {\"level\": 2}}",
        "bad-request"
      ),
      ("{\"method\": \"proportion\", \"successes\": 5, \"trials\": 3}", "domain-error"),
      (
        "{\"method\": \"logistic\", \"y\": [0, 1, 0, 1, 0, 1, 1, 1, 1], "
          + "\"x\": {\"g\": [\"p\", \"p\", \"p\", \"p\", \"p\", \"p\", \"q\", \"q\", \"q\"]}}",
        "did-not-converge"
      ),
      (
        "{\"method\": \"poisson\", \"y\": [1, 2, 3, 1, 2, 0, 0, 0], "
          + "\"x\": {\"g\": [\"p\", \"p\", \"p\", \"p\", \"p\", \"q\", \"q\", \"q\"]}}",
        "did-not-converge"
      ),
      (
        "{\"method\": \"ols\", \"y\": [1, 2, 4], \"x\": {\"g\": [\"p\", \"p\", \"p\"]}}",
        "singular-design"
      ),
      (
        "{\"method\": \"ols\", \"y\": [1, 2, 4, 3, 6, 5], \"groups\": [1, 1, 1, 2, 2, 2], "
          + "\"x\": {\"g\": [\"p\", \"p\", \"p\", \"q\", \"q\", \"q\"]}, "
          + "\"options\": {\"covariance\": \"CR2\"}}", "singular-design"
      ),
      ("{\"method\": \"t-test\", \"samples\": [[1e308, -1e308], [1, 2]]}", "domain-error"),
      (
        "{\"method\": \"pearson\", \"x\": [1e-320, 2e-320, 3e-320], \"y\": [1, 3, 2]}",
        "domain-error"
      ),
      (
        "{\"method\": \"ols\", \"y\": [1, 2, 4], \"x\": {\"a\": [1e200, 2e200, 4e200]}}",
        "domain-error"
      ),
      (
        "{\"method\": \"bootstrap\", \"x\": [1e308, -1e308, 0], \"options\": {\"interval\": \"bca\"}}",
        "domain-error"
      ),
      ("{\"method\": \"nonlinear\", \"y\": [1, 2], \"x\": [1, 2]}", "bad-request"),
    ])
  func badLineGetsAnErrorWithItsCode(_ line: String, _ code: String) throws {
    let (text, succeeded) = StatisticsBatch.run(line)
    #expect(!succeeded)
    #expect(!text.contains("\n"))
    let json = try JSON.parse(text)
    #expect(json["error"]?["code"]?.stringValue == code, "\(text)")
    #expect(json["error"]?["message"]?.stringValue?.isEmpty == false)
  }

  @Test("bytes that are not UTF-8 are a bad request")
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

  @Test("an answer has the documented fields")
  func documentedFields() throws {
    let (text, succeeded) = StatisticsBatch.run(
      "{\"id\": 2, \"method\": \"mann-whitney\", \"samples\": [[1.5, 2], [3, 4.25, 9]]}")
    #expect(succeeded)
    let result = try #require(try JSON.parse(text)["result"])
    #expect(result["statistic"] == ["name": "U", "value": 0])
    #expect(result["df"] == .null)
    #expect(result["p_value"]?.doubleValue == 0.2)
    #expect(result["p_method"] == "exact")
    #expect(
      result["estimate"]
        == ["name": "hodges-lehmann", "value": -2.5, "ci": .null, "level": 0.95])
    let sizes = try #require(result["effect_sizes"]?.arrayValue)
    #expect(sizes.map { $0["name"]?.stringValue } == ["rank-biserial", "cliffs-delta"])
    #expect(sizes.allSatisfy { $0["value"] == -1 && $0["ci"]?.arrayValue?.first == -1 })
    #expect(result["n"] == [2, 3])
    #expect(
      result["notes"] == [
        "no interval reaches level 0.95 with 2 and 3 values; the widest, [-7.5, -1], has level 0.8"
      ])
  }

  @Test("coefficients are in the order of the request")
  func coefficientOrder() throws {
    let result = try answer([
      "method": "ols", "y": [1, 3, 2, 5, 4, 7],
      "x": ["zebra": [1, 2, 3, 4, 5, 7], "apple": [2, 1, 4, 3, 7, 5]],
    ])
    #expect(result.coefficients?.map(\.term) == ["(Intercept)", "zebra", "apple"])
  }

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

  @Test(
    "whatever is in a field, the answer is a line and never a crash",
    arguments: ReferenceRow.smallest)
  func wrongShapes(_ row: ReferenceRow) {
    let request = row.request
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

  @Test("bytes changed, cut or doubled at random never crash", arguments: ReferenceRow.smallest)
  func mutatedBytes(_ row: ReferenceRow) {
    let request = row.request
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
    let lines = ReferenceRow.smallest.map { $0.request.text() }
    let once = lines.map { StatisticsBatch.run($0).line }
    let backwards = lines.reversed().map { StatisticsBatch.run($0).line }
    #expect(once == backwards.reversed())
  }
}
