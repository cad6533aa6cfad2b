internal import Foundation

/// What a server answered: its status, the head, and the body.
struct Answer {
  let status: Int
  let body: [UInt8]
  private let head: [(name: String, value: String)]

  init(status: Int, head: [(name: String, value: String)], body: [UInt8]) {
    (self.status, self.head, self.body) = (status, head, body)
  }

  /// From what `curl --include` prints; `nil` where that has no head.
  init?(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while true {
      guard let end = Self.endOfHead(rest) else { return nil }
      let lines = String(decoding: rest[..<end.head], as: UTF8.self)
        .split(whereSeparator: \.isNewline)
      rest = rest[end.body...]
      let words = (lines.first ?? "").split(separator: " ")
      guard words.count > 1, words[0].hasPrefix("HTTP/"), let status = Int(words[1]) else {
        return nil
      }
      // What is said before the answer: `HTTP/1.1 100 Continue`.
      if status < 200 { continue }
      let head = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
        guard let colon = line.firstIndex(of: ":") else { return nil }
        return (
          line[..<colon].lowercased(),
          line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        )
      }
      self.init(status: status, head: head, body: Array(rest))
      return
    }
  }

  private static func endOfHead(_ bytes: ArraySlice<UInt8>) -> (head: Int, body: Int)? {
    var place = bytes.startIndex
    while let feed = bytes[place...].firstIndex(of: 0x0A) {
      let next = bytes[(feed + 1)...]
      if next.first == 0x0A { return (feed, feed + 2) }
      if next.starts(with: [0x0D, 0x0A]) { return (feed, feed + 3) }
      place = feed + 1
    }
    return nil
  }

  /// The value of a line of the head, by its name in lower case.
  subscript(name: String) -> String? { head.first { $0.name == name }?.value }

  /// The address of `Link: <...>; rel="next"`.
  var nextLink: String? {
    for (name, value) in head where name == "link" {
      for match in value.matches(of: /<([^>]*)>((?:\s*;\s*[^,;]+)*)/) {
        let isNext = match.2.contains(/rel\s*=\s*"?(?:[^"]*\s)?next(?:\s[^"]*)?"?/)
        if isNext { return String(match.1) }
      }
    }
    return nil
  }

  /// How many more requests the server takes, and after how many seconds it takes more, as `RateLimit: "api";r=12;t=240`
  /// says.
  var quota: (left: Int, seconds: Double)? {
    guard let value = self["ratelimit"],
      let left = value.firstMatch(of: /;\s*r=([0-9]+)/).flatMap({ Int($0.1) }),
      let seconds = value.firstMatch(of: /;\s*t=([0-9]+)/).flatMap({ Double($0.1) })
    else { return nil }
    return (left, seconds)
  }

  /// The seconds of `Retry-After`, which may also say a moment.
  func retryAfter(now: Date) -> Double? {
    guard let value = self["retry-after"] else { return nil }
    if let seconds = Double(value) { return seconds >= 0 ? seconds : nil }
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(secondsFromGMT: 0)
    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    return format.date(from: value).map { max(0, $0.timeIntervalSince(now)) }
  }
}
