import Statistics
import Tables
import Testing

@Suite struct BatchTests {
  @Test(arguments: [
    ("", "bad-request"), ("{", "bad-request"), ("[]", "bad-request"), ("null", "bad-request"),
    ("{\"method\": 3}", "bad-request"), ("{\"id\": 1}", "bad-request"),
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
    ("{\"method\": \"describe\", \"x\": [1], \"options\": {\"quantile_type\": 12}}", "bad-request"),
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

  @Test func answersKeepTheIdentifierWhateverItIs() throws {
    for id in ["7", "\"a\"", "null", "[1, {}]"] {
      let (text, _) = StatisticsBatch.run(
        "{\"id\": \(id), \"method\": \"describe\", \"x\": [1, 2]}")
      #expect(try JSON.parse(text)["id"] == JSON.parse(id))
    }
  }

  @Test func exampleOfTheContractIsAnsweredAsItSays() throws {
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
    #expect(
      result["effect_sizes"] == [
        ["name": "rank-biserial", "value": -1, "ci": .null],
        ["name": "cliffs-delta", "value": -1, "ci": .null],
      ])
    #expect(result["n"] == [2, 3])
    #expect(
      result["notes"] == [
        "no interval reaches level 0.95 with 2 and 3 values; the widest, [-7.5, -1], has level 0.8"
      ])
  }

  @Test func coefficientsStandInTheOrderOfTheRequest() throws {
    let result = try answer([
      "method": "ols", "y": [1, 3, 2, 5, 4, 7],
      "x": ["zebra": [1, 2, 3, 4, 5, 7], "apple": [2, 1, 4, 3, 7, 5]],
    ])
    #expect(result.coefficients?.map(\.term) == ["(Intercept)", "zebra", "apple"])
  }

  @Test func truncatedAndMutatedRequestsNeverCrash() {
    let request = Array(
      "{\"id\": 1, \"method\": \"ols\", \"y\": [1, 2, 4, 3], \"x\": {\"a\": [1, 2, 3, null]}}".utf8)
    for length in 0..<request.count {
      #expect(!StatisticsBatch.run(Array(request[..<length])).succeeded)
    }
    var generator = PhiloxGenerator(seed: 1)
    for _ in 0..<500 {
      var bytes = request
      for _ in 0..<3 {
        bytes[Int(generator.next() % UInt64(bytes.count))] = UInt8(
          truncatingIfNeeded: generator.next())
      }
      #expect(!StatisticsBatch.run(bytes).line.isEmpty)
    }
  }
}
