internal import Foundation

/// Says what each model of a listing is: a run of its own, or somebody's copy, merge or quantised version.
///
/// The first rule that holds decides, and is told as the evidence: what the record states, then its name, then models
/// of the same name and weights, then what others state of it.
struct KindClassifier {
  private var records: [ModelRecord]
  private let byID: [String: Int]
  private let byName: [String: [Int]]
  /// How many models state the model as their base.
  private var named: [Int]
  /// `hub_id` of the pretraining rows of the disclosures, in lower case.
  private let disclosed: Set<String>
  /// Exact parameters, storage and parameters of each model; NaN where not known.
  private let weights: [(exact: Double, storage: Double, parameters: Double)]

  init(_ records: [ModelRecord], disclosed: Set<String>) {
    self.records = records
    self.disclosed = disclosed
    byID = Dictionary(
      records.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    var byName: [String: [Int]] = [:]
    for (index, record) in records.enumerated() {
      byName[record.name.key, default: []].append(index)
    }
    self.byName = byName
    named = [Int](repeating: 0, count: records.count)
    weights = records.map { ($0.exact ?? .nan, $0.storage ?? .nan, $0.parameters ?? .nan) }
    for record in records {
      if let base = record.base.flatMap({ byID[$0] }) { named[base] += 1 }
    }
  }

  /// The records with their kinds, the state of their bases, and sizes taken from the base.
  consuming func classified() -> [ModelRecord] {
    for index in records.indices { decide(index) }
    let builders = Set(
      records.filter { $0.kind == .pretrained }.compactMap(\.author))
    for index in records.indices where records[index].evidence == Self.undecided {
      let isBuilder = records[index].author.map(builders.contains) ?? false
      set(index, isBuilder ? .pretrained : .unknown, isBuilder ? "author" : "none")
    }
    stateBases()
    takeSizes()
    return records
  }

  private static let undecided = "undecided"

  private mutating func set(
    _ index: Int, _ kind: ModelRecord.Kind, _ evidence: String, _ source: String? = nil
  ) {
    records[index].kind = kind
    records[index].evidence = evidence
    records[index].kindSource = source
  }

  private mutating func decide(_ index: Int) {
    if let (kind, evidence, source) = statedKind(records[index]) {
      return set(index, kind, evidence, source)
    }
    let record = records[index]
    let isTuned =
      record.name.words.contains(where: Self.tuningWords.contains)
      || record.name.parameters != nil && record.name.words.contains("it")
    if !isTuned, record.relation == nil, decideCopy(index) { return }
    if record.relation == "finetune" { return set(index, .fineTune, "relation", record.base) }
    if record.base != nil { return set(index, .fineTune, "base-stated", record.base) }
    if record.trainingType == .fineTuning {
      return set(index, .fineTune, "training-type", "training_type")
    }
    if isTuned { return set(index, .fineTune, "name", "id") }
    if let other = origin(record) {
      set(index, .unknown, "name-of-other", records[other].id)
      records[index].base = records[other].id
      return
    }
    if record.trainingType != nil {
      return set(index, .pretrained, "training-type", "training_type")
    }
    if disclosed.contains(record.id.lowercased()) {
      return set(index, .pretrained, "disclosed", "training-disclosures")
    }
    if named[index] > 0 { return set(index, .pretrained, "named-as-base", "base_model of others") }
    set(index, .unknown, Self.undecided)
  }

  /// Rules 1 to 8: what the record itself states, or its name.
  private func statedKind(
    _ record: ModelRecord
  ) -> (kind: ModelRecord.Kind, evidence: String, source: String?)? {
    let (words, signs) = (record.name.words, record.signs)
    let isAdapter = record.relation == "adapter"
    if record.relation == "quantized" { return (.quantised, "relation", record.base) }
    if signs.isGGUF { return (.quantised, "gguf", "gguf") }
    if signs.isQuantised, !isAdapter {
      return (.quantised, "quantization-config", "config.quantization_config")
    }
    if !isAdapter, words.contains(where: Self.isQuantisation) { return (.quantised, "name", "id") }
    if record.relation == "merge" { return (.merge, "relation", record.base) }
    if signs.isMerge { return (.merge, "tag", "tags") }
    if isAdapter { return (.adapter, "relation", record.base) }
    if signs.isAdapter { return (.adapter, "library", "library_name") }
    if words.dropFirst().contains(where: Self.mergeWords.contains) { return (.merge, "name", "id") }
    if record.bases > 1, record.relation == nil {
      return (.merge, "several-bases", "cardData.base_model")
    }
    if words.contains(where: Self.adapterWords.contains) { return (.adapter, "name", "id") }
    return nil
  }

  // MARK: Words

  private static let quantisationWords = words(
    "gguf ggml awq gptq exl2 exl3 hqq aqlm bnb nf4 fp4 fp8 mxfp4 nvfp4 mlx int2 int4 int8 quant quantized"
  )
  private static let mergeWords = words(
    "merge merged slerp ties dare mergekit frankenmerge moerge breadcrumbs x")
  private static let adapterWords = words("lora qlora dora peft adapter adapters lokr loha")
  private static let tuningWords = words(
    "instruct chat sft dpo orpo kto ppo grpo rlhf finetune finetuned ft tuned distill distilled aligned assistant uncensored abliterated"
  )

  private static func words(_ text: String) -> Set<String> {
    Set(text.split(separator: " ").map(String.init))
  }

  /// `awq`, `q4`, `iq2`, `4bit`, `4bpw`, `w4a16`.
  private static func isQuantisation(_ word: String) -> Bool {
    if quantisationWords.contains(word) { return true }
    let bytes = Array(word.utf8)
    func isDepth(_ byte: UInt8) -> Bool { (0x32...0x38).contains(byte) }
    switch bytes.count {
    case 2: return bytes[0] == 0x71 && isDepth(bytes[1])
    case 3: return bytes[0] == 0x69 && bytes[1] == 0x71 && isDepth(bytes[2])
    case 4 where isDepth(bytes[0]):
      return word.hasSuffix("bit") || word.hasSuffix("bpw")
    default: break
    }
    guard bytes.count >= 4, bytes[0] == 0x77, bytes[1] == 0x34 || bytes[1] == 0x38, bytes[2] == 0x61
    else { return false }
    return bytes[3...].allSatisfy { (0x30...0x39).contains($0) }
  }

  // MARK: Copies

  /// Rule 9: whether the model is a copy of another, or one of several that may be the run.
  private mutating func decideCopy(_ index: Int) -> Bool {
    let record = records[index]
    let namesakes = byName[record.name.key] ?? []
    guard namesakes.count > 1 else { return false }
    let twins = namesakes.filter { $0 == index || agree($0, index) }
    guard twins.count > 1 else { return false }
    let first = twins.map { records[$0].order }.min() ?? .min
    var originals = twins.filter { records[$0].order == first }
    let most = originals.map { named[$0] }.max() ?? 0
    if originals.count > 1, most > 0 {
      originals = Array(
        originals.filter { named[$0] == most }.sorted { records[$0].id < records[$1].id }.prefix(1))
    }
    if originals.count > 1 {
      let pretrained = originals.filter {
        records[$0].trainingType.map { $0 != .fineTuning } ?? false
      }
      if pretrained.count == 1 { originals = pretrained }
    }
    let chief = originals.map { records[$0].id }.min()
    guard originals.contains(index) else {
      set(index, .mirror, "same-weights", chief)
      return true
    }
    guard originals.count > 1 else { return false }
    set(index, .unknown, "same-weights", chief)
    records[index].runShare = 1 / Double(originals.count)
    return true
  }

  /// Whether the weights of two models of one name agree, as far as is known.
  private func agree(_ a: Int, _ b: Int) -> Bool {
    func within(_ a: Double, _ b: Double, _ share: Double) -> Bool? {
      a.isNaN || b.isNaN ? nil : max(a, b) < min(a, b) * share
    }
    return within(weights[a].exact, weights[b].exact, 1.001)
      ?? within(weights[a].storage, weights[b].storage, exp(0.1))
      ?? within(weights[a].parameters, weights[b].parameters, exp(0.05)) ?? true
  }

  // MARK: Names of others

  /// Rule 13: the model whose name this one's begins with; the longest such name.
  private func origin(_ record: ModelRecord) -> Int? {
    let name = Array(record.name.key.utf8)
    var cut = name.count - 1
    while cut >= 4 {
      defer { cut -= 1 }
      guard ModelName.isSeparator(name[cut]) else { continue }
      let prefix = String(decoding: name[..<cut], as: UTF8.self)
      guard let others = byName[prefix], !Self.isVersion(name[(cut + 1)...]) else { continue }
      let statesSize = others.contains { records[$0].name.parameters != nil }
      guard statesSize || others.contains(where: { named[$0] > 0 }) else { continue }
      return others.min { a, b in
        let (left, right) = (records[a], records[b])
        if left.order != right.order { return left.order < right.order }
        return named[a] != named[b] ? named[a] > named[b] : left.id < right.id
      }
    }
    return nil
  }

  /// `v2`, `0.3`: a version, not a descendant.
  private static func isVersion(_ ending: ArraySlice<UInt8>) -> Bool {
    let digits = ending.first == 0x76 ? ending.dropFirst() : ending
    return !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
  }

  // MARK: Lineage

  /// Whether each stated base is in the listing, or leads back to the model.
  private mutating func stateBases() {
    let next = records.map { $0.base.flatMap { byID[$0] } }
    var isOnCycle = [Bool](repeating: false, count: records.count)
    var seen = [Int](repeating: -1, count: records.count)
    for start in records.indices where seen[start] < 0 {
      var current = start
      while seen[current] < 0 {
        seen[current] = start
        guard let base = next[current] else { break }
        current = base
      }
      guard seen[current] == start, next[current] != nil else { continue }
      var walk = current
      repeat {
        isOnCycle[walk] = true
        guard let base = next[walk] else { break }
        walk = base
      } while walk != current
    }
    for index in records.indices where records[index].base != nil {
      records[index].baseState =
        isOnCycle[index] ? .cycle : next[index] == nil ? .missing : .found
    }
  }

  /// Adapters and models without a size take that of their base, along the lineage.
  private mutating func takeSizes() {
    for index in records.indices {
      let kind = records[index].kind
      let wantsBase = kind == .adapter || kind == .quantised || records[index].parameters == nil
      var base = records[index].base.flatMap { byID[$0] }
      var steps = 0
      while let current = base, steps < 64 {
        steps += 1
        if records[index].isMixture == nil, let isMixture = records[current].isMixture {
          records[index].isMixture = isMixture
        }
        if let size = records[current].parameters, records[current].kind != .quantised {
          if wantsBase {
            records[index].parameters = size
            records[index].parametersSource = "base"
          }
          break
        }
        base = records[current].base.flatMap { byID[$0] }
      }
      if records[index].parameters == nil, kind != .adapter, kind != .quantised,
        let storage = records[index].storage
      {
        records[index].parameters = storage / 2
        records[index].parametersSource = "storage"
      }
      if records[index].isMixture == false {
        records[index].activeParameters = records[index].parameters
      }
    }
  }
}
