internal import Basics

/// One factor of an estimate: what it is, how sure, who shares it and where it comes from.
public struct Factor: Hashable, Sendable {
  /// What a factor stands for.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case emissions, energy
    case deviceHours = "device-hours"
    case ratedPower = "rated-power"
    case load
    case hostOverhead = "host-overhead"
    case systemPower = "system-power"
    case pue, intensity, compute
    case peakRate = "peak-rate"
    case utilisation
    case accuracy
    case sharedBias = "shared-bias"
    case regression
  }

  /// How the value was come by.
  public enum Origin: String, Hashable, Sendable {
    /// By the model's maker.
    case stated
    /// From a reference table.
    case reference
    /// From the table of assumptions.
    case assumed
    /// Computed from other values of the row.
    case derived
  }

  /// What it is.
  public let kind: Kind
  /// Its value and range.
  public let quantity: UncertainQuantity
  /// Its unit.
  public let unit: String
  /// Whether the estimate is divided by it.
  public let divides: Bool
  /// Models with the same key share one unknown, drawn once for all; `nil`: the model's own.
  public let sharedKey: String?
  /// Stated, from a table, assumed or derived.
  public let origin: Origin
  /// Where it comes from.
  public let source: Source
  /// What had to be assumed.
  public let note: String?

  init(
    _ kind: Kind, _ quantity: UncertainQuantity, unit: String, divides: Bool = false,
    shared sharedKey: String? = nil, origin: Origin, source: Source, note: String? = nil
  ) {
    self.kind = kind
    self.quantity = quantity
    self.unit = unit
    self.divides = divides
    self.sharedKey = sharedKey
    self.origin = origin
    self.source = source
    self.note = note
  }
}

/// By what an estimate was come by, best first.
public enum Tier: Int, Hashable, Sendable, CaseIterable, Comparable {
  case reported = 1
  case energy, hardwareTime, compute, metadata

  /// In words.
  public var label: String {
    switch self {
    case .reported: "reported"
    case .energy: "energy"
    case .hardwareTime: "hardware time"
    case .compute: "compute"
    case .metadata: "metadata"
    }
  }

  /// The better tier comes first.
  public static func < (a: Tier, b: Tier) -> Bool { a.rawValue < b.rawValue }
}

/// An estimate as a product of factors, in kg CO2e.
public struct TierPlan: Hashable, Sendable {
  /// The tier.
  public let tier: Tier
  /// The factors; those that divide are marked.
  public let factors: [Factor]
  /// Turns the product of the factors' units into kg.
  public let unitConstant: Double

  /// The product of the factors' medians, kg CO2e.
  public var central: Double {
    factors.reduce(unitConstant) {
      $1.divides ? $0 / $1.quantity.median : $0 * $1.quantity.median
    }
  }

  /// The product in words, with how each factor was come by, and the sources.
  public var explanation: String {
    let product = factors.enumerated().map { index, factor in
      let sign = factor.divides ? "÷ " : index == 0 ? "" : "× "
      let range =
        factor.quantity.isExact
        ? "" : " (\(factor.quantity.low.rounded(to: 3)) to \(factor.quantity.high.rounded(to: 3)))"
      let unit = factor.unit.isEmpty || factor.unit == "ratio" ? "" : " \(factor.unit)"
      return
        "\(sign)\(factor.kind.rawValue) \(factor.quantity.median.rounded(to: 4))\(unit)\(range)"
        + " [\(factor.origin.rawValue)]"
    }
    let sources = factors.map(\.source.title).filter { !$0.isEmpty }.uniqued()
    return "tier \(tier.rawValue), \(tier.label): " + product.joined(separator: " ")
      + " = \(central.rounded(to: 4)) kg; sources: " + sources.joined(separator: "; ")
  }

  /// The first factor of a kind.
  public func factor(_ kind: Factor.Kind) -> Factor? { factors.first { $0.kind == kind } }
}
