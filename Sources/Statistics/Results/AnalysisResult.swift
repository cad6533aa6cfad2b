internal import Basics
public import Tables

/// The answer of an analysis: a value that reports, charts and programs read alike.
///
/// No number in it is NaN or infinite: what does not exist is `nil`, and a note says why.
public struct AnalysisResult: Sendable, Equatable {
  /// The method as requested, e.g. `mann-whitney`.
  public let method: String
  /// The method's full name with its variant, for readers.
  public var title: String
  /// The test statistic.
  public var statistic: NamedValue?
  /// Zero, one or two degrees of freedom.
  public var degreesOfFreedom: [Double] = []
  /// The p-value.
  public var pValue: Double?
  /// `exact`, `asymptotic`, `t`, `resampled` and the like.
  public var pMethod: String?
  /// The alternative hypothesis, where the method has one.
  public var alternative: Alternative?
  /// The estimate.
  public var estimate: Estimate?
  /// The level of the intervals that do not say their own.
  public internal(set) var level = AnalysisResult.usualLevel
  /// Effect sizes.
  public var effectSizes: [EffectSize] = []
  /// The observations used.
  public var count: ObservationCount = .one(0)
  /// The names of the samples, where they have names.
  public var sampleNames: [String] = []
  /// Cells without a value (or incomplete rows, for paired methods) that were dropped.
  public var missingCount = 0
  /// Infinite cells (or rows with one) that were dropped.
  public var nonFiniteCount = 0
  /// What the method takes for granted, and what the data say of it.
  public var assumptions: [Assumption] = []
  /// An analysis of the same question with fewer assumptions.
  public var robustAlternative: RobustAlternative?
  /// Sentences on anything out of the ordinary.
  public var notes: [String] = []
  /// The coefficients of a fit.
  public var coefficients: [Coefficient]?
  /// Pairwise comparisons.
  public var comparisons: [Comparison]?
  /// What the method answers beyond that, in the order in which it is written.
  public internal(set) var details: [DetailPart] = []
  /// The fitted model, for curves and predictions; it is not written.
  @Unwritten public var model: FittedModel? = nil
  /// From the source to the rows used.
  public var rowFlow: [RowFlowStep] = []

  /// An empty answer of a method.
  public init(method: String, title: String) {
    self.method = method
    self.title = title
  }

  /// The level of intervals where nothing else is asked for.
  public static let usualLevel = 0.95

  /// Whether the p-value is that of all arrangements, and of no distribution that they come near.
  public var isExact: Bool { pMethod == Exactness.exact.rawValue }

  /// A further part of the answer.
  public subscript(_ key: Detail.Key) -> Detail? { details.first { $0.key == key }?.detail }

  /// A further number.
  public func number(_ key: Detail.Key) -> Double? {
    switch self[key] {
    case .number(let number)?: number
    case .whole(let whole)?: Double(whole)
    default: nil
    }
  }

  /// How often pairs of categories occur, where they were counted.
  public var crossTable: CrossTable? {
    if case .counts(let table)? = self[.table] { table } else { nil }
  }

  /// A test of all terms together, where the method has one.
  public func test(_ key: Detail.Key) -> JointTest? {
    if case .test(let test)? = self[key] { test } else { nil }
  }

  /// What the residuals of a linear fit say.
  public var diagnostics: ResidualDiagnostics? {
    if case .diagnostics(let diagnostics)? = self[.diagnostics] { diagnostics } else { nil }
  }

  /// The effect sizes that are no other number of the result under another name; of two names of one number the
  /// better known one.
  public var furtherEffectSizes: [EffectSize] {
    let told = [estimate?.quantity, statistic?.quantity].compactMap { $0 }
    return effectSizes.indices.filter { index in
      let quantity = effectSizes[index].quantity
      let names = effectSizes.indices.filter { effectSizes[$0].quantity.isSame(as: quantity) }
      let best = names.first { effectSizes[$0].quantity.isUsualName } ?? names.first
      return index == best && !told.contains { $0.isSame(as: quantity) }
    }.map { effectSizes[$0] }
  }

  /// Sets the p-value of a term after the correction of its family.
  package mutating func correct(_ term: String, by pValue: Double?) {
    for index in (coefficients ?? []).indices where coefficients?[index].term == term {
      coefficients?[index].corrected = CorrectedP(pValue)
    }
  }

  /// Adds a number.
  mutating func add(_ key: Detail.Key, _ value: Double?) { add(key, .number(value?.finite)) }

  /// Adds a further part.
  mutating func add(_ key: Detail.Key, _ detail: Detail) {
    details.append(DetailPart(key: key, detail: detail))
  }

  /// Says of numbers that do not exist that they do not, where nothing else was said.
  mutating func noteWhatIsMissing() {
    guard notes.isEmpty else { return }
    var names: [String] = []
    if let statistic, statistic.value == nil { names.append(statistic.name) }
    if let estimate, estimate.value == nil { names.append(estimate.name) }
    for size in effectSizes where size.value == nil && !names.contains(size.name) {
      names.append(size.name)
    }
    if !names.isEmpty {
      notes.append("not defined, or infinite, for these data: " + names.joined(separator: ", "))
    }
  }

  /// Sets the p-value and says in a note when there is none.
  mutating func set(pValue value: Double, _ how: String) {
    pMethod = how
    pValue = value.isFinite ? min(max(value, 0), 1) : nil
    if pValue == nil { notes.append("the p-value is not defined for these data") }
  }
}

/// A further part of an answer under its key.
public struct DetailPart: Hashable, Sendable {
  /// The key.
  public let key: Detail.Key
  /// What is there.
  public let detail: Detail
}

/// A value beside a result that is neither written nor compared.
@propertyWrapper
public struct Unwritten<Value: Sendable>: Sendable, Equatable {
  /// The value.
  public var wrappedValue: Value

  /// A value.
  public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }

  /// Any two are equal.
  public static func == (a: Self, b: Self) -> Bool { true }
}

extension Double {
  /// The number where it is one; NaN and infinity are none.
  var finite: Double? { isFinite ? self : nil }
}
