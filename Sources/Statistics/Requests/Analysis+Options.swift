public import Tables

extension Analysis {
  /// What is wrong with the options of a method, found without data; `nil` where nothing is, or where
  /// no method has this name.
  public static func problem(inOptions options: JSON, of method: String) -> StatisticsError? {
    guard let entry = entry(method) else { return nil }
    do throws(StatisticsError) {
      var reader = try OptionReader(method: method, options)
      _ = try entry.method.init(&reader)
      try reader.finish()
      return nil
    } catch {
      return error
    }
  }
}
