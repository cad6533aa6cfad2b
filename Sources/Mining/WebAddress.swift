internal import Foundation

/// Addresses of the web as texts.
enum WebAddress {
  /// Scheme, host and port, in lower case: `https://huggingface.co`; `nil` for what is no such address.
  static func origin(_ address: String) -> String? {
    guard let parts = URLComponents(string: address), let scheme = parts.scheme?.lowercased(),
      scheme == "https" || scheme == "http", let host = parts.host?.lowercased(), !host.isEmpty,
      parts.user == nil, parts.password == nil
    else { return nil }
    let usual = scheme == "https" ? 443 : 80
    return "\(scheme)://\(host)" + (parts.port.map { $0 == usual ? "" : ":\($0)" } ?? "")
  }

  /// The host; `nil` for what is no address of the web.
  static func host(_ address: String) -> String? {
    origin(address) == nil ? nil : URLComponents(string: address)?.host?.lowercased()
  }

  /// Whether nobody but this machine hears what is sent to the address.
  static func isPrivate(_ address: String) -> Bool {
    guard let origin = origin(address), let host = host(address) else { return false }
    return origin.hasPrefix("https://")
      || ["localhost", "127.0.0.1", "::1", "[::1]"].contains(host)
  }

  /// `address` with a query added to the one that it has.
  static func joined(_ address: String, _ query: [Recipe.Parameter]) -> String {
    guard !query.isEmpty else { return address }
    let text = query.map { encoded($0.name) + "=" + encoded($0.value) }.joined(separator: "&")
    return address + (address.contains("?") ? "&" : "?") + text
  }

  /// `address` with one parameter of its query set.
  static func setting(_ name: String, _ value: String, in address: String) -> String {
    let parts = address.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let others =
      parts.count < 2
      ? [] : parts[1].split(separator: "&").filter { !$0.hasPrefix(encoded(name) + "=") }
    return String(parts[0]) + "?"
      + (others.map(String.init) + [encoded(name) + "=" + encoded(value)]).joined(separator: "&")
  }

  /// The value of one parameter of a query.
  static func value(_ name: String, in address: String) -> String? {
    URLComponents(string: address)?.queryItems?.last { $0.name == name }?.value
  }

  /// `link` as seen from `address`: it may lack the host.
  static func resolved(_ link: String, from address: String) -> String? {
    guard let base = URL(string: address) else { return nil }
    return URL(string: link, relativeTo: base)?.absoluteString
  }

  /// All but letters, digits and `-._~` by their codes (RFC 3986).
  static func encoded(_ text: String, keeping more: String = "") -> String {
    var result = ""
    for byte in text.utf8 {
      let isPlain =
        (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
        || "-._~".utf8.contains(byte) || more.utf8.contains(byte)
      if isPlain {
        result.append(Character(UnicodeScalar(byte)))
      } else {
        result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return result
  }
}
