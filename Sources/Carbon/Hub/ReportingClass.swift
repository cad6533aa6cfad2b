/// How openly a model reports its energy and carbon (Castaño et al. 2023).
public enum ReportingClass: String, Hashable, Sendable, CaseIterable {
  case unknown = "Unknown Energy Efficiency"
  case context = "Context Reporting"
  case basic = "Basic Energy Reporting"
  case awareness = "Energy Awareness"
  case optimization = "Energy Optimization"
  case certified = "Certified Energy Efficiency"

  /// Tags that say a model was made smaller or cheaper to run.
  public static let optimisationTags: Set<String> = ["optimized", "pruned", "distilled"]
  /// Tags that say a model has an energy certificate.
  public static let certificateTags: Set<String> = ["EcoCard"]

  /// The class as the authors' code gives it: emissions and hardware decide, the two highest classes
  /// cannot be reached (it looks for tags among column names, and after every reporting model has a
  /// class already).
  public static func asCoded(hasEmissions: Bool, hasHardware: Bool) -> ReportingClass {
    switch (hasEmissions, hasHardware) {
    case (false, false): .unknown
    case (false, true): .context
    case (true, false): .basic
    case (true, true): .awareness
    }
  }

  /// The class as it is described: a model that reports emissions and has a certificate or an
  /// optimisation tag of its own is put above the others.
  public static func corrected(
    hasEmissions: Bool, hasHardware: Bool, tags: some Sequence<String>
  ) -> ReportingClass {
    if hasEmissions {
      let own = tags.map { $0.lowercased() }
      if own.contains(where: { tag in certificateTags.contains { $0.lowercased() == tag } }) {
        return .certified
      }
      if own.contains(where: optimisationTags.contains) { return .optimization }
    }
    return asCoded(hasEmissions: hasEmissions, hasHardware: hasHardware)
  }
}
