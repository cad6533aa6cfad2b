/// What a sentence says of a result, without the words for it: numbers are set already, names are those of the data.
enum Statement {
  /// A number, or several, with their symbols and addresses.
  typealias Numbers = [Inline]

  /// There is no result, and why.
  case failure(of: String, reason: String)
  /// What the data show, with the numbers that say so.
  case test(Opening, estimate: Named?, numbers: [Numbers])
  case description(of: String, count: Numbers?, [Description])
  /// So many of the p-values lie below the level; a correction without a name is `nil`, none is `uncorrected`.
  case adjustment(below: Int, of: Int, AdjustedBy)
  case comparisons(of: String, Pairs)
  case correlations(Pairs)
  case model(of: String?, terms: Int, fit: Numbers, Terms)
  /// A model without slopes; `nil`: without any term.
  case intercept(of: String?, Numbers?)
  /// A model that leaves nothing but rounding.
  case exactModel(of: String?, [(term: String?, numbers: Numbers)], count: Numbers?)
  case slope(Slope, Numbers, fit: Numbers, count: Numbers?)
  case curve(of: String?, [Numbers], count: Numbers?)
  /// What stands out of several parts; `nil`: nothing does.
  case parts(of: String, Numbers?, method: String, count: Numbers?)

  /// How a sentence on a test begins.
  enum Opening {
    /// The values differ by rounding alone.
    case rounding
    /// A claim; a test of normality of few values is tempered by their number.
    case claim(Claim, fewValues: Int? = nil)
    /// Of a method without a relation of its own: what its data say against its null hypothesis.
    case hypothesis(of: String, found: Bool?)
    /// An estimate without a test; `nil`: there is none.
    case estimated(Estimated, of: String, Numbers?)
  }

  /// What is estimated without a test.
  enum Estimated {
    case concentration
    /// By its name in print, where it has one.
    case quantity(String?)
  }

  /// A number with its name; a symbol comes before it as in a formula.
  struct Named {
    let name: [Inline]
    let isSymbol: Bool
    let numbers: Numbers
  }

  /// A part of a description.
  enum Description {
    case median(Numbers, q1: Numbers, q3: Numbers)
    case mean(Numbers, sd: Numbers?)
    case range(Numbers, Numbers)
  }

  /// What was done to p-values.
  enum AdjustedBy {
    case nothing
    case correction(String?)
  }

  /// Pairs of groups or variables that were compared.
  struct Pairs {
    /// How many there are.
    let count: Int
    /// How many of them have a p-value.
    let tested: Int
    /// How many are distinguished.
    let found: Int
    /// Whether their p-values were corrected for their number.
    let isCorrected: Bool
    /// The pairs that are named: those found, or the only one.
    let named: [(groups: [String], p: Numbers)]
  }

  /// What the terms of a model tell.
  enum Terms {
    case untested
    /// No single one is found; together they are, are not, or were not tested.
    case notFound(together: Bool?, outcome: String)
    case found([(term: String, numbers: Numbers)], together: Bool?)
    /// More than are named.
    case foundMany(Int, together: Bool?)
  }

  /// What a model with one slope tells of it.
  enum Slope {
    case tested(Claim)
    /// Estimated and not tested: of a response over a variable.
    case untested(String, over: String)
    /// The same of a response at a level of a factor.
    case untestedLevel(String, factor: String, level: String)
  }
}
