public import Basics

/// What the residuals and the columns of a linear fit say about it.
public struct ResidualDiagnostics: Keyed {
  /// A test of the residuals; RESET calls its statistic F.
  public struct Check: Hashable, Sendable {
    /// The statistic.
    public let statistic: Double?
    /// The p-value.
    public let pValue: Double?

    init(_ statistic: Double?, _ pValue: Double?) {
      self.statistic = statistic?.finite
      self.pValue = pValue?.finite
    }
  }

  /// A row that stands out, counted from 1.
  public struct Extreme: Hashable, Sendable {
    /// By how much.
    public let value: Double?
    /// Which row of the data.
    public let row: Int

    init(_ value: Double?, row: Int) {
      self.value = value?.finite
      self.row = row
    }
  }

  /// Durbin and Watson's statistic, in the order of the rows.
  public let durbinWatson: Double?
  /// Normality by skewness and kurtosis.
  public let jarqueBera: Check?
  /// One variance, in Koenker's form.
  public let breuschPagan: Check?
  /// The condition number of the columns as they are.
  public let conditionNumber: Double?
  /// The same after scaling.
  public let scaledConditionNumber: Double?
  /// Variance inflation factors.
  public let inflation: [TermNumber]
  /// D'Agostino's test of normality.
  public let omnibus: Check?
  /// Skewness of the residuals.
  public let skewness: Double?
  /// Kurtosis of the residuals; 3 is normal.
  public let kurtosis: Double?
  /// Ramsey's RESET.
  public let reset: Check?
  /// The row with the largest leverage.
  public let leverage: Extreme?
  /// The row with the largest distance of Cook.
  public let cooksDistance: Extreme?

  /// The words in results and addresses.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case durbinWatson = "durbin_watson"
    case jarqueBera = "jarque_bera"
    case breuschPagan = "breusch_pagan"
    case conditionNumber = "condition_number"
    case scaledConditionNumber = "scaled_condition_number"
    case inflation = "vif"
    case omnibus, skewness, kurtosis, reset
    case leverage = "max_leverage"
    case leverageRow = "max_leverage_row"
    case cooksDistance = "max_cooks_distance"
    case cooksDistanceRow = "max_cooks_distance_row"

    /// The name in print.
    public var words: String {
      switch self {
      case .durbinWatson: "Durbin–Watson"
      case .jarqueBera: "Jarque–Bera"
      case .breuschPagan: "Breusch–Pagan"
      case .reset: "RESET"
      case .inflation: "variance inflation"
      default: stringValue.replacing("_", with: " ")
      }
    }

    /// The digits that tell something.
    public var format: NumberFormat {
      self == .durbinWatson ? .fixed(2) : NumberFormat(.number, digits: 3)
    }
  }

  init(
    durbinWatson: Double?, jarqueBera: Check?, breuschPagan: Check?, conditionNumber: Double?,
    scaledConditionNumber: Double?, inflation: [TermNumber], omnibus: Check?, skewness: Double?,
    kurtosis: Double?, reset: Check?, leverage: Extreme?, cooksDistance: Extreme?
  ) {
    self.durbinWatson = durbinWatson?.finite
    self.jarqueBera = jarqueBera
    self.breuschPagan = breuschPagan
    self.conditionNumber = conditionNumber?.finite
    self.scaledConditionNumber = scaledConditionNumber?.finite
    self.inflation = inflation
    self.omnibus = omnibus
    self.skewness = skewness?.finite
    self.kurtosis = kurtosis?.finite
    self.reset = reset
    self.leverage = leverage
    self.cooksDistance = cooksDistance
  }

  /// The value under a word.
  public func node(_ key: Key) -> Node? {
    switch key {
    case .durbinWatson: .number(durbinWatson)
    case .jarqueBera: .optional(jarqueBera)
    case .breuschPagan: .optional(breuschPagan)
    case .conditionNumber: .number(conditionNumber)
    case .scaledConditionNumber: .number(scaledConditionNumber)
    case .inflation: .terms(inflation)
    case .omnibus: .optional(omnibus)
    case .skewness: .number(skewness)
    case .kurtosis: .number(kurtosis)
    case .reset: .optional(reset.map(FCheck.init))
    case .leverage: leverage.map { .number($0.value) }
    case .leverageRow: leverage.map { .whole(Int64($0.row)) }
    case .cooksDistance: cooksDistance.map { .number($0.value) }
    case .cooksDistanceRow: cooksDistance.map { .whole(Int64($0.row)) }
    }
  }

  /// Reads them back.
  public init(_ parts: KeyedParts<Key>) throws(PartError) {
    func extreme(_ value: Key, _ row: Key) throws(PartError) -> Extreme? {
      guard let place = try parts.whole(row) else { return nil }
      return Extreme(try parts.number(value), row: place)
    }
    self.init(
      durbinWatson: try parts.number(.durbinWatson), jarqueBera: try parts.value(.jarqueBera),
      breuschPagan: try parts.value(.breuschPagan),
      conditionNumber: try parts.number(.conditionNumber),
      scaledConditionNumber: try parts.number(.scaledConditionNumber),
      inflation: try parts.terms(.inflation), omnibus: try parts.value(.omnibus),
      skewness: try parts.number(.skewness), kurtosis: try parts.number(.kurtosis),
      reset: try parts.value(.reset, FCheck.self)?.check,
      leverage: try extreme(.leverage, .leverageRow),
      cooksDistance: try extreme(.cooksDistance, .cooksDistanceRow))
  }
}

extension ResidualDiagnostics.Check: Keyed {
  /// The words in results and addresses.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case statistic
    case pValue = "p_value"
  }

  /// The value under a word.
  public func node(_ key: Key) -> Node? {
    switch key {
    case .statistic: .number(statistic)
    case .pValue: .number(pValue)
    }
  }

  /// Reads it back.
  public init(_ parts: KeyedParts<Key>) throws(PartError) {
    self.init(try parts.number(.statistic), try parts.number(.pValue))
  }
}

/// A check whose statistic is an F.
private struct FCheck: Keyed {
  let check: ResidualDiagnostics.Check

  enum Key: String, CodingKey, CaseIterable {
    case f
    case pValue = "p_value"
  }

  init(_ check: ResidualDiagnostics.Check) { self.check = check }

  func node(_ key: Key) -> Node? {
    switch key {
    case .f: .number(check.statistic)
    case .pValue: .number(check.pValue)
    }
  }

  init(_ parts: KeyedParts<Key>) throws(PartError) {
    self.init(.init(try parts.number(.f), try parts.number(.pValue)))
  }
}
