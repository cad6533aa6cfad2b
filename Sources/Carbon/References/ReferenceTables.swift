public import Tables

/// The tables of public figures that an estimate rests on: `datasets/reference/`.
public struct ReferenceTables: Sendable {
  /// Accelerators.
  public let devices: DeviceTable
  /// Carbon intensity of electricity.
  public let grids: GridTable
  /// PUE of data centres.
  public let overheads: FacilityOverheadTable
  /// Achieved share of peak.
  public let utilisation: UtilisationTable
  /// One name for each organisation.
  public let organisations: OrganisationTable
  /// What is assumed where nothing is published.
  public let assumptions: AssumptionTable
  /// The device that stands in where none is stated.
  public let defaultDevices: [DefaultDevice]
  /// What a number of kilograms compares to.
  public let equivalents: [Equivalent]
  /// Domains of the Hub's task tags, in order of precedence.
  public let taskDomains: [(tag: String, domain: String)]
  /// Examples printed in papers.
  public let examples: [WorkedExample]

  /// The device that stands in for runs by an operator from a year on.
  public struct DefaultDevice: Hashable, Sendable {
    /// The operator, or `any`.
    public let provider: String
    /// The first year.
    public let fromYear: Int
    /// The device's name.
    public let device: String
  }

  /// The files that make up the tables, without `.csv`.
  public static let files = [
    "devices", "grids", "places", "cloud-regions", "pue", "utilisation", "organisations",
    "assumptions",
    "default-devices", "worked-examples", "task-domains",
    "equivalents",
  ]

  /// Reads the tables from the CSV files of a folder.
  public init(folder: String) throws {
    try self.init { file throws in
      try CSVReader.read(path: "\(folder)/\(file).csv", options: CSVOptions(threads: 1))
    }
  }

  /// Builds the tables from the named files, each read as a table.
  public init(_ read: (_ file: String) throws -> Table) throws {
    devices = DeviceTable(try Self.devices(Self.cells(read, "devices")))
    let places = try Self.cells(read, "places")
    let names = try places.texts("place")
    let (regions, notes) = (try places.texts("region"), try places.texts("note"))
    organisations = OrganisationTable(
      try Self.organisations(Self.cells(read, "organisations")))
    grids = GridTable(
      try Self.grids(Self.cells(read, "grids")),
      places: zip(names, zip(regions, notes)).compactMap { place, rest in
        guard let place, let region = rest.0 else { return nil }
        return (place, region, rest.1)
      },
      clouds: CloudRegionTable(
        try Self.cloudRegions(Self.cells(read, "cloud-regions")), organisations: organisations))
    overheads = FacilityOverheadTable(try Self.overheads(Self.cells(read, "pue")))
    utilisation = UtilisationTable(
      try Self.utilisation(Self.cells(read, "utilisation")), devices: devices)
    assumptions = AssumptionTable(try Self.assumptions(Self.cells(read, "assumptions")))
    let defaults = try Self.cells(read, "default-devices")
    let (providers, years) = (
      try defaults.texts("provider"), try defaults.numbers("from_year")
    )
    let stands = try defaults.texts("device")
    defaultDevices = (0..<defaults.count).compactMap { row in
      guard let provider = providers[row], let year = years[row], let name = stands[row] else {
        return nil
      }
      return DefaultDevice(provider: provider, fromYear: Int(year), device: name)
    }
    let comparisons = try Self.cells(read, "equivalents")
    let (labels, kilograms) = (
      try comparisons.texts("label"), try comparisons.numbers("kg_per_unit")
    )
    let comparisonSources = try Self.sources(comparisons)
    equivalents = (0..<comparisons.count).compactMap { row in
      guard let label = labels[row], let value = kilograms[row], value > 0 else { return nil }
      return Equivalent(label: label, kilograms: value, source: comparisonSources[row])
    }
    let tasks = try Self.cells(read, "task-domains")
    taskDomains = zip(try tasks.texts("tag"), try tasks.texts("domain")).compactMap {
      guard let tag = $0, let domain = $1 else { return nil }
      return (tag, domain)
    }
    examples = try WorkedExample.read(Self.cells(read, "worked-examples"))
  }

  /// The organisation's one name; the name as written where the table does not know it.
  public func organisationName(_ name: String) -> String {
    organisations.lookup(name)?.name ?? name
  }

  private static func cells(
    _ read: (String) throws -> Table, _ file: String
  ) throws -> Cells {
    Cells(try read(file), file: file + ".csv")
  }

  private static func sources(_ cells: Cells) throws(CarbonError) -> [Source] {
    let (titles, urls) = (try cells.texts("source_title"), try cells.texts("source_url"))
    return (0..<cells.count).map { Source(title: titles[$0] ?? "", url: urls[$0] ?? "") }
  }

  private static func devices(_ cells: Cells) throws(CarbonError) -> [Device] {
    let (names, aliases) = (try cells.texts("device"), try cells.texts("aliases"))
    let (generations, units) = (try cells.texts("generation"), try cells.texts("count_unit"))
    let power = try cells.numbers("tdp_w")
    let system = try cells.numbers("typical_system_w_per_device")
    let (half, single) = (
      try cells.numbers("peak_fp16_bf16_dense_tflops"), try cells.numbers("peak_fp32_tflops")
    )
    let sources = try sources(cells)
    return (0..<cells.count).compactMap { row in
      names[row].map {
        Device(
          name: $0, aliases: list(aliases[row]), generation: generations[row] ?? "",
          ratedPower: power[row], systemPower: system[row],
          peakTeraflops: half[row] ?? single[row], countUnit: units[row] ?? "",
          source: sources[row])
      }
    }
  }

  private static func grids(_ cells: Cells) throws(CarbonError) -> [GridIntensity] {
    let (regions, kinds) = (try cells.texts("region"), try cells.texts("kind"))
    let (iso, years) = (try cells.texts("iso"), try cells.numbers("year"))
    let values = try cells.numbers("intensity_g_per_kwh")
    let (low, high) = (try cells.numbers("low"), try cells.numbers("high"))
    let (basis, verified) = (try cells.texts("basis"), try cells.texts("verified"))
    let sources = try sources(cells)
    return (0..<cells.count).compactMap { row in
      guard let region = regions[row], let value = values[row] else { return nil }
      return GridIntensity(
        region: region, kind: kinds[row] ?? "", iso: iso[row], year: years[row].map { Int($0) },
        gramsPerKilowattHour: value, low: low[row], high: high[row], basis: basis[row] ?? "",
        verified: isYes(verified[row]), source: sources[row])
    }
  }

  private static func overheads(_ cells: Cells) throws(CarbonError) -> [FacilityOverhead] {
    let (providers, sites) = (try cells.texts("provider_or_type"), try cells.texts("site"))
    let (years, values) = (try cells.numbers("year"), try cells.numbers("pue"))
    let sources = try sources(cells)
    return (0..<cells.count).compactMap { row in
      guard let provider = providers[row], let value = values[row] else { return nil }
      return FacilityOverhead(
        provider: provider, site: sites[row] ?? "", year: years[row].map { Int($0) }, pue: value,
        source: sources[row])
    }
  }

  private static func utilisation(_ cells: Cells) throws(CarbonError) -> [UtilisationRecord] {
    let (models, devices) = (try cells.texts("model"), try cells.texts("device"))
    let (organisations, values) = (
      try cells.texts("organisation"), try cells.numbers("value")
    )
    let basis = try cells.texts("basis")
    let sources = try sources(cells)
    return (0..<cells.count).compactMap { row in
      guard let model = models[row], let device = devices[row], let value = values[row] else {
        return nil
      }
      return UtilisationRecord(
        model: model, device: device, organisation: organisations[row] ?? "", value: value,
        basis: basis[row] ?? "", source: sources[row])
    }
  }

  private static func organisations(_ cells: Cells) throws(CarbonError) -> [Organisation] {
    let (names, aliases) = (try cells.texts("organisation"), try cells.texts("aliases"))
    let (kinds, countries) = (try cells.texts("kind"), try cells.texts("country"))
    let providers = try cells.texts("pue_provider")
    return (0..<cells.count).compactMap { row in
      names[row].map {
        Organisation(
          name: $0, aliases: list(aliases[row]), kind: kinds[row] ?? "", country: countries[row],
          pueProvider: providers[row] ?? "Unknown (default)")
      }
    }
  }

  private static func cloudRegions(_ cells: Cells) throws(CarbonError) -> [CloudRegion] {
    let (providers, regions) = (try cells.texts("provider"), try cells.texts("region"))
    let (names, places) = (try cells.texts("names"), try cells.texts("place"))
    let (grids, countries) = (try cells.texts("grid"), try cells.texts("country"))
    return (0..<cells.count).compactMap { row in
      guard let provider = providers[row], let region = regions[row] else { return nil }
      return CloudRegion(
        provider: provider, region: region, names: list(names[row]), place: places[row] ?? "",
        grid: grids[row], country: countries[row] ?? "")
    }
  }

  private static func assumptions(_ cells: Cells) throws(CarbonError) -> [Assumption] {
    let (ids, units, basis) = (
      try cells.texts("id"), try cells.texts("unit"), try cells.texts("basis")
    )
    let values = try cells.numbers("value")
    let (low, high) = (try cells.numbers("low"), try cells.numbers("high"))
    let sources = try sources(cells)
    return (0..<cells.count).compactMap { row in
      guard let id = ids[row], let value = values[row] else { return nil }
      let isShare = units[row]?.hasPrefix("fraction") ?? false
      return Assumption(
        id: id,
        quantity: UncertainQuantity(
          median: value, low: low[row] ?? value, high: high[row] ?? value,
          ceiling: isShare ? 1 : .infinity),
        unit: units[row] ?? "", basis: basis[row] ?? "", source: sources[row])
    }
  }

  private static func list(_ text: String?) -> [String] {
    (text ?? "").split(separator: ";").map(\.trimmed).filter { !$0.isEmpty }
  }

  private static func isYes(_ text: String?) -> Bool { text == "yes" || text == "true" }
}
