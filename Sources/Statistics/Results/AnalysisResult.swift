public import Basics
public import Tables

/// The answer of an analysis: a value that reports, charts and programs read alike.
///
/// No number in it is NaN or infinite: what does not exist is `nil`, and a note says why.
public struct AnalysisResult: Sendable {
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
  /// The level of the effect sizes' intervals.
  public internal(set) var level = 0.95
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
  /// An analysis of the same question that rests on less.
  public var robustAlternative: RobustAlternative?
  /// Sentences on anything out of the ordinary.
  public var notes: [String] = []
  /// The coefficients of a fit.
  public var coefficients: [Coefficient]?
  /// Pairwise comparisons.
  public var comparisons: [Comparison]?
  /// Further fields, which stand at the top of the JSON object in this order.
  public var fields: [JSON.Member] = []
  /// The fitted model, for curves and predictions.
  public var model: FittedModel?
  /// From the source to the rows used.
  public var rowFlow: [RowFlowStep] = []

  /// An empty answer of a method.
  public init(method: String, title: String) {
    self.method = method
    self.title = title
  }

  /// A further field.
  mutating func add(_ key: String, _ value: Double?) {
    fields.append(.init(key, .number(value)))
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
