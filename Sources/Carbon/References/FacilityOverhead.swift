internal import Tables

/// Power usage effectiveness: facility energy over IT energy.
public struct FacilityOverhead: Hashable, Sendable {
  /// The operator or kind of site.
  public let provider: String
  /// The site, or `fleet`.
  public let site: String
  /// The year of the figure, where known.
  public let year: Int?
  /// The ratio, at least 1.
  public let pue: Double
  /// Where the figure comes from.
  public let source: Source
}

/// The PUE rows of the reference table.
public struct FacilityOverheadTable: Sendable {
  /// All rows in table order.
  public let rows: [FacilityOverhead]
  private let providers: [NameKey]
  private let sites: [NameKey]

  /// A table of PUE rows.
  public init(_ rows: [FacilityOverhead]) {
    self.rows = rows
    providers = rows.map { NameKey($0.provider) }
    sites = rows.map { NameKey($0.site) }
  }

  /// The PUE of `provider` nearest to `year`: of its fleet, or of a site named after a comma
  /// (`National HPC, LUMI`). `nil` if the provider is not in the table.
  public func lookup(_ provider: String, year: Int?) -> FacilityOverhead? {
    let wanted = NameKey(provider)
    var rows = self.rows.indices.filter { providers[$0] == wanted }.map { self.rows[$0] }
    if rows.isEmpty, let comma = provider.firstIndex(of: ",") {
      let site = NameKey(provider[provider.index(after: comma)...].trimmed)
      let operatorKey = NameKey(provider[..<comma].trimmed)
      rows = self.rows.indices.filter {
        providers[$0] == operatorKey && sites[$0].text.hasPrefix(site.text)
      }.map { self.rows[$0] }
    }
    let fleet = rows.filter { $0.site == "fleet" || $0.site == "any" }
    func distance(_ row: FacilityOverhead) -> Int {
      guard let own = row.year else { return 50 }
      return year.map { abs($0 - own) } ?? (3000 - own)
    }
    return (fleet.isEmpty ? rows : fleet).min { distance($0) < distance($1) }
  }

  /// The row for a place of which nothing is known.
  public var unknown: FacilityOverhead? { lookup("Unknown (default)", year: nil) }
}
