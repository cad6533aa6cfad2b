import Basics
import Datasets
import Foundation
import Studies
import Tables
import Testing

@Suite(
  "The Hub study of 2023 on other rows",
  .enabled(if: HuggingFaceCarbonFiles.areAtHand, "needs the authors' files in $ALMANAC_DATASETS"))
struct HuggingFaceCarbonInvarianceTests {
  /// The ledger's recomputed values, analyses and values, by address.
  private func numbers(_ files: HuggingFaceCarbonFiles) throws -> [String: JSON] {
    try files.withFolder { root in
      var options = StudyOptions()
      options.data = [root]
      options.offline = true
      let results = try StudyBuilder(
        study: "hf-carbon-2023", bundle: BundledFiles.find(), options: options
      ).check()
      var numbers: [String: JSON] = [:]
      for row in results.ledger { numbers["ledger " + row.id] = row.recomputed ?? .null }
      for section in ["analyses", "values"] {
        for member in results.json[section]?.members ?? [] {
          numbers["\(section) \(member.key)"] = member.value
        }
      }
      return numbers
    }
  }

  /// What the authors defined by the order of the rows.
  private func followsRowOrder(_ address: String) -> Bool {
    let names = [
      "ledger rq2.ols.", "ledger rq2.label.Drows", "ledger rq2.auto_example",
      "analyses emissions-model-published", "analyses emissions-model-shipped-train",
      "analyses residual-", "values test-", "values label-d-rows", "values first-metrics",
      "values residual-kurtosis",
      // Published regressions on all rows: their Durbin-Watson statistic follows the file's order.
      "analyses emissions-model-all", "analyses emissions-model-shipped",
    ]
    return names.contains(where: address.hasPrefix) && !address.hasPrefix("ledger rq2.ols.all_rows")
  }

  @Test("the order of the rows changes nothing but what the authors defined by it")
  func shuffled() throws {
    var files = try HuggingFaceCarbonFiles()
    let original = try numbers(files)
    var random = SplitMix64(state: 1)
    files.rows.shuffle(using: &random)
    let shuffled = try numbers(files)
    #expect(original.count == shuffled.count)
    for address in original.keys.sorted() where !followsRowOrder(address) {
      guard let before = original[address], let after = shuffled[address] else { continue }
      let difference = before.difference(from: after)
      #expect(difference == nil, "\(address): \(difference ?? "")")
    }
    let moved = original.keys.filter { followsRowOrder($0) && original[$0] != shuffled[$0] }
    #expect(moved.contains("ledger rq2.ols.coef.is_nlp"), "the split follows the order of the rows")
  }

  @Test("results on fewer rows with other emissions are those of a slow direct computation")
  func direct() throws {
    var files = try HuggingFaceCarbonFiles()
    let place = try files.place(of: "co2_eq_emissions")
    let names = try files.texts("modelId")
    // The repaired rows stay away: the direct computation knows no repairs.
    let special: Set = [
      "bloom", "dalle-mini", "dalle-mega", "bias-detection-model", "m2m100_418M_br_fr",
      "environmental-due-diligence-model", "doe2vec-d2-m8-ls24-VAE-kl0.001", "biomedical-ner-all",
      "xlmindic-base-multiscript-soham", "soongsil-bert-small-apeach",
      "biomedical_text_summarization",
    ]
    files.rows = files.rows.enumerated().filter { row, _ in
      row % 7 != 3 && !special.contains(names[row])
    }.map(\.element)
    for row in files.rows.indices {
      files.rows[row][place] = String((Double(files.rows[row][place]) ?? 0) * 2.5)
    }
    let computed = try numbers(files)
    func value(_ id: String) -> Double? { computed["ledger " + id]?.doubleValue }

    let emissions = try files.numbers("co2_eq_emissions").map { $0 ?? .nan }
    let domains = try files.texts("domain")
    let created = try files.texts("created_at")
    let sizes = try files.numbers("size")
    let vision = emissions.indices.filter { domains[$0] == "Computer Vision" }.map { emissions[$0] }
    let language = emissions.indices.filter { domains[$0] == "NLP" }.map { emissions[$0] }
    #expect(value("rq1.domain.NLP") == Double(language.count))
    #expect(value("rq2.mwu.domain.U") == Direct.rankSum(vision, language))
    #expect(isClose(value("rq2.domain.NLP.mean"), language.reduce(0, +) / Double(language.count)))
    #expect(isClose(value("rq2.domain.NLP.median"), Direct.median(language)))
    let months = Set(created.map { String($0.prefix(7)) })
      .filter { ("2021-11"..."2023-03").contains($0) }.sorted()
    let medians = months.map { month in
      Direct.median(emissions.indices.filter { created[$0].hasPrefix(month) }.map { emissions[$0] })
    }
    #expect(isClose(value("rq1.median.max"), medians.max()))
    #expect(isClose(value("rq1.median.last"), medians.last))
    #expect(isClose(value("rq1.median.median"), Direct.median(medians)))
    let sized = sizes.indices.filter { sizes[$0] != nil }
    let rho = Direct.spearman(
      sized.map { domains[$0] == "NLP" ? 1 : 0 }, sized.map { sizes[$0] ?? .nan })
    #expect(isClose(value("rq2.spearman.nlp_size.r"), rho))
    try expectStatements(files, computed)
    let auto = try files.texts("auto")
    let march = created.indices.filter { created[$0].hasPrefix("2023-03") }
    #expect(value("rq1.table27.2023-03.n") == Double(march.count))
    #expect(
      value("rq1.table27.2023-03.auto") == Double(march.count { auto[$0] == "True" }))
  }

  /// The corrected results, each stated value counted once, against their definitions.
  private func expectStatements(
    _ files: HuggingFaceCarbonFiles, _ computed: [String: JSON]
  ) throws {
    func result(_ address: String, _ path: String...) -> Double? {
      path.reduce(computed["analyses " + address]) { $0?[$1] }?.doubleValue
    }
    let emissions = try files.numbers("co2_eq_emissions").map { $0 ?? .nan }
    let (names, created) = (try files.texts("modelId"), try files.texts("created_at"))
    let (domains, auto) = (try files.texts("domain"), try files.texts("auto"))
    let (sizes, metrics) = (
      try files.numbers("size"), try files.texts("performance_metrics")
    )
    // The model of each value that was created first; without a date it comes last.
    let order = files.rows.indices.sorted {
      (created[$0].isEmpty ? "9" : created[$0], names[$0])
        < (created[$1].isEmpty ? "9" : created[$1], names[$1])
    }
    var seen: Set<Double> = []
    let statements = order.filter { seen.insert(emissions[$0]).inserted }
    #expect(statements.count < files.rows.count)
    func values(_ domain: String, _ value: (Int) -> Double?) -> [Double] {
      statements.filter { domains[$0] == domain }.compactMap(value)
    }
    for (id, value) in [
      ("domain-emissions", { emissions[$0] }), ("domain-sizes", { sizes[$0] }),
      ("domain-emissions-per-byte", { row in sizes[row].map { emissions[row] / $0 } }),
    ] as [(String, (Int) -> Double?)] {
      let expected = Direct.rankSum(values("Computer Vision", value), values("NLP", value))
      #expect(result(id, "statistic", "value") == expected, "\(id)")
    }
    let months = Set(created.map { String($0.prefix(7)) })
      .filter { ("2021-11"..."2023-03").contains($0) }.sorted()
    let medians = months.map { month in
      Direct.median(statements.filter { created[$0].hasPrefix(month) }.map { emissions[$0] })
    }
    var slopes: [Double] = []
    var sign = 0.0
    for i in medians.indices {
      for j in 0..<i {
        slopes.append((medians[i] - medians[j]) / Double(i - j))
        sign += medians[i] > medians[j] ? 1 : (medians[i] < medians[j] ? -1 : 0)
      }
    }
    #expect(isClose(result("emissions-slope", "estimate", "value"), Direct.median(slopes)))
    #expect(result("emissions-trend", "s") == sign)
    let scored = statements.filter { auto[$0] == "True" }.compactMap { row -> (Double, Double)? in
      guard let found = metrics[row].firstMatch(of: /'accuracy': ([0-9.e-]+)/),
        let accuracy = Double(found.1)
      else { return nil }
      return (emissions[row], accuracy)
    }
    #expect(
      isClose(
        result("autotrain-accuracy", "statistic", "value"),
        Direct.spearman(scored.map(\.0), scored.map(\.1))))
    try expectTrendOfShare(created, months: result("reporting-trend", "n"), computed)
  }

  /// The log odds a month by Newton's method on the binomial likelihood.
  private func expectTrendOfShare(
    _ created: [String], months: Double?, _ computed: [String: JSON]
  ) throws {
    let totals = try BundledFiles.find().datasets + "/hf-carbon-2023/monthly_totals.csv"
    let text = try String(contentsOfFile: totals, encoding: .utf8)
    let rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
      .filter { ("2021-10"..."2023-03").contains(String($0[0])) }
    let points = rows.enumerated().map { index, row in
      (
        x: Double(index), trials: Double(row[1]) ?? 0,
        hits: Double(created.count { $0.hasPrefix(row[0]) })
      )
    }
    var (a, b) = (-4.0, 0.0)
    for _ in 0..<100 {
      var (ga, gb, haa, hab, hbb) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for point in points {
        let p = 1 / (1 + exp(-a - b * point.x))
        let (rest, weight) = (point.hits - point.trials * p, point.trials * p * (1 - p))
        ga += rest
        gb += rest * point.x
        haa += weight
        hab += weight * point.x
        hbb += weight * point.x * point.x
      }
      let determinant = haa * hbb - hab * hab
      a += (hbb * ga - hab * gb) / determinant
      b += (haa * gb - hab * ga) / determinant
    }
    let terms = computed["analyses reporting-trend"]?["coefficients"]?.arrayValue
    #expect(isClose(terms?.last?["estimate"]?.doubleValue, b))
    #expect(months == Double(points.count))
  }

  private func isClose(_ a: Double?, _ b: Double?) -> Bool {
    guard let a, let b else { return false }
    return abs(a - b) <= 1e-10 * max(abs(a), abs(b))
  }
}

/// The slow, plain way to compute what the study computes.
private enum Direct {
  /// How often a value of `x` exceeds one of `y`, ties counted half.
  static func rankSum(_ x: [Double], _ y: [Double]) -> Double {
    var sum = 0.0
    for a in x {
      for b in y { sum += a > b ? 1 : (a == b ? 0.5 : 0) }
    }
    return sum
  }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  /// The rank of each value, by counting, ties at their mean rank.
  static func ranks(_ values: [Double]) -> [Double] {
    values.map { value in
      var below = 0.0
      var equal = 0.0
      for other in values {
        if other < value { below += 1 }
        if other == value { equal += 1 }
      }
      return below + (equal + 1) / 2
    }
  }

  static func spearman(_ x: [Double], _ y: [Double]) -> Double {
    let (a, b) = (ranks(x), ranks(y))
    let n = Double(a.count)
    let (meanA, meanB) = (a.reduce(0, +) / n, b.reduce(0, +) / n)
    var (ab, aa, bb) = (0.0, 0.0, 0.0)
    for (p, q) in zip(a, b) {
      ab += (p - meanA) * (q - meanB)
      aa += (p - meanA) * (p - meanA)
      bb += (q - meanB) * (q - meanB)
    }
    return ab / (aa * bb).squareRoot()
  }
}

extension JSON {
  /// Where two values differ by more than the last digits of sums in another order; `nil`: nowhere.
  fileprivate func difference(from other: JSON) -> String? {
    if let a = doubleValue, let b = other.doubleValue {
      // Resampled intervals and sums depend on the order in the last digits.
      return abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1e-300) ? nil : "\(a) became \(b)"
    }
    if let a = arrayValue, let b = other.arrayValue {
      guard a.count == b.count else { return "\(a.count) entries became \(b.count)" }
      for (x, y) in zip(a, b) {
        if let difference = x.difference(from: y) { return difference }
      }
      return nil
    }
    if let a = members {
      for member in a {
        guard let value = other[member.key] else { return "\(member.key) is gone" }
        if let difference = member.value.difference(from: value) {
          return "\(member.key): \(difference)"
        }
      }
      return nil
    }
    return self == other ? nil : "\(self) became \(other)"
  }
}
