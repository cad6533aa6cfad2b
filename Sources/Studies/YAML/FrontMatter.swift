public import Tables

/// The YAML at the head of a document, such as a model card.
public enum FrontMatter {
  /// The value that the YAML writes, scalars by the core schema; null where it is empty.
  ///
  /// - Parameters:
  ///   - file: for messages.
  ///   - firstLine: the line of the file that the YAML begins in.
  /// - Throws: what is no YAML, a key that comes twice, nesting or repetition (`*alias`) beyond the limits of
  ///   a study's YAML.
  public static func json(
    _ yaml: String, file: String, firstLine: Int
  ) throws(StudyProblems) -> JSON {
    guard yaml.contains(where: { !$0.isWhitespace }) else { return .null }
    let problems = ProblemCollector()
    let lines = String(repeating: "\n", count: max(0, firstLine - 1))
    let value = YAMLValue.parse(lines + yaml, file: file, problems: problems)
    if !problems.diagnostics.isEmpty { throw StudyProblems(diagnostics: problems.diagnostics) }
    return value?.json ?? .null
  }
}
