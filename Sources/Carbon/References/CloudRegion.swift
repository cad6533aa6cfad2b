internal import Tables

/// A region of a cloud provider: which grid its name stands for, and who runs the machines there.
public struct CloudRegion: Hashable, Sendable {
  /// The provider, one of the names of an organisation: `AWS`, `Google Cloud`, `Azure`.
  public let provider: String
  /// The region as the provider writes it, e.g. `us-east-1`, `us-east1`, `eastus`.
  public let region: String
  /// Other names in use, e.g. `US East (N. Virginia)`.
  public let names: [String]
  /// Where it lies.
  public let place: String
  /// The row of the grid table that stands for it, where there is one.
  public let grid: String?
  /// The country, whose figure stands in where the series has none for the grid.
  public let country: String

  /// `AWS us-east-1 (Northern Virginia)`.
  public var label: String { "\(provider) \(region) (\(place))" }
}

/// The regions of the reference table, found by the exact name that their provider gives them.
///
/// A hyphen distinguishes providers: `us-east-1` is of AWS and lies in Virginia, `us-east1` is of Google and
/// lies in South Carolina. Another spelling (`westeurope` as `West Europe`, `AWS useast1`) is taken where
/// only one region can be meant, which a provider that is named beside it may decide.
public struct CloudRegionTable: Sendable {
  /// All rows in table order.
  public let rows: [CloudRegion]
  private let exact: [String: Int]
  private let spelled: [String: [Int]]
  private let providers: [String: String]

  /// What a text means among the regions.
  enum Meaning {
    case none
    case region(CloudRegion)
    case several([CloudRegion])
  }

  /// A table of regions; the names of the providers are those of their organisations.
  public init(_ rows: [CloudRegion], organisations: OrganisationTable) {
    self.rows = rows
    var exact: [String: Int] = [:]
    var spelled: [String: [Int]] = [:]
    for (position, row) in rows.enumerated() {
      for name in [row.region] + row.names { exact[name.lowercased()] = position }
      for name in Set(([row.region] + row.names).map { NameKey($0).text }) {
        spelled[name, default: []].append(position)
      }
    }
    self.exact = exact
    self.spelled = spelled
    var providers: [String: String] = [:]
    for provider in rows.map(\.provider).uniqued() {
      let organisation = organisations.lookup(provider)
      for name in [provider] + (organisation.map { [$0.name] + $0.aliases } ?? []) {
        providers[NameKey(name).text] = provider
      }
    }
    self.providers = providers
  }

  /// The provider that the text names, and the text without it.
  func provider(in text: String) -> (provider: String?, rest: String) {
    var words = Self.words(text)
    for length in stride(from: 3, to: 0, by: -1) where length <= words.count {
      for start in 0...(words.count - length) {
        let name = NameKey(words[start..<start + length].joined(separator: " ")).text
        guard let provider = providers[name] else { continue }
        words.removeSubrange(start..<start + length)
        return (provider, words.joined(separator: " "))
      }
    }
    // aws-us-east-1
    if let first = words.first, let hyphen = first.firstIndex(of: "-"),
      let provider = providers[NameKey(String(first[..<hyphen])).text]
    {
      words[0] = String(first[first.index(after: hyphen)...])
      return (provider, words.joined(separator: " "))
    }
    return (nil, text)
  }

  /// The region that a text means; `provider` is one that is named elsewhere in the place.
  func meaning(of text: String, provider other: String?) -> Meaning {
    let (own, rest) = provider(in: text)
    let provider = own ?? other
    func fits(_ position: Int) -> Bool { provider == nil || rows[position].provider == provider }
    let key = rest.trimmed.lowercased().replacing("_", with: "-")
    for name in [text.trimmed.lowercased(), key, Self.withoutZone(key)] {
      if let position = exact[name], fits(position) { return .region(rows[position]) }
    }
    // What looks like an identifier means what it says, or nothing.
    let isIdentifier = key.contains("-") && !key.contains { $0 == " " || $0 == "(" }
    if isIdentifier, provider == nil { return .none }
    let found = (spelled[NameKey(rest).text] ?? []).filter(fits).map { rows[$0] }
    switch found.count {
    case 0: return .none
    case 1: return .region(found[0])
    default: return .several(found)
    }
  }

  /// `us-east-1a` and `us-central1-b` are zones of regions.
  private static func withoutZone(_ key: String) -> String {
    guard let zone = key.last, zone.isASCII, zone.isLetter else { return key }
    let rest = key.dropLast()
    if rest.last == "-" { return String(rest.dropLast()) }
    return rest.last?.isNumber == true ? String(rest) : key
  }

  /// Runs of letters, digits, hyphens and underscores.
  private static func words(_ text: String) -> [String] {
    text.split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "_" }.map(String.init)
      .filter { $0.contains { $0.isLetter || $0.isNumber } }
  }
}
