import Basics
import Statistics
import Tables

func answer(_ json: JSON) throws -> AnalysisResult { try Analysis.run(AnalysisRequest(json: json)) }

func samples(_ method: String, _ samples: [[Double?]], _ options: JSON = .object([])) throws
  -> AnalysisResult
{
  try answer([
    "method": .string(method), "samples": .array(samples.map { JSON($0) }), "options": options,
  ])
}

func pairs(
  _ method: String, _ x: [Double?], _ y: [Double?], _ options: JSON = .object([])
) throws -> AnalysisResult {
  try answer(["method": .string(method), "x": JSON(x), "y": JSON(y), "options": options])
}

func single(_ method: String, _ x: [Double?], _ options: JSON = .object([])) throws
  -> AnalysisResult
{
  try answer(["method": .string(method), "x": JSON(x), "options": options])
}
