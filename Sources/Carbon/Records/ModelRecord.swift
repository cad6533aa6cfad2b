/// A model as a listing of the Hub, an authors' CSV or another dump describes it, in one form.
struct ModelRecord: Sendable {
  /// `author/name`, or `name` alone.
  var id: String
  var author: String?
  /// What the name says.
  var name: ModelName
  /// Microseconds since 1970; `nil` where not known, or before the Hub stored it.
  var created: Int64?
  /// Whether only "before March 2022" is known.
  var isEarly = false
  var modified: Int64?
  var downloads: Int?
  var allDownloads: Int?
  var likes: Int?
  var task: String?
  var domain: String?
  var library: String?
  /// All libraries that are named.
  var libraries: [String] = []
  var licence: String?
  var languages: [String] = []
  var datasets: [String] = []
  /// Parameters by exact count of the weights' file.
  var exact: Double?
  var parameters: Double?
  var parametersSource: String?
  var isMixture: Bool?
  /// Whether the configuration, not only the name, tells the kind of network.
  var hasConfiguration = false
  var activeParameters: Double?
  var storage: Double?
  var base: String?
  /// How many bases are stated.
  var bases = 0
  var relation: String?
  var baseState: BaseState?
  var signs = Signs()
  var kind = Kind.unknown
  var evidence = "none"
  var kindSource: String?
  var runShare: Double?
  /// Grams.
  var emissions: Double?
  var emissionsText: String?
  var emissionsUnit: String?
  var emissionsProblem: String?
  var suspicion: String?
  var emissionsSource: String?
  var trainingType: Harmonisation.TrainingType?
  var device: String?
  var deviceCount: Int?
  var place: String?

  init(id: String) {
    self.id = id
    let slash = id.firstIndex(of: "/")
    author = slash.map { String(id[..<$0]) }
    name = ModelName(slash.map { String(id[id.index(after: $0)...]) } ?? id)
  }

  /// What a model is.
  enum Kind: String, Sendable, CaseIterable {
    case pretrained
    case fineTune = "finetune"
    case adapter, merge
    case quantised = "quantized"
    case mirror, unknown

    /// Whether it counts as a training run of its own.
    var isRun: Bool { self == .pretrained || self == .fineTune || self == .adapter }
  }

  /// Whether the stated base is in the listing.
  enum BaseState: String, Sendable { case found, missing, cycle }

  /// What a record shows of its kind.
  struct Signs: Sendable {
    var isGGUF = false
    var isQuantised = false
    var isMerge = false
    var isAdapter = false
  }

  /// What was created when the Hub did not store it yet comes first, and is all equal.
  var order: Int64 { created ?? .min }
  /// The year with its part; 2021 where only "before March 2022" is known.
  static func year(_ created: Int64?, isEarly: Bool) -> Double? {
    if isEarly { return 2021 }
    return created.map { 1970 + Double($0) / (365.2425 * 86_400_000_000) }
  }
}
