import Tables

extension YAMLValue {
  /// Reads YAML text; `nil` with a problem noted where it is not YAML.
  static func parse(_ text: String, file: String, problems: ProblemCollector) -> YAMLValue? {
    do throws(YAMLError) {
      if let value = try parse(text, file: file) { return value }
      problems.error(at: SourcePosition(file: file, line: 1, column: 1), "the file is empty")
    } catch {
      problems.error(at: error.position, error.message)
    }
    return nil
  }
}
