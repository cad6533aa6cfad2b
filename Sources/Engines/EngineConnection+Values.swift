extension EngineConnection {
  /// The first value of an answer, as text.
  func value(_ sql: String) throws(EngineError) -> String {
    let name = engine.settings.name
    return try ask(sql) { stream throws(EngineError) in
      guard let values = try stream.columns().first?.column, values.count > 0 else {
        throw EngineError(.answer, name, "there is no answer to \(sql)")
      }
      return values.value(at: 0).description
    }
  }

  /// `DuckDB 2.0.1`.
  var product: String {
    get throws(EngineError) {
      let dialect = engine.dialect
      let name =
        dialect.kind.product ?? engine.settings.driver.split(separator: "/").last.map(String.init)
        ?? ""
      guard let query = dialect.versionQuery else { return name }
      let version = try value(query).split(separator: " ").first.map(String.init) ?? ""
      return "\(name) " + (version.hasPrefix("v") ? String(version.dropFirst()) : version)
    }
  }
}
