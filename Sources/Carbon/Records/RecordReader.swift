internal import Basics
internal import Tables

/// Makes records of the rows of a listing.
struct RecordReader {
  let references: ReferenceTables
  /// What of the rows was not understood.
  private(set) var problems: [RecordProblem] = []

  init(_ references: ReferenceTables) { self.references = references }

  /// When the Hub began to store the moment of creation, to the second.
  static let beginning: Int64 = 1_646_263_744

  /// The records in the order of the rows; of rows with one id the last.
  mutating func records(_ table: Table) -> [ModelRecord] {
    let columns = RecordColumns(table: table)
    var records: [ModelRecord] = []
    var rows: [Int] = []
    var place: [String: Int] = [:]
    for (row, id) in ids(columns).enumerated() {
      guard let id else {
        problems.append(RecordProblem("id", "no id"))
        continue
      }
      if let earlier = place[id] {
        problems.append(RecordProblem("id", "listed twice; the later record is kept", of: id))
        rows[earlier] = -1
      }
      place[id] = rows.count
      rows.append(row)
      records.append(ModelRecord(id: id))
    }
    let kept = rows.indices.filter { rows[$0] >= 0 }
    records = kept.map { records[$0] }
    rows = kept.map { rows[$0] }
    readFacts(columns, rows, &records)
    readTags(columns, rows, &records)
    readSizes(columns, rows, &records)
    readBases(columns, rows, &records)
    readEmissions(columns, rows, &records)
    return records
  }

  private func ids(_ columns: RecordColumns) -> [String?] {
    columns.texts("id").map { text in
      guard var id = text?.trimmed, !id.isEmpty else { return nil }
      if let range = id.firstRange(of: "huggingface.co/") { id = String(id[range.upperBound...]) }
      if id.hasPrefix("models/") { id = String(id.dropFirst(7)) }
      return id.isEmpty ? nil : id
    }
  }

  private func readFacts(
    _ columns: RecordColumns, _ rows: [Int], _ records: inout [ModelRecord]
  ) {
    let (authors, created) = (columns.texts("author"), columns.times("created"))
    let (modified, likes) = (columns.times("modified"), columns.counts("likes"))
    let (downloads, all) = (columns.counts("downloads"), columns.counts("allDownloads"))
    let tasks = columns.texts("task")
    let (libraries, licences) = (columns.lists("library"), columns.lists("licence"))
    let domains = columns.texts("domain")
    let (languages, datasets) = (columns.lists("languages"), columns.lists("datasets"))
    for (index, row) in rows.enumerated() {
      if let author = authors[row] { records[index].author = author }
      if let moment = created[row] {
        let isFloor = moment.flooredQuotient(1_000_000) == Self.beginning
        records[index].isEarly = isFloor
        records[index].created = isFloor ? nil : moment
      }
      records[index].modified = modified[row]
      records[index].downloads = downloads[row]
      records[index].allDownloads = all[row]
      records[index].likes = likes[row]
      records[index].task = tasks[row]
      records[index].domain = domains[row]
      records[index].library = libraries[row].first
      records[index].licence = licences[row].first?.lowercased()
      records[index].libraries = libraries[row]
      records[index].languages = languages[row]
      records[index].datasets = datasets[row]
    }
  }

  // MARK: Tags

  private enum Tag {
    case relation(String, String)
    case base(String)
    case licence(String)
    case dataset(String)
    case language(String)
    case merge, adapter, gguf
    case task(String)
    case other
  }

  private static let relations: Set<String> = ["finetune", "adapter", "merge", "quantized"]

  private func meaning(_ tag: String, _ tasks: Set<String>) -> Tag {
    if tag.hasPrefix("base_model:") {
      let rest = tag.dropFirst(11)
      if let colon = rest.firstIndex(of: ":"), Self.relations.contains(String(rest[..<colon])) {
        return .relation(String(rest[..<colon]), String(rest[rest.index(after: colon)...]))
      }
      return .base(String(rest))
    }
    if tag.hasPrefix("license:") { return .licence(tag.dropFirst(8).lowercased()) }
    if tag.hasPrefix("dataset:") { return .dataset(String(tag.dropFirst(8))) }
    switch tag.lowercased() {
    case "merge", "mergekit": return .merge
    case "lora", "peft": return .adapter
    case "gguf": return .gguf
    default:
      if tasks.contains(tag) { return .task(tag) }
      return LanguageCodes.twoLetters.contains(tag) ? .language(tag) : .other
    }
  }

  private func readTags(
    _ columns: RecordColumns, _ rows: [Int], _ records: inout [ModelRecord]
  ) {
    let tasks = Set(references.taskDomains.map(\.tag))
    let domains = DomainMapping(references.taskDomains)
    let (distinct, tags) = columns.tags
    let meanings = distinct.map { meaning($0, tasks) }
    for (index, row) in rows.enumerated() {
      var stated: String?
      for code in tags[row] {
        switch meanings[code] {
        case .relation(let relation, let base):
          if records[index].relation == nil {
            records[index].relation = relation
            records[index].base = base
          }
        case .base(let base): stated = stated ?? base
        case .licence(let licence): records[index].licence = records[index].licence ?? licence
        case .dataset(let name):
          if !records[index].datasets.contains(name) { records[index].datasets.append(name) }
        case .language(let code):
          if !records[index].languages.contains(code) { records[index].languages.append(code) }
        case .merge: records[index].signs.isMerge = true
        case .adapter: records[index].signs.isAdapter = true
        case .gguf: records[index].signs.isGGUF = true
        case .task(let task): records[index].task = records[index].task ?? task
        case .other: break
        }
      }
      records[index].base = records[index].base ?? stated
      if records[index].domain == nil {
        let own = records[index].task.map { [$0] } ?? []
        records[index].domain =
          domains.domain(of: own) ?? domains.domain(of: tags[row].map { distinct[$0] })
      }
      if let library = records[index].library?.lowercased(),
        library == "peft" || library == "adapter-transformers"
      {
        records[index].signs.isAdapter = true
      }
    }
  }

  // MARK: Sizes and bases

  /// Parts of the names of networks that are mixtures of experts.
  private static let mixtures = [
    "moe", "mixtral", "deepseek_v2", "deepseek_v3", "jamba", "dbrx", "grok",
  ]

  private func readSizes(
    _ columns: RecordColumns, _ rows: [Int], _ records: inout [ModelRecord]
  ) {
    let (exact, gguf) = (columns.numbers("exact"), columns.numbers("gguf"))
    let (stated, storage) = (columns.numbers("parameters"), columns.bytes("storage"))
    let (types, hasGGUF) = (columns.texts("type"), columns.holds("gguf"))
    let hasQuantisation = columns.holds("config.quantization_config")
    var mixtures: [String: Bool] = [:]
    for (index, row) in rows.enumerated() {
      func positive(_ value: Double?) -> Double? { value.flatMap { $0 > 0 ? $0 : nil } }
      let name = records[index].name
      records[index].exact = positive(exact[row])
      records[index].storage = positive(storage[row])
      let sources: [(Double?, String)] = [
        (positive(exact[row]), "safetensors"), (positive(gguf[row]), "gguf"),
        (positive(stated[row]), "stated"), (name.parameters, "name"),
      ]
      if let (value, source) = sources.first(where: { $0.0 != nil }) {
        records[index].parameters = value
        records[index].parametersSource = source
      }
      if hasGGUF[row] { records[index].signs.isGGUF = true }
      records[index].signs.isQuantised = hasQuantisation[row]
      records[index].activeParameters = name.activeParameters
      if let type = types[row] {
        let isMixture =
          mixtures[type] ?? Self.mixtures.contains(where: type.lowercased().contains)
        mixtures[type] = isMixture
        records[index].isMixture = isMixture
        records[index].hasConfiguration = true
      } else if name.isMixture {
        records[index].isMixture = true
      }
    }
  }

  private func readBases(
    _ columns: RecordColumns, _ rows: [Int], _ records: inout [ModelRecord]
  ) {
    let bases = columns.lists("base")
    for (index, row) in rows.enumerated() {
      records[index].bases = bases[row].count
      records[index].base = records[index].base ?? bases[row].first
      if records[index].base == records[index].id { records[index].base = nil }
    }
  }

  // MARK: Emissions

  private mutating func readEmissions(
    _ columns: RecordColumns, _ rows: [Int], _ records: inout [ModelRecord]
  ) {
    let (texts, sources) = (columns.texts("emissions"), columns.texts("emissionsSource"))
    let (types, places) = (columns.texts("trainingType"), columns.texts("place"))
    let hardware = columns.texts("hardware")
    var knownPlaces: [String: String?] = [:]
    var knownHardware: [String: HardwareText] = [:]
    for (index, row) in rows.enumerated() {
      if let text = texts[row] { note(EmissionCell(text), text, &records[index]) }
      records[index].emissionsSource = sources[row].map(Harmonisation.source)
      records[index].trainingType = types[row].flatMap { Harmonisation.trainingType($0) }
      if let text = places[row] {
        let region = knownPlaces[text] ?? place(text)
        knownPlaces[text] = .some(region)
        records[index].place = region
        if region == nil {
          problems.append(
            RecordProblem("place", "not understood", of: records[index].id, text: text))
        }
      }
      if let text = hardware[row] {
        let read = knownHardware[text] ?? HardwareText(text, references.devices)
        knownHardware[text] = read
        records[index].device = read.device?.name
        records[index].deviceCount = read.count
        if read.device == nil {
          problems.append(
            RecordProblem("device", "not understood", of: records[index].id, text: text))
        }
      }
    }
  }

  private mutating func note(_ cell: EmissionCell, _ text: String, _ record: inout ModelRecord) {
    record.emissionsText = text
    record.emissions = cell.grams
    record.emissionsUnit = cell.unit
    record.emissionsProblem = cell.problem
    if let problem = cell.problem {
      problems.append(RecordProblem("emissions", problem, of: record.id))
    }
  }

  /// The region of the grid table that a place lies in: of the text as a whole, else of the first of its parts that is
  /// known and is one place.
  func place(_ text: String) -> String? {
    let parts = text.split(separator: ",").map(\.trimmed)
    for candidate in [text] + (parts.count > 1 ? parts : []) where !candidate.isEmpty {
      let match =
        (try? references.grids.lookup(candidate, year: nil, series: .direct))
        ?? (try? references.grids.lookup(candidate, year: nil, series: .lifeCycle))
      if let match { return match.grid.region }
    }
    return nil
  }
}

/// A cell that states emissions: grams, the unit read, or why there is no value.
struct EmissionCell: Sendable {
  let grams: Double?
  let unit: String?
  let problem: String?

  init(_ text: String) {
    if let number = Double(text.trimmed) {
      unit = nil
      let isUsable = number.isFinite && number > 0
      grams = isUsable ? number : nil
      problem =
        isUsable
        ? nil : number == 0 ? "zero" : number < 0 ? "a negative number" : "not a finite number"
      return
    }
    do throws(EmissionText.Unreadable) {
      let amount = try EmissionText(text)
      unit = amount.unit
      grams = amount.grams > 0 ? amount.grams : nil
      problem = amount.grams > 0 ? nil : "zero"
    } catch {
      (grams, unit, problem) = (nil, nil, error.description)
    }
  }
}
