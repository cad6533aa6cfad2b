internal import Basics
internal import Tables

/// Which emissions a grid figure counts; the two are never mixed in one comparison.
public enum GridSeries: String, Hashable, Sendable, CaseIterable {
  /// Stack emissions of generation.
  case direct
  /// Also fuel supply and construction.
  case lifeCycle = "life-cycle"
}

/// The carbon intensity of electricity at a place in a year.
public struct GridIntensity: Hashable, Sendable {
  /// The place, e.g. `France` or `gcp:us-west1 (Oregon)`.
  public let region: String
  /// `country`, `us-state`, `province`, `cloud-region`, `supranational`, `world` or `provider-claim`.
  public let kind: String
  /// ISO code, where the place has one.
  public let iso: String?
  /// The year of the figure, where known.
  public let year: Int?
  /// g CO2e per kWh.
  public let gramsPerKilowattHour: Double
  /// The range over years or sources, where the table gives one.
  public let low: Double?
  /// The upper end of the range.
  public let high: Double?
  /// What the figure counts, e.g. `production mix, direct`.
  public let basis: String
  /// Whether every number of the row was seen in a text.
  public let verified: Bool
  /// Where the figure comes from.
  public let source: Source

  /// The series that the figure belongs to; `nil` for mixed ones, which are never chosen.
  public var series: GridSeries? {
    if kind == "provider-claim" || basis.hasPrefix("mixed") || basis.contains("unstated") {
      return nil
    }
    if basis.contains("life-cycle") { return .lifeCycle }
    return basis.contains("direct") || basis.contains("operational") ? .direct : nil
  }
}

/// A grid figure found by a place and a year, and what had to be assumed to find it.
public struct GridMatch: Hashable, Sendable {
  /// The figure.
  public let grid: GridIntensity
  /// What was assumed, e.g. that a national figure stands for a city.
  public let note: String?
  /// The cloud region that the place is, where it is one.
  public let cloudRegion: CloudRegion?
}

/// The grids of the reference table, found by place and year.
public struct GridTable: Sendable {
  /// All rows in table order.
  public let rows: [GridIntensity]
  private let regions: [String]
  private let index: NameIndex
  private let placeTargets: [String: (region: Int, note: String?)]
  /// The regions of cloud providers.
  public let cloudRegions: CloudRegionTable

  /// A table of grids, with other names for their places: (place, region, note), and cloud regions.
  public init(
    _ rows: [GridIntensity], places: [(place: String, region: String, note: String?)],
    clouds: CloudRegionTable
  ) {
    self.rows = rows
    cloudRegions = clouds
    var regions: [String] = []
    var index = NameIndex()
    for row in rows where index[row.region] == nil {
      index.insert(row.region, at: regions.count)
      regions.append(row.region)
    }
    for row in rows {
      if let iso = row.iso, row.kind != "cloud-region", let position = index[row.region] {
        index.insert(iso, at: position)
      }
    }
    var targets: [String: (region: Int, note: String?)] = [:]
    var names = index
    for (place, region, note) in places {
      guard let position = index[region], index[place] == nil else { continue }
      targets[NameKey(place).text] = (position, note)
      names.insert(place, at: position)
    }
    self.regions = regions
    self.index = names
    placeTargets = targets
  }

  /// The intensity at `place` nearest to `year`, in one series.
  ///
  /// A place is tried as written, then what is in its brackets, then what is before them:
  /// `United States (Georgia)` is the state of Georgia, `France (Paris)` the national figure with a
  /// note. A cloud region comes before a place of that name. Among rows of the place the nearest year
  /// wins, then a verified row, then a production mix.
  ///
  /// - Throws: `unknownPlace`; `ambiguousPlace` where several cloud regions may be meant;
  ///   `placeWithoutFigure` where the place is known and the series has no figure for it.
  public func lookup(
    _ place: String, year: Int?, series: GridSeries = .direct
  ) throws(CarbonError) -> GridMatch {
    let (provider, rest) = cloudRegions.provider(in: place)
    for candidate in Self.candidates(place) + (provider == nil ? [] : [rest]) {
      switch cloudRegions.meaning(of: candidate, provider: provider) {
      case .region(let region): return try match(region, place, year: year, series: series)
      case .several(let regions):
        throw CarbonError.ambiguousPlace(name: place, meanings: regions.map(\.label))
      case .none: break
      }
      guard let region = index[candidate] else { continue }
      let target = placeTargets[NameKey(candidate).text]
      guard let row = best(region: regions[region], year: year, series: series) else { continue }
      var notes: [String] = []
      if let note = target?.note {
        notes.append(note)
      } else if candidate != place, NameKey(row.region) != NameKey(place) {
        notes.append("'\(place)' is taken as \(row.region)")
      } else if NameKey(candidate) != NameKey(row.region), row.iso != candidate {
        notes.append("'\(candidate)' is \(row.region)")
      }
      return Self.match(row, notes, year: year)
    }
    throw CarbonError.unknownPlace(
      name: place, nearest: place.nearest(in: index.names + cloudRegions.rows.map(\.region)))
  }

  /// The cloud provider that runs the machines at a place, where the place names one.
  public func provider(of place: String) -> String? {
    let named = cloudRegions.provider(in: place).provider
    for candidate in Self.candidates(place) {
      if case .region(let region) = cloudRegions.meaning(of: candidate, provider: named) {
        return region.provider
      }
    }
    return named
  }

  /// The place as written, what is in its brackets and before them, and its parts between commas.
  private static func candidates(_ place: String) -> [String] {
    var candidates = [place]
    if let open = place.firstIndex(of: "("), let close = place.lastIndex(of: ")"), open < close {
      candidates.append(place[place.index(after: open)..<close].trimmed)
      candidates.append(place[..<open].trimmed)
    }
    for part in place.split(separator: ",") where part.count < place.count {
      candidates.append(part.trimmed)
    }
    return candidates.filter { !$0.isEmpty }
  }

  private func match(
    _ region: CloudRegion, _ place: String, year: Int?, series: GridSeries
  ) throws(CarbonError) -> GridMatch {
    if let grid = region.grid, let row = best(region: grid, year: year, series: series) {
      return Self.match(row, ["'\(place)' is \(region.label)"], year: year, region)
    }
    if let row = best(region: region.country, year: year, series: series) {
      return Self.match(
        row, ["'\(place)' is \(region.label)", "the national figure is used instead"], year: year,
        region)
    }
    throw CarbonError.placeWithoutFigure(name: region.label, series: series.rawValue)
  }

  private static func match(
    _ row: GridIntensity, _ notes: [String], year: Int?, _ region: CloudRegion? = nil
  ) -> GridMatch {
    var notes = notes
    if let year, let own = row.year, own.distance(to: year).magnitude > 2 {
      notes.append("the figure is of \(own), the nearest to \(year)")
    }
    return GridMatch(
      grid: row, note: notes.isEmpty ? nil : notes.joined(separator: "; "), cloudRegion: region)
  }

  private func best(region: String, year: Int?, series: GridSeries) -> GridIntensity? {
    var best: (row: GridIntensity, score: Double)?
    for row in rows where row.region == region && row.series == series {
      let distance: Double =
        switch (year, row.year) {
        case (let wanted?, let own?): abs(Double(wanted) - Double(own))
        case (nil, let own?): Double(max(0, 3000 - own))
        default: 100
        }
      let score =
        distance + (row.verified ? 0 : 0.5) + (row.basis.hasPrefix("production") ? 0 : 0.25)
      if score < best?.score ?? .infinity { best = (row, score) }
    }
    return best?.row
  }
}
