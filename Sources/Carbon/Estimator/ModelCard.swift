public import Basics
internal import Tables

/// What a Hub model card says of its training: YAML front matter as JSON, and the text below it.
public struct ModelCard: Sendable {
  /// What was found.
  public let record: TrainingRecord
  /// Where each thing was found, and what was assumed.
  public let notes: [String]

  /// Reads a card.
  ///
  /// Emissions are grams by the Hub's rule, a number or a mapping (`emissions`, `source`,
  /// `training_type`, `geographical_location`, `hardware_used`); a text keeps its unit. The text is
  /// searched for the lines of the usual template (Hardware Type, Hours used, Compute Region, Carbon
  /// Emitted) and for numbers before "parameters" and "tokens".
  ///
  /// - Parameters:
  ///   - frontMatter: the parsed YAML; null for a card without any.
  ///   - year: the year of release, which cards do not carry.
  public init(frontMatter: JSON, text: String, year: Int? = nil) throws(CarbonError) {
    guard frontMatter == .null || frontMatter.members != nil else {
      throw CarbonError.modelCard(problem: "the front matter must be a mapping")
    }
    var record = TrainingRecord()
    var notes: [String] = []
    record.year = year
    record.source = Source(title: "model card", url: "")
    record.model =
      frontMatter["model_name"]?.stringValue ?? Self.title(text) ?? "model of this card"
    if frontMatter["base_model"] != nil { record.trainingType = "fine-tuning" }
    let library = frontMatter["library_name"]?.stringValue?.lowercased()
    if library == "peft" || frontMatter["base_model_relation"]?.stringValue == "adapter" {
      record.trainingType = "adapter"
    }
    if let task = frontMatter["pipeline_tag"]?.stringValue {
      record.modality = Self.modality(task)
    }
    Self.readEmissions(frontMatter["co2_eq_emissions"], into: &record, &notes)
    Self.readTemplate(text, into: &record, &notes)
    Self.readSentences(text, into: &record, &notes)
    Self.readSizes(text, into: &record, &notes)
    self.record = record
    self.notes = notes
  }

  /// The front matter between two lines `---` at the head, and the text below it; the whole text where
  /// there is none.
  public static func split(_ card: String) -> (frontMatter: String?, text: String) {
    let lines = card.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first?.trimmed == "---",
      let end = lines.dropFirst().firstIndex(where: { $0.trimmed == "---" })
    else { return (nil, card) }
    return (
      lines[1..<end].joined(separator: "\n"), lines[(end + 1)...].joined(separator: "\n")
    )
  }

  private static func readEmissions(
    _ value: JSON?, into record: inout TrainingRecord, _ notes: inout [String]
  ) {
    guard let value else { return }
    let amount = value["emissions"] ?? (value.members == nil ? value : .null)
    if let grams = amount.doubleValue {
      record.emissions = grams / 1000
      notes.append("co2_eq_emissions: \(grams.formatted) g, grams by the Hub's rule")
    } else if let text = amount.stringValue {
      do {
        let parsed = try EmissionText(text)
        record.emissions = parsed.grams / 1000
        notes.append(
          "co2_eq_emissions: '\(text)', "
            + (parsed.unit.map { "unit \($0)" } ?? "no unit, grams by the Hub's rule"))
      } catch {
        notes.append("co2_eq_emissions: '\(text)' is not read: \(error)")
      }
    } else if amount != .null {
      notes.append("co2_eq_emissions is not read: it is neither a number nor a text")
    }
    if let type = value["training_type"]?.stringValue {
      record.trainingType = Harmonisation.trainingType(type)?.rawValue ?? record.trainingType
    }
    if let place = value["geographical_location"]?.stringValue { record.location = place }
    if let hardware = value["hardware_used"]?.stringValue { setHardware(hardware, &record) }
    guard record.emissions != nil else { return }
    let source = value["source"]?.stringValue.map(Harmonisation.source)
    switch source {
    case "CodeCarbon", "eco2AI", "AutoTrain":
      (record.emissionsBoundary, record.energyBasis) = ("it", "measured")
    case "MLCO2": (record.emissionsBoundary, record.energyBasis) = ("it", "assumed-power")
    default: (record.emissionsBoundary, record.energyBasis) = ("unknown", "unknown")
    }
  }

  private static func readTemplate(
    _ text: String, into record: inout TrainingRecord, _ notes: inout [String]
  ) {
    for line in text.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      // Marks of Markdown are at the ends; what is within belongs to the words: us-east-1.
      let value = Self.withoutMarks(line[line.index(after: colon)...])
      let plain = Self.withoutMarks(line[..<colon]) + ": " + value
      let isBlank = value.isEmpty || value.hasPrefix("[")
      guard !isBlank, value.count < 200 else { continue }
      switch NameKey(String(line[..<colon])).text {
      case "hardwaretype", "hardware", "hardwareused", "gputype":
        if record.hardware == nil { setHardware(value, &record) } else { continue }
      case "hoursused", "traininghours", "gpuhours", "trainingtimehours":
        guard record.trainingHours == nil else { continue }
        do {
          record.trainingHours = try WrittenAmount(value, .time).value
        } catch {
          notes.append("from the text: '\(value)' cannot be read as hours: \(error)")
          continue
        }
      case "computeregion", "region", "traininglocation", "geographicallocation":
        if record.location == nil { record.location = value } else { continue }
      case "carbonemitted", "co2emitted", "co2eqemissions":
        guard record.emissions == nil else { continue }
        do {
          let parsed = try EmissionText(value)
          guard parsed.unit != nil else {
            notes.append("from the text: '\(value)' cannot be read as emissions: it has no unit")
            continue
          }
          record.emissions = parsed.grams / 1000
        } catch {
          notes.append("from the text: '\(value)' cannot be read as emissions: \(error)")
          continue
        }
        (record.emissionsBoundary, record.energyBasis) = ("unknown", "unknown")
      default: continue
      }
      notes.append("from the text: \(plain)")
    }
    if let hours = record.trainingHours, record.deviceCount == nil, record.hardware != nil {
      record.deviceHours = hours
      notes.append("no number of devices: the hours are used as device-hours")
    }
  }

  /// What cards say in sentences: "a cumulative 39.3M GPU hours of computation on hardware of type H100-80GB", "on 512
  /// A100-80GB GPUs for 21 days".
  private static func readSentences(
    _ text: String, into record: inout TrainingRecord, _ notes: inout [String]
  ) {
    let plain = text.replacing("*", with: "").replacing("\n", with: " ")
    let runs =
      #/(\d[\d,]*)\s*(?:x|×)?\s*((?:(?:NVIDIA|AMD|Google)\s+)?[A-Z][\w\-]*\d[\w\-]*(?:\s\d+\s?GB)?)\s+(?:GPUs?|TPUs?|chips|accelerators|devices)\s+(?:for|over|in|during)\s+(?:about\s+|around\s+|approximately\s+|~\s?)?([\d.]+)\s*(hours?|days?|weeks?)/#
      .ignoresCase()
    if record.deviceHours == nil, record.trainingHours == nil,
      let match = try? runs.firstMatch(in: plain),
      let count = Double(match.1.replacing(",", with: "")), let time = Double(match.3)
    {
      let unit = match.4.lowercased()
      record.deviceCount = count
      record.trainingHours = time * (unit.hasPrefix("d") ? 24 : unit.hasPrefix("w") ? 168 : 1)
      record.hardware = record.hardware ?? String(match.2)
      notes.append("from the text: \(match.0)")
    }
    let hours =
      #/(\d[\d,.]*)\s*(k|m|b|thousand|million|billion)?\s*(?:GPU|TPU|accelerator|device|chip)[ \-]hours/#
      .ignoresCase()
    if record.deviceHours == nil, record.trainingHours == nil,
      let match = try? hours.firstMatch(in: plain),
      let value = WrittenToken.count("\(match.1)\(match.2 ?? "")")
    {
      record.deviceHours = value
      notes.append("from the text: \(match.0)")
    }
    let types = #/hardware of type\s+([A-Z][\w\-]*\d[\w\-]*(?:\s\d+\s?GB)?)/#.ignoresCase()
    if record.hardware == nil, let match = try? types.firstMatch(in: plain) {
      record.hardware = String(match.1)
      notes.append("from the text: \(match.0)")
    }
  }

  private static func withoutMarks(_ text: Substring) -> String {
    func isMark(_ character: Character) -> Bool {
      character.isWhitespace || "*_#|`".contains(character)
    }
    var rest = text.drop(while: isMark)
    if rest.hasPrefix("- ") { rest = rest.dropFirst(2).drop(while: isMark) }
    while let last = rest.last, isMark(last) { rest.removeLast() }
    return String(rest)
  }

  private static func readSizes(
    _ text: String, into record: inout TrainingRecord, _ notes: inout [String]
  ) {
    let words = text.split { $0.isWhitespace || "()*,;".contains($0) }.map(String.init)
    for (index, word) in words.enumerated() {
      let key = NameKey(word).text
      guard key == "parameters" || key == "tokens" || key == "params" else { continue }
      for back in 1...3 where index - back >= 0 {
        guard let number = quantity(words, at: index - back, before: index) else { continue }
        if key == "tokens" {
          guard record.tokens == nil, number >= 1e6 else { break }
          record.tokens = number
          notes.append("from the text: \(number.formatted) tokens")
        } else {
          guard record.parameters == nil, number >= 1e5 else { break }
          record.parameters = number
          notes.append("from the text: \(number.formatted) parameters")
        }
        break
      }
    }
  }

  /// `7B`, `1.4 trillion`, `350M`: the number that starts at a word, with its magnitude.
  private static func quantity(_ words: [String], at start: Int, before end: Int) -> Double? {
    let word = words[start].drop { $0 == "~" || $0 == "≈" }
    let digits = word.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard !digits.isEmpty, let value = Double(digits) else { return nil }
    let suffix = word.dropFirst(digits.count)
    // 10-20B is not a single number.
    guard suffix.allSatisfy(\.isLetter) else { return nil }
    let scale = suffix.isEmpty && start + 1 < end ? words[start + 1] : String(suffix)
    if let magnitude = WrittenToken.magnitudes[scale.lowercased()] { return value * magnitude }
    return suffix.isEmpty ? value : nil
  }

  /// `8 x A100 80GB` is eight of them.
  private static func setHardware(_ text: String, _ record: inout TrainingRecord) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    var rest = text.dropFirst(digits.count)
    let spaced = rest.drop(while: \.isWhitespace)
    let hasSign = spaced.first == "x" || spaced.first == "×" || spaced.first == "X"
    guard let count = Double(digits), hasSign || rest.first?.isWhitespace ?? false else {
      record.hardware = text
      return
    }
    rest = hasSign ? spaced.dropFirst() : spaced
    record.deviceCount = count
    record.hardware = rest.trimmed
  }

  private static func title(_ text: String) -> String? {
    text.split(separator: "\n").first { $0.hasPrefix("# ") }.map { $0.dropFirst(2).trimmed }
  }

  private static func modality(_ task: String) -> String {
    let task = task.lowercased()
    if task.contains("speech") || task.contains("audio") { return "audio" }
    if task.contains("text-to-image") { return "image-generation" }
    if task.contains("image-text") || task.contains("visual") { return "multimodal" }
    return task.contains("image") || task.contains("object") || task.contains("video")
      ? "vision" : "text"
  }
}
