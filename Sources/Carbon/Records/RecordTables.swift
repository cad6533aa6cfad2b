internal import Basics
internal import Tables

/// Records as a table.
struct RecordTables {
  let records: [ModelRecord]

  func table(rowFlow: [RowFlowStep]) throws -> Table {
    var result = TableBuilder(rows: records.count)
    func text(_ name: String, _ label: String, _ value: (ModelRecord) -> String?) {
      result.add(name, texts: records.map(value), label: label)
    }
    func number(
      _ name: String, _ unit: String? = nil, _ label: String, _ value: (ModelRecord) -> Double?
    ) {
      result.add(
        name, doubles: records.map(value), unit: unit, label: label, provenance: .reported)
    }
    func time(_ name: String, _ label: String, _ value: (ModelRecord) -> Int64?) {
      let cells = records.map(value)
      result.add(
        name,
        Column(
          .timestamp(cells.map { $0 ?? 0 }), validity: Bitmap(cells.map { $0 != nil }),
          metadata: ColumnMetadata(provenance: .reported, label: label)))
    }
    func list(_ name: String, _ label: String, _ value: (ModelRecord) -> [String]) {
      let cells = records.map { record -> Value in
        let entries = value(record)
        return entries.isEmpty ? .missing : .textList(entries)
      }
      result.add(
        name,
        Column(
          type: .textList, cells,
          metadata: ColumnMetadata(provenance: .reported, label: label)))
    }
    text("id", "Model") { $0.id }
    text("author", "Author") { $0.author }
    time("created", "Created") { $0.created }
    result.add("created_before", flags: records.map(\.isEarly), label: "Created before March 2022")
    time("modified", "Modified") { $0.modified }
    result.add("downloads", ints: records.map(\.downloads), label: "Downloads in 30 days")
    result.add("downloads_all", ints: records.map(\.allDownloads), label: "Downloads in all")
    result.add("likes", ints: records.map(\.likes), label: "Likes")
    text("task", "Task") { $0.task }
    text("domain", "Domain") { $0.domain }
    text("library", "Library") { $0.library }
    list("libraries", "Libraries") { $0.libraries }
    text("licence", "Licence") { $0.licence }
    list("languages", "Languages") { $0.languages }
    list("datasets", "Data sets") { $0.datasets }
    number("parameters", nil, "Parameters") { $0.parameters }
    text("parameters_source", "Source of the parameters") { $0.parametersSource }
    text("mixture", "Mixture of experts") { $0.isMixture.map { $0 ? "true" : "false" } }
    result.add(
      "configured", flags: records.map(\.hasConfiguration), label: "Configuration stated")
    number("active_parameters", nil, "Active parameters") { $0.activeParameters }
    number("storage", "byte", "Storage") { $0.storage }
    text("base_model", "Base model") { $0.base }
    text("relation", "Relation to the base") { $0.relation }
    text("base_state", "State of the base") { $0.baseState?.rawValue }
    text("kind", "Kind") { $0.kind.rawValue }
    text("kind_evidence", "Evidence") { $0.evidence }
    text("kind_source", "Where the evidence is") { $0.kindSource }
    number("run_share", nil, "Share of a run") { $0.runShare }
    number("emissions", "g", "Reported emissions") { $0.emissions }
    text("emissions_text", "Emissions as written") { $0.emissionsText }
    text("emissions_unit", "Unit as written") { $0.emissionsUnit }
    text("emissions_problem", "Why there is no value") { $0.emissionsProblem }
    text("emissions_suspect", "Suspect") { $0.suspicion }
    text("emissions_source", "Source of the figure") { $0.emissionsSource }
    text("training_type", "Training type") { $0.trainingType?.rawValue }
    text("device", "Device") { $0.device }
    result.add("device_count", ints: records.map(\.deviceCount), label: "Devices")
    text("place", "Place") { $0.place }
    return try result.table(rowFlow: rowFlow)
  }
}

extension CarbonStep {
  /// Records of a hub in one form.
  static let hubRecords = CarbonStep(
    name: "hub-records",
    summary:
      "Makes one typed table of a hub's raw records: what each model is, with the evidence, its size, hardware and emissions.",
    parameters: [],
    outputs: [
      Output(name: "records", summary: "One row a model."),
      Output(
        name: "quality", summary: "What of the records was not understood, and kinds by evidence."),
    ]
  ) { input in
    let columns = RecordColumns(table: input.table)
    guard (RecordColumns.sources["id"] ?? []).contains(where: { input.table[$0] != nil }) else {
      throw CarbonError.missingColumn(
        step: input.step.name, name: "id", nearest: "id".nearest(in: input.table.names))
    }
    let isEmpty = input.table.rowCount == 0
    var reader = RecordReader(input.references)
    let read = reader.records(input.table)
    let disclosed = isEmpty ? [:] : try input.references.disclosedModels()
    var records = KindClassifier(read, disclosed: Set(disclosed.keys)).classified()
    for index in records.indices where records[index].activeParameters == nil {
      records[index].activeParameters = disclosed[records[index].id.lowercased()] ?? nil
    }
    EmissionScale.mark(&records)
    let tables = RecordTables(records: records)
    let kinds = ModelRecord.Kind.allCases.map { kind in
      CarbonStepResult.Value(
        name: kind.rawValue, value: .int(Int64(records.count { $0.kind == kind })), unit: nil)
    }
    let counts: [CarbonStepResult.Value] = [
      .init(name: "records", value: .int(Int64(records.count)), unit: nil),
      .init(
        name: "reporting", value: .int(Int64(records.count { $0.emissions != nil })), unit: nil),
    ]
    return CarbonStepResult(
      tables: [
        ("records", try tables.table(rowFlow: input.table.rowFlow)),
        (
          "quality",
          try RecordQuality(records: records, problems: reader.problems).table(
            read: input.table.rowCount, unread: columns.unread)
        ),
      ],
      values: counts + kinds)
  }
}

extension ReferenceTables {
  /// The models whose pretraining is disclosed, by their ids in lower case, with the active parameters where stated.
  func disclosedModels() throws -> [String: Double?] {
    let rows = try disclosures().rows { row throws(CarbonError) -> (String, Double?)? in
      guard try row.text("training_type") == "pretraining", let id = try row.text("hub_id") else {
        return nil
      }
      return (id.lowercased(), try row.number("active_parameters"))
    }
    return Dictionary(rows, uniquingKeysWith: { first, _ in first })
  }
}
