extension HTMLPass {
  /// A number as a link to where it comes from.
  mutating func value(_ value: Value) -> String {
    let text = HTMLText.escape(value.printed)
    guard let address = value.address else { return text }
    let use = (uses[address] ?? 0) + 1
    uses[address] = use
    var id = ""
    if use == 1 {
      printedValues.append((address, value.printed))
      id = " id=\"use-\(Identifier.fragment(address))\""
    }
    return
      "<a class=\"value\"\(id) href=\"#from-\(Identifier.fragment(entry(for: address)))\">\(text)</a>"
  }

  /// The entry that serves an address: its own, or that of the analysis it belongs to.
  private func entry(for address: String) -> String {
    if entryAddresses.contains(address) { return address }
    let owner = Self.owner(of: address)
    return entryAddresses.contains(owner) ? owner : address
  }

  /// `trend` of `trend.coefficients[size].p_value`.
  private static func owner(of address: String) -> String {
    String(address.prefix { $0 != "." && $0 != "[" })
  }

  var hasProvenance: Bool { !printedValues.isEmpty || !document.provenance.isEmpty }

  /// What is known of every number on the page, folded by analysis.
  mutating func provenance() throws(DocumentError) -> String {
    guard hasProvenance else { return "" }
    var used: [String: [(address: String, text: String)]] = [:]
    var extra: [String] = []
    for value in printedValues {
      let entry = entry(for: value.address)
      if used[entry] == nil, !entryAddresses.contains(entry) { extra.append(entry) }
      used[entry, default: []].append(value)
    }
    var html = "<section class=\"provenance\" aria-labelledby=\"provenance\">\n"
    html += "<h2 id=\"provenance\">\(words[.numbersComeFrom])</h2>\n"
    html += "<p>\(words[.everyNumber]) \(words[.itsAddress]): <code>almanac explain</code></p>\n"
    let entries = document.provenance + extra.map { ProvenanceEntry(address: $0, facts: []) }
    for entry in entries {
      let id = "from-" + Identifier.fragment(entry.address)
      let values = used[entry.address] ?? []
      html += "<details>\n<summary><code>" + HTMLText.escape(entry.address) + "</code>"
      if let first = values.first {
        html += " <span class=\"dim\">" + HTMLText.escape(first.text)
        html += values.count > 1 ? English.more(values.count - 1) : ""
        html += "</span>"
      }
      html += "</summary>\n<div class=\"entry\" id=\"\(id)\">\n"
      if !values.isEmpty {
        html += "<dl class=\"entries\">\n"
        for value in values {
          html += "<div><dt><code>" + HTMLText.escape(value.address) + "</code></dt><dd>"
          html += "<a href=\"#use-\(Identifier.fragment(value.address))\">"
          html += HTMLText.escape(value.text) + "</a></dd></div>\n"
        }
        html += "</dl>\n"
      }
      if let title = resultTitles[entry.address] {
        // Said once, with the result.
        html += "<p>\(English.givenWith)<a href=\"#test-"
        html += Identifier.fragment(entry.address) + "\">" + (try inlines(title)) + "</a>.</p>\n"
      } else if !entry.facts.isEmpty {
        html += try self.entries(entry.facts)
      }
      html += "</div>\n</details>\n"
    }
    return html + "</section>\n"
  }
}
