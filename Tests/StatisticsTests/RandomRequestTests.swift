import Basics
import Foundation
import Statistics
import Tables
import Testing

/// Requests of random shapes, values and options: whatever comes, the answer is a result or a typed error.
@Suite("Random requests are answered or refused, and never trap")
struct RandomRequestTests {
  /// `ALMANAC_RANDOM_REQUESTS` asks for more.
  private static let count =
    ProcessInfo.processInfo.environment["ALMANAC_RANDOM_REQUESTS"].flatMap { Int($0) } ?? 400
  private static let firstSeed =
    ProcessInfo.processInfo.environment["ALMANAC_RANDOM_SEED"].flatMap { UInt64($0) } ?? 1

  private struct Generator {
    var numbers: SeededNumbers

    mutating func pick<Element>(_ choices: [Element]) -> Element {
      choices[Int.random(in: 0..<choices.count, using: &numbers)]
    }

    mutating func chance(_ part: Double) -> Bool { numbers.uniform() < part }

    static let nasty: [Double] = [
      0, -0.0, 1, -1, 0.5, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
      2024 * .leastNonzeroMagnitude, .leastNormalMagnitude / 2, 1e-300, 1e-160, 1e-154, 1e-100,
      1e100, 1e150, 1e152, 1e154, 1e200, 1e300, 1.7e308, -1.7e308, 9_007_199_254_740_992,
      9_007_199_254_740_994, 4_503_599_627_370_497, 0.1, 0.30000000000000004, 0.3, 1e15, 1e16, 3, 2,
    ]

    mutating func number() -> JSON {
      switch Int.random(in: 0..<9, using: &numbers) {
      case 0: .double(pick(Self.nasty))
      case 1: chance(0.5) ? .null : .bool(chance(0.5))
      case 2: .int(pick([0, 1, -1, Int64.max, Int64.min, 1 << 53, 7]))
      case 3, 4: .int(Int64.random(in: -2...9, using: &numbers))
      case 5: .double(1e9 + numbers.normal())
      default: .double((numbers.normal() * 100).rounded() / 100)
      }
    }

    /// A column of one character, so that methods get far enough to have something to do.
    mutating func column(_ n: Int) -> JSON {
      let kind = Int.random(in: 0..<9, using: &numbers)
      let scale = pick([1, 1, 1, 1e-150, 1e150, 1e-9, 1e9])
      let offset = pick([0, 0, 0, 1e12, -5])
      let constant = number()
      return .array(
        (0..<n).map { row in
          if chance(0.03) { return number() }
          switch kind {
          case 0: return number()
          case 1: return constant
          case 2: return .int(Int64(row))
          case 3: return .int(Int64.random(in: 0...1, using: &numbers))
          case 4: return .int(Int64.random(in: 0...30, using: &numbers))
          case 5: return .double(Double(row) * 0.1 * scale + offset)
          case 6: return .double((numbers.normal() * 2).rounded() * scale + offset)
          default: return .double(numbers.normal() * scale + offset)
          }
        })
    }

    mutating func size() -> Int { pick([0, 1, 2, 3, 4, 5, 6, 8, 9, 12, 20, 40]) }

    mutating func field(_ name: String, _ n: Int) -> JSON {
      let rows = chance(0.95) ? n : size()
      switch name {
      case "x" where chance(0.4), "z":
        var members: [JSON.Member] = []
        for index in 0..<pick([0, 1, 2, 2, 3, 6]) {
          let isFactor = name == "x" && chance(0.2)
          members.append(
            .init(
              pick(["a", "b", "c", "size", "x:y", "ln(a)", "", " "]) + "\(index)",
              isFactor
                ? .array((0..<rows).map { _ in .string(pick(["p", "q", "r", "", "é"])) })
                : column(rows)))
        }
        return .object(members)
      case "samples":
        return .array(
          (0..<pick([0, 1, 2, 2, 2, 3, 3, 5])).map { _ in column(chance(0.8) ? n : size()) })
      case "table":
        let width = pick([0, 1, 2, 2, 2, 3, 5])
        return .array(
          (0..<pick([0, 1, 2, 2, 2, 3])).map { _ in
            .array(
              (0..<(chance(0.97) ? width : width + 1)).map { _ in
                chance(0.9) ? .int(Int64.random(in: 0...40, using: &numbers)) : number()
              })
          })
      case "tables":
        return .array(
          (0..<pick([0, 1, 2, 3])).map { _ in
            .array(
              (0..<2).map { _ in
                .array(
                  (0..<(chance(0.97) ? 2 : 3)).map { _ in
                    chance(0.95) ? .int(Int64.random(in: 0...30, using: &numbers)) : number()
                  })
              })
          })
      case "data":
        func texts() -> JSON {
          .array((0..<rows).map { _ in chance(0.03) ? .null : .string(pick(["p", "q", "r"])) })
        }
        func events() -> JSON {
          .array((0..<rows).map { _ in chance(0.03) ? .null : .int(Int64(pick([0, 1, 1]))) })
        }
        return [
          "days": .array(
            (0..<rows).map { _ in
              chance(0.03) ? number() : .double(Double(Int.random(in: 1...40, using: &numbers)) / 2)
            }), "archived": chance(0.9) ? events() : column(rows), "domain": texts(),
          "size": column(rows), "kind": texts(), "cost": column(rows),
        ]
      case "successes", "trials":
        if chance(0.2) { return number() }
        let count = chance(0.3) ? pick([1, 2]) : rows
        guard chance(0.8) else { return column(count) }
        let range: ClosedRange<Int64> = name == "trials" ? 20...60 : 0...20
        return .array((0..<count).map { _ in .int(Int64.random(in: range, using: &numbers)) })
      case "p_values":
        return .array((0..<n).map { _ in chance(0.9) ? .double(numbers.uniform()) : number() })
      case "groups":
        return .array(
          (0..<rows).map { _ in chance(0.05) ? .null : .int(Int64(pick([1, 2, 3, 4, 7]))) })
      case "formula":
        return .string(
          pick([
            "y ~ a0", "y ~ 1", "a0 * a1", "~", "y ~ a0 - 1", "b0:b0", "cost ~ domain + size",
            "cost ~ domain * kind", "archived ~ size + domain", "surv(days, archived) ~ size",
            "surv(days, archived) ~ domain * size", "surv(size, days, archived) ~ kind",
            "archived ~ domain + offset(size)", "surv(days) ~ size", "cost ~ domain:size",
          ]))
      default: return column(rows)
      }
    }

    static let options: [(String, [JSON])] = [
      ("alternative", ["less", "greater", "two-sided", "both"]),
      ("level", [0.9, 0.5, 1e-300, 0.9999999999999999, 0.001, 1, -1, 0.95]),
      ("quantile_type", [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]),
      ("quantiles", [[0.1, 0.9], [1e-300], []]),
      ("p_method", ["exact", "asymptotic", "auto", "t"]), ("continuity", [true, false]),
      ("equal_variance", [true]), ("mu", [0, 1e308, -3, 1e-300]),
      ("kind", ["pearson", "spearman", "kendall"]),
      ("correction", ["holm", "bh", "by", "sidak", "none", "hochberg", "bonferroni"]),
      ("low", [-1, -1e308, 1]), ("high", [1, 1e308, 0]), ("yates", [false]),
      ("p0", [0.2, 0, 1, 1e-300]),
      ("center", ["mean", "median", "trimmed"]),
      ("covariance", ["HC0", "HC1", "HC2", "HC3", "cluster", "CR2", "nonrobust"]),
      ("intercept", [true, false]), ("loss", ["huber", "bisquare"]), ("leverage", [true]),
      ("tau", [0.5, 0.01, 0.99, 1e-12]), ("lambda", [0, 1, 1e300, 1e-300]),
      ("small", ["1", "a0", "y ~ 1", "0"]),
      ("model", ["ols", "poisson", "exponential", "power", "logistic", "q * a0 + r"]),
      (
        "start",
        [["q": 1, "r": 0], ["a": 1, "b": 1], ["a": 1e300, "b": 1e300, "c": 1], "a=1,b=2"]
      ),
      ("statistic", ["mean", "median", "sd", "pearson", "spearman", "slope", "theil-sen"]),
      ("lags", [0, 1, 3, 50]), ("period", [1, 2, 4, 12]), ("at", [1, 3, 5, 100]),
      ("horizon", [1, 3, 50]), ("penalty", [0, 1, 1e300]), ("robust", [true]),
      ("discrete", [true]), ("tops", [[0.5], [0.01, 0.99]]),
      ("families", [["power-law"], ["lognormal", "gamma"], ["weibull"], "pareto,exponential"]),
      ("family", ["binomial", "poisson", "negative-binomial", "gamma", "gaussian"]),
      ("of", [["domain"], "kind", ["domain", "kind"], "size"]), ("by", ["kind", "domain"]),
      ("contrast", ["pairwise", "reference", "none"]), ("scale", ["link", "response"]),
      ("time", ["days", "size", "nonsense"]), ("event", ["archived", "cost"]),
      ("group", ["domain", "kind"]), ("strata", ["kind", ["kind", "domain"]]), ("type", [1, 2, 3]),
      ("weights", ["size", "archived"]), ("weights_kind", ["prior", "frequency"]),
      ("comparisons", ["nemenyi", "conover", "none"]), ("method", ["exact", "asymptotic"]),
      ("levels", [["domain": ["q", "p", "r"]], ["domain": ["p"]]]),
      ("interval", ["percentile", "basic", "bca"]), ("draws", [1, 2, 50]), ("seed", [0, 7]),
      ("threads", [0, 1, 3]), ("block", [1, 3, 1_000_000]),
    ]

    mutating func options(_ method: String) -> JSON {
      var members: [JSON.Member] = []
      let own = (Methods[method]?.options ?? []).compactMap { option -> JSON.Member? in
        if case .required(let example) = option.standard {
          return JSON.Member(option.name, example)
        }
        return nil
      }
      for (name, values) in Self.options {
        // Only what the method may read, mostly: else nothing but refusals came of it.
        let others = own.filter { $0.key != name }
        let isRead =
          Analysis.problem(
            inOptions: .object(others + [.init(name, values[0])]), roles: [], of: method)?
          .message.contains("has no option '\(name)'") != true
        let part = own.contains { $0.key == name } ? 0.97 : (isRead ? 0.3 : 0.004)
        guard chance(part) else { continue }
        // What a method cannot do without is half of the time what its own example has.
        if let example = own.first(where: { $0.key == name }), chance(0.5) {
          members.append(example)
        } else {
          members.append(.init(name, pick(values)))
        }
      }
      if ["bootstrap", "permutation"].contains(method),
        !members.contains(where: { $0.key == "draws" })
      {
        members.append(.init("draws", 20))
      }
      return .object(members)
    }
  }

  /// The fields that each method is mostly given.
  private static let shapes: [String: [[String]]] = {
    var shapes: [String: Set<[String]>] = [:]
    for row in ReferenceRow.all where row.expectedError == nil {
      let keys = (row.request.members ?? []).map(\.key).filter { $0 != "method" && $0 != "options" }
      shapes[row.method, default: []].insert(keys)
    }
    return shapes.mapValues { $0.sorted { $0.joined() < $1.joined() } }
  }()

  private static func request(_ method: String, _ seed: UInt64) -> JSON {
    var generator = Generator(numbers: SeededNumbers(seed))
    let n = generator.size()
    var fields = generator.pick(shapes[method] ?? [["x"]])
    if generator.chance(0.03) {
      fields.append(generator.pick(["x", "y", "z", "weights", "groups", "formula", "samples"]))
    }
    var members: [JSON.Member] = [.init("id", 1), .init("method", .string(method))]
    for field in fields { members.append(.init(field, generator.field(field, n))) }
    members.append(.init("options", generator.options(method)))
    return .object(members)
  }

  /// What is wrong with an answer; `nil` where nothing is.
  private static func problem(_ line: String, _ succeeded: Bool) -> String? {
    guard let json = try? JSON.parse(line) else { return "no JSON" }
    guard succeeded else {
      guard let code = json["error"]?["code"]?.stringValue,
        StatisticsError.Code(rawValue: code) != nil
      else { return "an unknown code" }
      return json["error"]?["message"]?.stringValue?.isEmpty == false ? nil : "no message"
    }
    guard let result = json["result"] else { return "no result" }
    return problem(in: result, "")
  }

  private static func problem(in json: JSON, _ key: String) -> String? {
    switch json {
    case .object(let members):
      for member in members {
        if let found = problem(in: member.value, member.key) { return found }
      }
    case .array(let items):
      if key == "ci", items.count == 2, let low = items[0].doubleValue,
        let high = items[1].doubleValue, low > high
      {
        return "an interval from \(low) to \(high)"
      }
      for item in items { if let found = problem(in: item, key) { return found } }
    case .double(let number):
      if !number.isFinite { return "\(key) is \(number)" }
      if key == "p_value" || key == "p_adjusted", !(0...1).contains(number) {
        return "\(key) is \(number)"
      }
    default: break
    }
    return nil
  }

  @Test("requests of all shapes", arguments: Methods.names)
  func requests(_ method: String) {
    // By the name: a new method leaves the requests of the others as they are.
    let index = method.utf8.reduce(0) { ($0 &* 31 &+ UInt64($1)) % 1_000 }
    var results = 0
    let clock = ContinuousClock()
    for number in 0..<UInt64(Self.count) {
      let request = Self.request(method, (Self.firstSeed + number) &* 1_000 &+ index)
      let text = request.text()
      var answer = (line: "", succeeded: false)
      let time = clock.measure { answer = StatisticsBatch.run(text) }
      if answer.succeeded { results += 1 }
      if let problem = Self.problem(answer.line, answer.succeeded) {
        Issue.record("\(problem): \(text)\n\(answer.line)")
      }
      if time > .seconds(10) { Issue.record("\(time): \(text)") }
    }
    // Enough of them reach the computation itself.
    let takes = Methods[method]?.facts.takes
    let isRare = takes == .table || takes == .tableModel || method == "cochran-q"
    #expect(
      results * (isRare ? Self.count : 50) >= Self.count,
      "\(method): \(results) of \(Self.count) have a result")
  }
}
