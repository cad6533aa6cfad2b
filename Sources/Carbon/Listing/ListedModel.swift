internal import Foundation
internal import Tables

/// What the estimator takes of one record of a listing.
struct ListedModel: Sendable {
  let id: String
  let author: String
  let kind: ModelRecord.Kind
  let evidence: String
  /// The year with its part.
  let year: Double
  let parameters: Double?
  /// ln of the number of parameters.
  let logSize: Double?
  let isMixture: Bool?
  let isConfigured: Bool
  let downloads: Int
  /// ln of the reported kilograms for each parameter.
  let report: Double?
  let trainingType: Harmonisation.TrainingType?
  let device: String?
  let place: String?
  /// 1/k where one of k records is the run, and the first of the k.
  let share: Double?
  let twins: String?
  /// Its value in the column that totals are told by.
  let group: String

  var isCandidate: Bool { kind == .pretrained || kind == .unknown }
  var isTuned: Bool { kind == .fineTune || kind == .adapter }
  var saysPretraining: Bool { trainingType.map { $0 != .fineTuning } ?? false }
  /// Whether its report tells of pretraining.
  var reportsPretraining: Bool {
    report != nil && (kind == .pretrained || kind == .unknown && saysPretraining)
  }

  /// The records of a table that `hub-records` made, in the order of their ids.
  static func models(_ input: CarbonStepInput) throws(CarbonError) -> [ListedModel] {
    func texts(_ name: String) throws(CarbonError) -> [String?] {
      try input.column(named: name).cellTexts
    }
    func numbers(_ name: String) throws(CarbonError) -> [Double?] {
      try input.numbers(ofColumn: name)
    }
    let (ids, authors) = (try texts("id"), try texts("author"))
    let (kinds, evidence) = (try texts("kind"), try texts("kind_evidence"))
    let created = try input.column(named: "created")
    var moments = [Int64](repeating: 0, count: ids.count)
    if case .counted(.timestamp, let cells) = created.values { moments = cells }
    let (sizes, mixtures) = (try numbers("parameters"), try texts("mixture"))
    let (configured, downloads) = (try texts("configured"), try numbers("downloads"))
    let (grams, types) = (try numbers("emissions"), try texts("training_type"))
    let (devices, places) = (try texts("device"), try texts("place"))
    let groups = try texts(input.text("by") ?? "domain")
    let (shares, sources) = (try numbers("run_share"), try texts("kind_source"))
    var models: [ListedModel] = []
    models.reserveCapacity(ids.count)
    for row in ids.indices {
      guard let id = ids[row], let kind = ModelRecord.Kind(rawValue: kinds[row] ?? "") else {
        continue
      }
      let parameters = sizes[row].flatMap { $0 > 0 ? $0 : nil }
      let size = parameters.map { log($0) }
      let kilograms = grams[row].flatMap { $0 > 0 ? log($0 / 1000) : nil }
      models.append(
        ListedModel(
          id: id, author: authors[row] ?? id, kind: kind, evidence: evidence[row] ?? "none",
          year: ModelRecord.year(created.isValid(row) ? moments[row] : nil, isEarly: false) ?? 2021,
          parameters: parameters, logSize: size, isMixture: mixtures[row].map { $0 == "true" },
          isConfigured: configured[row] == "true", downloads: Int(downloads[row] ?? 0),
          report: kilograms.flatMap { report in size.map { report - $0 } },
          trainingType: types[row].flatMap(Harmonisation.TrainingType.init), device: devices[row],
          place: places[row], share: shares[row], twins: shares[row] == nil ? nil : sources[row],
          group: groups[row] ?? "not stated"))
    }
    return models.sorted { $0.id < $1.id }
  }
}
