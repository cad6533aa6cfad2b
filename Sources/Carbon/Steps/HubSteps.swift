internal import Basics
internal import Tables

extension CarbonStep {
  /// The A to E label of carbon efficiency.
  static let efficiencyLabel = CarbonStep(
    name: "efficiency-label",
    summary: "Rates each model A to E by percentiles of five metrics against a reference model.",
    parameters: [
      Parameter(
        "variant", .choice(["as-published", "corrected"]), default: "corrected",
        "as published takes the emission percentiles on the square root of the index"),
      Parameter("model", .column, default: "modelId", "the column of names"),
      Parameter("reference", .text, default: "distilgpt2", "the model that indices refer to"),
      Parameter("emissions", .column, default: "co2_eq_emissions", "emissions, lower is better"),
      Parameter("size-efficiency", .column, default: "size_efficency", "model bytes per gram"),
      Parameter(
        "data-efficiency", .column, default: "datasets_size_efficency", "data bytes per gram"),
      Parameter("downloads", .column, default: "downloads", "downloads"),
      Parameter("performance", .column, default: "performance_score", "quality, 0 to 1"),
    ],
    outputs: [
      Output(name: "labels", summary: "The input with indices, grades, mean and label."),
      Output(name: "boundaries", summary: "Reference and boundaries of each metric."),
      Output(name: "counts", summary: "Models by label."),
    ]
  ) { input in
    let scale: EfficiencyLabel.PercentileScale =
      input.text("variant") == "as-published" ? .squareRoot : .index
    let metrics = EfficiencyLabel.hubMetrics(
      emissions: try input.required("emissions"),
      sizeEfficiency: try input.required("size-efficiency"),
      dataEfficiency: try input.required("data-efficiency"),
      downloads: try input.required("downloads"),
      performance: try input.required("performance"), scale: scale)
    var values: [[Double?]] = []
    for metric in metrics { values.append(try input.numbers(ofColumn: metric.column)) }
    let names = try input.column("model").cellTexts
    let reference = input.text("reference").flatMap { names.firstIndex(of: $0) }
    let label = EfficiencyLabel(metrics: metrics, values: values, referenceRow: reference)
    var result = TableBuilder(input.table)
    for (index, metric) in metrics.enumerated() {
      result.add(
        "index_" + metric.column, doubles: label.ratings.map { $0.indices[index] },
        label: "Index of \(metric.column)", provenance: .derived)
      result.add(
        "grade_" + metric.column,
        texts: label.ratings.map { $0.grades[index].map { EfficiencyLabel.letters[$0] } },
        label: "Grade of \(metric.column)")
    }
    result.add(
      "mean_grade", doubles: label.ratings.map(\.mean), label: "Mean grade", provenance: .derived)
    result.add("label", texts: label.ratings.map(\.label), label: "Label")
    var bounds = TableBuilder(rows: metrics.count)
    bounds.add("metric", texts: metrics.map(\.column), label: "Metric")
    bounds.add(
      "weight", doubles: metrics.map(\.weight), label: "Weight", provenance: .derived)
    bounds.add(
      "reference", doubles: label.boundaries.map(\.reference), label: "Reference",
      provenance: .derived)
    bounds.add("reference_is_median", flags: label.boundaries.map(\.isMedian), label: "Median")
    for (grade, letter) in ["a", "b", "c", "d"].enumerated() {
      bounds.add(
        "lower_" + letter, doubles: label.boundaries.map { $0.bounds[grade] },
        label: "Lower bound of \(letter.uppercased())", provenance: .derived)
    }
    let counts = label.counts
    var countTable = TableBuilder(rows: counts.count)
    countTable.add("label", texts: counts.map(\.label), label: "Label")
    countTable.add("models", ints: counts.map(\.models), label: "Models")
    return CarbonStepResult(
      tables: [
        ("labels", try result.table(rowFlow: input.table.rowFlow)),
        ("boundaries", try bounds.table()), ("counts", try countTable.table()),
      ],
      values: counts.map {
        .init(name: "label-" + $0.label.lowercased(), value: .int(Int64($0.models)), unit: nil)
      })
  }

  /// How openly a model reports.
  static let reportingClass = CarbonStep(
    name: "reporting-class",
    summary: "Adds the reporting class: from unknown to certified.",
    parameters: [
      Parameter(
        "variant", .choice(["as-coded", "corrected"]), default: "corrected",
        "as coded cannot reach the two highest classes"),
      Parameter("emissions", .column, default: "co2_eq_emissions", "emissions, where reported"),
      Parameter("hardware", .column, default: "environment", "hardware, where reported"),
      Parameter("tags", .column, "tags: a list, or a text that is one"),
      Parameter("missing", .texts, default: ["Not Specified"], "words that mean no value"),
      Parameter("as", .text, default: "reporting_class", "the name of the new column"),
    ],
    outputs: [Output(name: "rows", summary: "The input with the class.")]
  ) { input in
    let missing = Set(input.texts("missing"))
    func present(_ parameter: String) throws -> [Bool] {
      try input.column(parameter).cellTexts.map { text in
        text.map { !$0.isEmpty && !missing.contains($0) } ?? false
      }
    }
    let emissions = try present("emissions")
    let hardware = try present("hardware")
    let tags = input.text("tags") == nil ? nil : try input.column("tags").textLists
    let isCorrected = input.text("variant") == "corrected"
    let classes = emissions.indices.map { row in
      isCorrected
        ? ReportingClass.corrected(
          hasEmissions: emissions[row], hasHardware: hardware[row], tags: tags?[row] ?? [])
        : ReportingClass.asCoded(hasEmissions: emissions[row], hasHardware: hardware[row])
    }
    var result = TableBuilder(input.table)
    result.add(
      input.text("as") ?? "reporting_class", texts: classes.map(\.rawValue),
      label: "Reporting class")
    return CarbonStepResult(
      tables: [("rows", try result.table(rowFlow: input.table.rowFlow))],
      values: ReportingClass.allCases.map { own in
        .init(
          name: NameKey(own.rawValue).text,
          value: .int(Int64(classes.count { $0 == own })), unit: nil)
      })
  }

  /// Emissions from the words of a card.
  static let parseEmissions = CarbonStep(
    name: "parse-emissions",
    summary: "Adds grams of CO2e read from text: with its unit, or as published without.",
    parameters: [
      Parameter("column", .column, default: "co2_eq_emissions", "text or number"),
      Parameter(
        "variant", .choice(["with-units", "as-published"]), default: "with-units",
        "as published takes the number at the start and ignores its unit"),
      Parameter("as", .text, default: "emissions_g", "the name of the new column"),
    ],
    outputs: [
      Output(
        name: "rows", summary: "The input with grams, the unit found and why a text gives none.")
    ]
  ) { input in
    let column = try input.column("column")
    let asPublished = input.text("variant") == "as-published"
    let name = input.text("as") ?? "emissions_g"
    var grams: [Double?] = []
    var units: [String?] = []
    var ambiguous: [Bool] = []
    var problems: [String?] = []
    func add(
      _ gram: Double?, unit: String? = nil, isAmbiguous: Bool = false, problem: String? = nil
    ) {
      grams.append(gram)
      units.append(unit)
      ambiguous.append(isAmbiguous)
      problems.append(problem)
    }
    if let numbers = column.cellNumbers {
      for number in numbers {
        switch number {
        case let number? where asPublished || (number >= 0 && number.isFinite): add(number)
        case let number?:
          add(nil, problem: number < 0 ? "a negative number" : "not a finite number")
        case nil: add(nil)
        }
      }
    } else {
      for text in column.cellTexts {
        guard let text else {
          add(nil)
          continue
        }
        do throws(EmissionText.Unreadable) {
          let parsed = try EmissionText(text)
          let gram = asPublished ? EmissionText.asPublished(text) : parsed.grams
          add(gram, unit: parsed.unit, isAmbiguous: parsed.isAmbiguous)
        } catch {
          add(
            asPublished ? EmissionText.asPublished(text) : nil,
            problem: asPublished || text.trimmed.isEmpty ? nil : error.description)
        }
      }
    }
    var result = TableBuilder(input.table)
    result.add(name, doubles: grams, unit: "g", label: "Emissions", provenance: .reported)
    result.add(name + "_unit", texts: units, label: "Unit as written")
    result.add(name + "_ambiguous", flags: ambiguous, label: "Separator ambiguous")
    result.add(name + "_problem", texts: problems, label: "Why there is no number")
    return CarbonStepResult(
      tables: [("rows", try result.table(rowFlow: input.table.rowFlow))],
      values: [
        .init(name: "parsed", value: .int(Int64(grams.count { $0 != nil })), unit: nil),
        .init(name: "with-unit", value: .int(Int64(units.count { $0 != nil })), unit: nil),
        .init(name: "refused", value: .int(Int64(problems.count { $0 != nil })), unit: nil),
      ])
  }

  /// The application domain from tags.
  static let assignDomain = CarbonStep(
    name: "assign-domain",
    summary: "Adds the domain that most tags belong to; ties go to the first of the mapping.",
    parameters: [
      Parameter("tags", .column, default: "tags", "tags: a list, or a text that is one"),
      Parameter(
        "mapping", .texts,
        "entries 'tag = domain' in order of precedence; by default the Hub's task tags"),
      Parameter("as", .text, default: "domain", "the name of the new column"),
    ],
    outputs: [Output(name: "rows", summary: "The input with the domain.")]
  ) { input in
    let given = input.texts("mapping")
    let entries =
      given.isEmpty
      ? input.references.taskDomains
      : given.compactMap { entry -> (tag: String, domain: String)? in
        let parts = entry.split(separator: "=", maxSplits: 1).map(\.trimmed)
        return parts.count == 2 ? (parts[0], parts[1]) : nil
      }
    let mapping = DomainMapping(entries)
    let domains = try input.column("tags").textLists.map { $0.flatMap(mapping.domain(of:)) }
    var result = TableBuilder(input.table)
    result.add(input.text("as") ?? "domain", texts: domains, label: "Domain")
    return CarbonStepResult(
      tables: [("rows", try result.table(rowFlow: input.table.rowFlow))],
      values: [
        .init(name: "assigned", value: .int(Int64(domains.count { $0 != nil })), unit: nil)
      ])
  }

  /// One spelling for training type, source and place.
  static let harmonise = CarbonStep(
    name: "harmonise",
    summary: "Gives training type, source and place of a card one spelling.",
    parameters: [
      Parameter("training-type", .column, "text on how the model was trained"),
      Parameter("source", .column, "text on where the figure comes from"),
      Parameter("location", .column, "text on where it was trained"),
      Parameter("auto", .column, "whether AutoTrain trained it; then the source is AutoTrain"),
      Parameter(
        "variant", .choice(["corrected", "as-published"]), default: "corrected",
        "as published: both kinds of training are fine-tuning, any text in auto is AutoTrain"),
      Parameter("missing", .texts, default: ["Not Specified", "NA"], "words that mean no value"),
    ],
    outputs: [Output(name: "rows", summary: "The input with the columns in one spelling.")]
  ) { input in
    let missing = Set(input.texts("missing"))
    let asPublished = input.text("variant") == "as-published"
    func cells(_ parameter: String) throws -> (name: String, texts: [String?])? {
      guard let name = input.text(parameter) else { return nil }
      return (
        name,
        try input.column(named: name).cellTexts.map { text in
          text.flatMap { $0.isEmpty || missing.contains($0) ? nil : $0 }
        }
      )
    }
    var result = TableBuilder(input.table)
    if let (name, texts) = try cells("training-type") {
      result.add(
        name,
        texts: texts.map { text in
          text.flatMap { Harmonisation.trainingType($0, asPublished: asPublished)?.rawValue }
        }, label: "Training type")
    }
    if let (name, texts) = try cells("source") {
      let auto = try cells("auto")?.texts ?? [String?](repeating: nil, count: texts.count)
      result.add(
        name,
        texts: zip(texts, auto).map { text, auto in
          let isAuto = asPublished ? auto != nil : auto?.lowercased() == "true"
          return isAuto ? "AutoTrain" : text.map(Harmonisation.source)
        }, label: "Source of the figure")
    }
    if let (name, texts) = try cells("location") {
      result.add(
        name,
        texts: texts.map {
          $0.map { Harmonisation.location($0, grids: input.references.grids) }
        }, label: "Place")
    }
    return CarbonStepResult(
      tables: [("rows", try result.table(rowFlow: input.table.rowFlow))], values: [])
  }
}

extension Column {
  /// The entries of each row: of a list, of a text that is written as one, or of a text whose entries are separated by
  /// commas.
  var textLists: [[String]?] {
    if case .textList = values { return cellLists }
    return cellTexts.map { text in
      text.map { text in
        let entries = Literal.entries(of: text) ?? text.split(separator: ",").map(\.trimmed)
        return entries.filter { !$0.isEmpty }
      }
    }
  }
}
