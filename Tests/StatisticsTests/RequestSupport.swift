import Statistics
import Tables

/// Seeded random values and small requests for the tests of laws.
struct RandomValues {
  private var generator: PhiloxGenerator

  init(seed: UInt64) { generator = PhiloxGenerator(seed: seed) }

  mutating func uniform() -> Double { Double(generator.next() >> 11) * 0x1p-53 }

  /// Roughly normal: a sum of twelve uniforms.
  mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }

  mutating func normals(_ count: Int, shift: Double = 0) -> [Double] {
    (0..<count).map { _ in normal() + shift }
  }

  /// Values with many ties.
  mutating func tied(_ count: Int) -> [Double] { (0..<count).map { _ in (normal() * 2).rounded() } }
}

func list(_ values: [Double?]) -> JSON {
  .array(values.map { value in value.map { JSON.number($0) } ?? .null })
}

func answer(_ json: JSON) throws -> AnalysisResult { try Analysis.run(AnalysisRequest(json: json)) }

func samples(_ method: String, _ samples: [[Double?]], _ options: JSON = .object([])) throws
  -> AnalysisResult
{
  try answer([
    "method": .string(method), "samples": .array(samples.map(list)), "options": options,
  ])
}

func pairs(
  _ method: String, _ x: [Double?], _ y: [Double?], _ options: JSON = .object([])
) throws -> AnalysisResult {
  try answer(["method": .string(method), "x": list(x), "y": list(y), "options": options])
}

func single(_ method: String, _ x: [Double?], _ options: JSON = .object([])) throws
  -> AnalysisResult
{
  try answer(["method": .string(method), "x": list(x), "options": options])
}
