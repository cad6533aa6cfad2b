public import Tables

/// The tables of public figures that an estimate is based on: `datasets/reference/`.
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
  /// The file of published training runs; `nil` where the tables come from no folder.
  private var disclosureFile: String?

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
      try CSVReader.read(path: "\(folder)/\(file).csv", options: ReadOptions(threads: 1))
    }
    disclosureFile = Self.disclosureFile(of: folder)
  }

  /// The file of the published training runs, by the folder of the tables.
  public static func disclosureFile(of folder: String) -> String {
    "\(folder)/../training-disclosures/disclosures.csv"
  }

  /// The published training runs, read when they are asked for: few steps need them.
  func disclosures() throws -> Cells { Cells(try disclosureTable(), file: "disclosures.csv") }

  /// The same as a table.
  func disclosureTable() throws -> Table {
    guard let disclosureFile else {
      throw CarbonError.reference(file: "disclosures.csv", problem: "the file is not at hand")
    }
    return try CSVReader.read(path: disclosureFile, options: ReadOptions(threads: 1))
  }

  /// Builds the tables from the named files, each read as a table.
  public init(_ read: (_ file: String) throws -> Table) throws {
    func rows<Row>(
      _ file: String, _ make: (Cells.Row) throws(CarbonError) -> Row?
    ) throws -> [Row] {
      try Cells(try read(file), file: file + ".csv").rows(make)
    }
    devices = DeviceTable(try rows("devices", Self.device))
    organisations = OrganisationTable(try rows("organisations", Self.organisation))
    let clouds = CloudRegionTable(
      try rows("cloud-regions", Self.cloudRegion), organisations: organisations)
    let places = try rows("places") {
      row throws(CarbonError) -> (place: String, region: String, note: String?)? in
      guard let place = try row.text("place"), let region = try row.text("region") else {
        return nil
      }
      return (place, region, try row.text("note"))
    }
    grids = GridTable(try rows("grids", Self.grid), places: places, clouds: clouds)
    overheads = FacilityOverheadTable(try rows("pue", Self.overhead))
    utilisation = UtilisationTable(try rows("utilisation", Self.utilisation), devices: devices)
    assumptions = AssumptionTable(try rows("assumptions", Self.assumption))
    defaultDevices = try rows("default-devices") { row throws(CarbonError) -> DefaultDevice? in
      guard let provider = try row.text("provider"), let year = try row.number("from_year"),
        let name = try row.text("device")
      else { return nil }
      return DefaultDevice(provider: provider, fromYear: Int(year), device: name)
    }
    equivalents = try rows("equivalents") { row throws(CarbonError) -> Equivalent? in
      guard let label = try row.text("label"), let value = try row.number("kg_per_unit"), value > 0
      else { return nil }
      return Equivalent(label: label, kilograms: value, source: try row.source())
    }
    taskDomains = try rows("task-domains") {
      row throws(CarbonError) -> (tag: String, domain: String)? in
      guard let tag = try row.text("tag"), let domain = try row.text("domain") else { return nil }
      return (tag, domain)
    }
    examples = try rows("worked-examples", WorkedExample.read)
  }

  /// The organisation's one name; the name as written where the table does not know it.
  public func organisationName(_ name: String) -> String {
    organisations.lookup(name)?.name ?? name
  }

  // MARK: Rows

  private static func device(_ row: Cells.Row) throws(CarbonError) -> Device? {
    guard let name = try row.text("device") else { return nil }
    let half = try row.number("peak_fp16_bf16_dense_tflops")
    let single = try row.number("peak_fp32_tflops")
    return Device(
      name: name, aliases: try row.list("aliases"), generation: try row.words("generation"),
      ratedPower: try row.number("tdp_w"),
      systemPower: try row.number("typical_system_w_per_device"),
      peakTeraflops: half ?? single,
      release: Self.time(try row.text("release")), memory: try row.number("memory_gb"),
      countUnit: try row.words("count_unit"), source: try row.source())
  }

  /// `2020`, `2020-05` or `2020-05-14` as a year with its part.
  static func time(_ text: String?) -> Double? {
    guard let text, let year = Double(text.prefix(4)) else { return nil }
    let month = text.utf8.count >= 7 ? Double(text.dropFirst(5).prefix(2)) ?? 6.5 : 6.5
    return year + (month - 0.5) / 12
  }

  private static func grid(_ row: Cells.Row) throws(CarbonError) -> GridIntensity? {
    guard let region = try row.text("region"), let value = try row.number("intensity_g_per_kwh")
    else { return nil }
    let verified = try row.text("verified")
    return GridIntensity(
      region: region, kind: try row.words("kind"), iso: try row.text("iso"),
      year: try row.number("year").map { Int($0) }, gramsPerKilowattHour: value,
      low: try row.number("low"), high: try row.number("high"), basis: try row.words("basis"),
      verified: verified == "yes" || verified == "true", source: try row.source())
  }

  private static func overhead(_ row: Cells.Row) throws(CarbonError) -> FacilityOverhead? {
    guard let provider = try row.text("provider_or_type"), let value = try row.number("pue") else {
      return nil
    }
    return FacilityOverhead(
      provider: provider, site: try row.words("site"),
      year: try row.number("year").map { Int($0) }, pue: value, source: try row.source())
  }

  private static func utilisation(_ row: Cells.Row) throws(CarbonError) -> UtilisationRecord? {
    guard let model = try row.text("model"), let device = try row.text("device"),
      let value = try row.number("value")
    else { return nil }
    return UtilisationRecord(
      model: model, device: device, organisation: try row.words("organisation"), value: value,
      basis: try row.words("basis"), source: try row.source())
  }

  private static func organisation(_ row: Cells.Row) throws(CarbonError) -> Organisation? {
    guard let name = try row.text("organisation") else { return nil }
    return Organisation(
      name: name, aliases: try row.list("aliases"), kind: try row.words("kind"),
      country: try row.text("country"),
      pueProvider: try row.text("pue_provider") ?? "Unknown (default)")
  }

  private static func cloudRegion(_ row: Cells.Row) throws(CarbonError) -> CloudRegion? {
    guard let provider = try row.text("provider"), let region = try row.text("region") else {
      return nil
    }
    return CloudRegion(
      provider: provider, region: region, names: try row.list("names"),
      place: try row.words("place"), grid: try row.text("grid"),
      country: try row.words("country"))
  }

  private static func assumption(_ row: Cells.Row) throws(CarbonError) -> Assumption? {
    guard let id = try row.text("id"), let value = try row.number("value") else { return nil }
    let unit = try row.words("unit")
    return Assumption(
      id: id,
      quantity: UncertainQuantity(
        median: value, low: try row.number("low") ?? value, high: try row.number("high") ?? value,
        ceiling: unit.hasPrefix("fraction") ? 1 : .infinity),
      unit: unit, basis: try row.words("basis"), source: try row.source())
  }
}
