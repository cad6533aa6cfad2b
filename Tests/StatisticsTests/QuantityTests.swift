import Basics
import Statistics
import Testing

@Suite("Quantities that results name")
struct QuantityTests {
  /// The answers to all reference rows that have one.
  private static let answers: [AnalysisResult] = ReferenceRow.all.compactMap { row in
    guard row.expectedError == nil, let request = try? AnalysisRequest(json: row.request) else {
      return nil
    }
    return try? Analysis.run(request)
  }

  /// Every quantity of a result.
  private func quantities(_ result: AnalysisResult) -> [Quantity] {
    let estimates =
      [result.estimate, result.robustAlternative?.estimate]
      + (result.comparisons ?? []).map(\.estimate)
    return [result.statistic?.quantity, result.robustAlternative?.statistic?.quantity]
      .compactMap { $0 } + estimates.compactMap { $0?.quantity }
      + result.effectSizes.map(\.quantity)
  }

  @Test("each whose name is neither words nor a symbol of one or two letters has a name in print")
  func known() {
    let known = Set(Quantity.all.map(\.name))
    #expect(known.count == Quantity.all.count)
    let names = Set(Self.answers.flatMap(quantities).map(\.name))
      .union(Bootstrap.Statistic.allCases.map(\.rawValue))
    #expect(names.count > 50)
    for name in names where !known.contains(name) {
      let isSymbol = name.count <= 2 && name.allSatisfy(\.isLetter)
      let isWords = name.contains(" ") && !name.contains { "-_()<>".contains($0) }
      #expect(isSymbol || isWords, "\(name) needs a line in Quantity.all")
    }
  }

  @Test("none is printed by the name that it has in results, where that is not a word")
  func printed() {
    for quantity in Quantity.all {
      #expect(!quantity.plainText.isEmpty)
      let isWord = quantity.plainText == quantity.name
      #expect(!isWord || !quantity.name.contains("squared"), "\(quantity.name)")
      #expect(!quantity.plainText.contains("_"), "\(quantity.name)")
    }
    #expect(Quantity(named: "cramers-v").plainText == "Cramér’s V")
    #expect(Quantity(named: "mean difference").plainText == "mean difference")
    #expect(Quantity(named: "Q").isSymbol)
    #expect(Quantity(named: "some-new-size").plainText == "some new size")
  }

  @Test("digits follow from what kind of number it is")
  func digits() {
    func text(_ name: String, _ value: Double) -> String {
      Quantity(named: name).format(value).text(value).replacing("\u{A0}", with: " ")
    }
    #expect(text("t", 2) == "2.00")
    #expect(text("t", 2e9) == "2.00 × 10⁹")
    #expect(text("U", 17) == "17" && text("U", 17.5) == "17.5")
    #expect(text("rho", 0.12345) == "0.123")
    #expect(text("W", 0.9512) == "0.951" && text("W", 37) == "37")
    #expect(text("D", 0.25) == "0.250")
  }

  @Test("a number that a result holds under two names is reported once, by the better known one")
  func once() throws {
    var seen: Set<String> = []
    for result in Self.answers {
      let further = result.furtherEffectSizes
      for (index, size) in further.enumerated() {
        let others = further.enumerated().filter { $0.offset != index }.map(\.element.quantity)
        #expect(!others.contains { $0.isSame(as: size.quantity) }, "\(result.method)")
        #expect(result.estimate?.quantity.isSame(as: size.quantity) != true, "\(result.method)")
      }
      // What is left out is reported by what stays.
      let told =
        further.map(\.quantity)
        + [result.estimate?.quantity, result.statistic?.quantity].compactMap { $0 }
      for size in result.effectSizes where !further.contains(size) {
        seen.insert("\(result.method) \(size.name)")
        #expect(told.contains { $0.isSame(as: size.quantity) }, "\(result.method) \(size.name)")
      }
    }
    for pair in ["mann-whitney rank-biserial", "ks ks-distance", "chi-square cramers-v"] {
      #expect(seen.contains(pair), "\(pair)")
    }
  }
}
