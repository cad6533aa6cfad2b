import Basics
import Foundation
import Statistics
import Tables
import Testing

/// The pages of the documentation: their requests are answered, their Swift is below word for word.
@Suite("The examples of the documentation run")
struct DocumentationTests {
  private static let pages: [(name: String, text: String)] = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = root.appendingPathComponent("Sources/Statistics/Statistics.docc")
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).sorted { $0.path < $1.path }.compactMap { file in
      (try? String(contentsOf: file, encoding: .utf8)).map { (file.lastPathComponent, $0) }
    }
  }()

  /// The lines of the blocks of code in a language.
  private static func lines(_ language: String, of text: String) -> [String] {
    var inside = false
    return text.split(separator: "\n", omittingEmptySubsequences: false).compactMap { line in
      if line.hasPrefix("```") {
        inside = line == "```\(language)"
        return nil
      }
      return inside ? String(line) : nil
    }
  }

  @Test("every request is answered, and is one of a method of the page of methods")
  func requests() throws {
    var methods: Set<String> = []
    for page in Self.pages {
      for line in Self.lines("json", of: page.text) {
        let answer = StatisticsBatch.run(line)
        #expect(answer.succeeded, "\(page.name): \(line)\n\(answer.line)")
        methods.insert(try JSON.parse(line)["method"]?.stringValue ?? "")
      }
    }
    #expect(methods.subtracting(Methods.names).sorted() == [])
    #expect(methods.count >= 50)
  }

  private static func page(_ name: String) throws -> String {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("docs/\(name).md")
    return try String(contentsOf: file, encoding: .utf8)
  }

  @Test("every formula of the page on formulas is read")
  func formulas() throws {
    let formulas = Self.lines("formula", of: try Self.page("formulas"))
    #expect(formulas.count > 6)
    for formula in formulas {
      #expect(throws: Never.self, "\(formula)") { try ModelFormula(parsing: formula) }
    }
  }

  @Test("every request of the page on batches is answered, and it names every field and code")
  func batches() throws {
    let page = try Self.page("batch")
    let requests = Self.lines("json", of: page)
    #expect(requests.count > 6)
    for request in requests {
      let answer = StatisticsBatch.run(request)
      #expect(answer.succeeded, "\(request)\n\(answer.line)")
    }
    for field in Set(Methods.all.flatMap(\.facts.fields)) { #expect(page.contains("`\(field)`")) }
    for code in StatisticsError.Code.allCases { #expect(page.contains("`\(code.rawValue)`")) }
  }

  @Test("every page has a formula or statistic, assumptions, a reference and an example")
  func parts() {
    let families = Self.pages.filter { $0.name != "Statistics.md" }
    #expect(families.count >= 10)
    for page in families {
      let text = page.text.lowercased()
      for part in ["assum", "reference", "## example", "```swift", "```json"] {
        #expect(text.contains(part), "\(page.name) lacks \(part)")
      }
      let overview = Self.pages.first { $0.name == "Statistics.md" }?.text ?? ""
      #expect(overview.contains("<doc:\(page.name.dropLast(3))>"))
    }
  }

  @Test("every line of Swift on the pages is one of this file's, which compiles and runs")
  func swiftLines() throws {
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let known = Set(
      source.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
    var count = 0
    for page in Self.pages {
      for line in Self.lines("swift", of: page.text) {
        let code = line.trimmingCharacters(in: .whitespaces)
        #expect(code.isEmpty || known.contains(code), "\(page.name): \(code)")
        count += 1
      }
    }
    #expect(count > 40)
  }

  @Test func overview() throws {
    let vision = [1.5, 2, 4.25, 3, 5]
    let language = [3, 4.5, 9, 7.25, 6]
    let models = try Table([
      ("co2", Column(doubles: [1.2, 2.9, 3.1, 5.4, 4.8, 7.7, 8.1, 9.9])),
      ("size", Column(doubles: [1, 2, 3, 4, 5, 6, 7, 8])),
      ("domain", Column(texts: ["NLP", "CV", "NLP", "CV", "NLP", "CV", "NLP", "CV"])),
    ])
    // swift-format-ignore
    let result = try MannWhitneyTest().test(Sample(vision, name: "Vision"), Sample(language, name: "NLP"))
    #expect(result.statistic?.name == "U")
    #expect(result.effectSizes.count == 2)
    #expect(!result.assumptions.isEmpty)
    let request = try AnalysisRequest(
      method: "ols", table: models, where: "domain is not null",
      formula: "ln(co2) ~ ln(size) + factor(domain, ref = 'NLP')",
      options: ["covariance": "HC3"])
    let fit = try Analysis.run(request)
    let slope = fit[path: "coefficients.ln(size).estimate"]
    #expect(slope?.doubleValue != nil)
  }

  @Test func descriptives() throws {
    let sizes = Sample([1.5, 2, 2.25, 4, 6.5, 7, 9, 12.5, 30, 44])
    let description = try Description().describe(sizes)
    let interval = description[path: "median_ci"]
    let gini = try GiniCoefficient().test(sizes).estimate
    #expect(interval?.arrayValue?.map(\.doubleValue) == [2, 30])
    #expect((gini?.value ?? 0) > 0.5)
  }

  @Test func correlation() throws {
    let cases = CompleteCases([[1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 7, 9]])
    let spearman = try Spearman().test(cases)
    let rho = spearman.estimate
    let matrix = try CorrelationMatrix(.kendall).test([
      (name: "size", values: [1, 2, 3, .nan, 5, 6]), (name: "likes", values: [2, 1, 4, 3, 7, 9]),
      (name: "age", values: [9, 7, 8, 4, 3, 1]),
    ])
    let entry = matrix[path: "comparisons.size - age.p_adjusted"]
    #expect((rho?.value ?? 0) > 0.8)
    #expect(entry?.doubleValue != nil)
  }

  @Test func twoSamples() throws {
    let vision = Sample([1.5, 2, 4.25, 3, 5], name: "Vision")
    let language = Sample([3, 4.5, 9, 7.25, 6], name: "NLP")
    let welch = try TTest().test(vision, language)
    let rests = welch.robustAlternative
    let equivalence = try EquivalenceTest(low: -1, high: 1).test(vision, language)
    #expect(rests?.method == "mann-whitney")
    #expect((equivalence.pValue ?? 0) > 0.5)
  }

  @Test func manySamples() throws {
    // swift-format-ignore
    let groups = [
      Sample([1.5, 2, 4.25, 3], name: "a"), Sample([3, 4.5, 9], name: "b"), Sample([2, 8, 7, 6.5], name: "c"),
    ]
    let ranks = try KruskalWallis().test(groups)
    let pairs = try DunnTest().test(groups).comparisons
    #expect(ranks.pValue != nil)
    #expect(pairs?.count == 3)
  }

  @Test func normality() throws {
    let sample = Sample([2.1, 3.4, 1.9, 2.8, 3.3, 2.2, 2.9, 3.8, 2.4])
    let shapiro = try ShapiroWilk().test(sample)
    let p = shapiro.pValue
    #expect((p ?? 0) > 0.05)
  }

  @Test func counts() throws {
    let table = try Table([
      ("domain", Column(texts: ["NLP", "NLP", "NLP", "Audio", "Audio", "Audio"])),
      ("reports", Column(texts: ["yes", "no", "yes", "no", "no", "yes"])),
    ])
    // swift-format-ignore
    let fisher = try Analysis.run(AnalysisRequest(method: "fisher", table: table, x: "domain", y: "reports"))
    // swift-format-ignore
    let wilson = try Analysis.run(AnalysisRequest(json: ["method": "proportion", "successes": 7, "trials": 20]))
    #expect((fisher.pValue ?? 0) > 0.999)
    #expect(wilson.estimate?.value == 0.35)
  }

  @Test func trends() throws {
    let years: [Double] = [2019, 2020, 2021, 2022, 2023, 2024]
    let trend = try TheilSen().estimate(CompleteCases([years, [1.5, 2, 1.75, 4, 5.5, 9]]))
    let slope = trend.estimate
    #expect((slope?.value ?? 0) > 0)
  }

  @Test func models() throws {
    let data = try Table([
      ("co2", Column(doubles: [1.2, 2.9, 3.1, 5.4, 4.8, 7.7, 8.1, 9.9])),
      ("size", Column(doubles: [1, 2, 3, 4, 5, 6, 7, 8])),
      ("domain", Column(texts: ["NLP", "Audio", "NLP", "Audio", "NLP", "Audio", "NLP", "Audio"])),
    ])
    var model = LinearModel()
    model.covariance = .hc3
    let line = try model.fit(ModelFormula(parsing: "co2 ~ size + domain"), on: data)
    let bands = try line.model?.predict(on: data, level: 0.9)
    let test = try Analysis.run(
      AnalysisRequest(
        method: "nested-f", table: data, formula: "co2 ~ size * domain",
        options: ["small": "size"]))
    #expect(bands?.count == 8)
    #expect(test.degreesOfFreedom == [2, 4])
  }

  @Test func resampling() throws {
    var bootstrap = Bootstrap()
    bootstrap.statistic = .median
    bootstrap.resampling = Resampling(draws: 500, seed: 7)
    let median = try bootstrap.test(Sample([1.5, 2, 2.25, 4, 6.5, 7, 9, 12.5, 30, 44])).estimate
    #expect(median?.value == 6.75)
  }

  @Test func multiplicity() {
    let adjusted = PValueAdjustment(.holm).adjust([0.01, 0.04, nil, 0.03])
    #expect(adjusted[2] == nil)
  }
}
