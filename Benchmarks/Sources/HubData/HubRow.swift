import Foundation

/// 2018-01-01 and 2026-07-01, in seconds since 1970.
private let (first, last) = (1_514_764_800.0, 1_782_864_000.0)
/// Twice as many new models every ten months.
private let growth = log(2) / (0.85 * 365.25 * 86_400)

/// The cells of one model; `nil` is a missing one.
func hubRow(_ row: Int, _ random: inout Random, rate: Double) -> [String?] {
  let span = last - first
  let created = first + log1p(random.uniform() * expm1(growth * span)) / growth
  let modified = created + (last - created) * pow(random.uniform(), 4)
  let domain = Vocabulary.domains.index(&random)
  let library = Vocabulary.libraries.pick(&random)
  let licence = Vocabulary.licences.pick(&random)
  let number = Int(150_000 * pow(random.uniform(), 2.5))
  let author = number % 7 == 0 ? "Org-\(number)" : "user\(String(number, radix: 16))"
  let name = (0..<3).map { _ in random.element(Vocabulary.words) }.joined(separator: "-")

  let downloads = min(
    4e8, (exp(1.6 + 1.2 * random.normal()) * (1 + random.pareto(1.1))).rounded(.down))
  let likes = random.poisson(min(0.02 * pow(downloads, 0.6) * exp(0.8 * random.normal()), 1e5))
  let logSize = 19.5 + Vocabulary.sizeShift[domain] + 1.7 * random.normal()
  let size = Int(exp(logSize))
  let dataSize = Int(exp(17 + 2.2 * random.normal()))

  // A little less is reported, and a little less emitted, as time goes by.
  let age = (created - first) / span
  let reports = random.chance(rate < 0.5 ? rate * (1.18 - 0.22 * age) : rate)
  let logEmissions =
    3 + 0.45 * (logSize - 19.5) + Vocabulary.emissionShift[domain] + 1.9 * random.normal()
    - 0.8 * (age - 0.8)
  let hasAccuracy = random.chance(0.12)
  let hasF1 = hasAccuracy && random.chance(0.55)
  let hasRouge = random.chance(0.015)
  let accuracy = random.beta(9, 2)
  let f1 = random.beta(8, 2.5)
  let rouge = random.beta(8, 10)
  let rougeL = rouge * (0.75 + 0.1 * random.uniform())

  var tags: [String] = []
  for tag in [library].compactMap({ $0 })
    + (0..<(2 + random.below(10))).map({ _ in Vocabulary.tags.pick(&random) })
    + [licence.map { "license:\($0)" }].compactMap({ $0 }) where !tags.contains(tag)
  { tags.append(tag) }
  var datasets: Set<String> = []
  if random.chance(0.22) {
    for _ in 0...random.below(3) { datasets.insert(Vocabulary.datasets.pick(&random)) }
  }
  var description: String? = (0..<(4 + random.below(22)))
    .map { _ in random.element(Vocabulary.words) }.joined(separator: " ")
  let isDescribed = random.chance(0.6)
  if random.chance(0.01) {
    description = (description ?? "") + " " + random.element(Vocabulary.nasty)
  } else if !isDescribed {
    description = nil
  }
  func optional(_ present: Bool, _ values: [String]) -> String? {
    let value = random.element(values)
    return present ? value : nil
  }
  return [
    "\(author)/\(name)-\(row)", author, timestamp(created), timestamp(modified),
    String(Int(downloads)), String(likes), library, random.element(Vocabulary.tasks[domain]),
    Vocabulary.domains.values[domain], "['" + tags.joined(separator: "', '") + "']", licence,
    random.chance(0.7) ? String(size) : nil,
    datasets.isEmpty
      ? nil : "[" + datasets.sorted().map { "\"\($0)\"" }.joined(separator: ", ") + "]",
    random.chance(0.1) ? String(dataSize) : nil,
    reports ? fixed(exp(logEmissions), 6) : nil,
    optional(reports && random.chance(0.9), Vocabulary.sources),
    optional(reports && random.chance(0.5), Vocabulary.trainings),
    optional(reports && random.chance(0.35), Vocabulary.places),
    optional(reports && random.chance(0.4), Vocabulary.hardware),
    hasAccuracy ? fixed(accuracy, 4) : nil, hasF1 ? fixed(f1, 4) : nil,
    hasRouge ? fixed(rouge, 4) : nil, hasRouge ? fixed(rougeL, 4) : nil,
    random.chance(reports ? 0.6 : 0.03) ? "True" : "False", description,
  ]
}

private func fixed(_ value: Double, _ digits: Int) -> String {
  let scale = pow(10, Double(digits))
  return String((value * scale).rounded() / scale)
}

/// ISO 8601 in UTC (Hinnant, "chrono-compatible low-level date algorithms").
private func timestamp(_ seconds: Double) -> String {
  let total = Int(min(seconds, last - 1))
  let (days, time) = (total / 86_400, total % 86_400)
  let z = days + 719_468
  let era = z / 146_097
  let dayOfEra = z % 146_097
  let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
  let shifted = (5 * dayOfYear + 2) / 153
  let day = dayOfYear - (153 * shifted + 2) / 5 + 1
  let month = shifted < 10 ? shifted + 3 : shifted - 9
  func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
  return "\(year + era * 400 + (month <= 2 ? 1 : 0))-\(two(month))-\(two(day))T"
    + "\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))Z"
}
