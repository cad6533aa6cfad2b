internal import Basics
internal import Datasets
internal import Foundation

/// Asks one endpoint by the `curl` program, one process a page. A token goes to that endpoint alone, and to `curl` on its
/// standard input: neither the list of processes nor any file shows it.
struct Transport: Sendable {
  /// Why there is no answer.
  enum Failure: Error {
    /// It may come when it is asked for again.
    case passing(String, isConnection: Bool)
    case final(MiningError)
  }

  let endpoint: String
  private let curl: String
  private let token: String?

  /// An answer of more bytes is given up.
  private static let longest = 1 << 29

  init(endpoint: String, token: String?) throws(MiningError) {
    guard let curl = findProgram("curl") else {
      throw .noTransport("the curl program, which fetches the pages, is not installed; install it")
    }
    guard let origin = WebAddress.origin(endpoint) else {
      throw .noTransport(
        "'\(endpoint)' is no address of an endpoint; give one such as https://huggingface.co")
    }
    guard token == nil || WebAddress.isPrivate(endpoint) else {
      throw .noTransport(
        "the token of HF_TOKEN would be sent in the clear to \(endpoint); give an endpoint with https://, or unset HF_TOKEN"
      )
    }
    // A token is one word: anything else would be read as more of curl's options.
    guard
      token?.unicodeScalars.allSatisfy({ ("!"..."~").contains($0) && $0 != "\"" && $0 != "\\" })
        ?? true
    else { throw .noTransport("HF_TOKEN holds signs that a token has not; correct it or unset it") }
    (self.curl, self.endpoint, self.token) = (curl, origin, token)
  }

  /// Asks for `url`; a redirection is followed as far as it stays with the endpoint.
  func ask(_ url: String) throws(Failure) -> Answer {
    var url = url
    for _ in 0..<6 {
      let answer = try once(url)
      guard (300..<400).contains(answer.status), let location = answer["location"] else {
        return answer
      }
      guard let target = WebAddress.resolved(location, from: url) else {
        throw .final(.answer(url: url, problem: "the answer leads nowhere: '\(hidden(location))'"))
      }
      try check(target)
      url = target
    }
    throw .final(.answer(url: url, problem: "the answers lead on and on"))
  }

  /// Refuses an address that is not the endpoint's.
  func check(_ url: String) throws(Failure) {
    guard WebAddress.origin(url) == endpoint else {
      throw .final(.otherHost(url: hidden(url), endpoint: endpoint))
    }
  }

  private func once(_ url: String) throws(Failure) -> Answer {
    try check(url)
    let output = try run(configuration + "url = \"\(Self.quoted(url))\"\ninclude\n")
    guard let answer = Answer(output) else {
      throw .passing("the answer has no head", isConnection: false)
    }
    return answer
  }

  /// Asks for several addresses in one process; the answers as far as they came, in order, and what ended them.
  func ask(_ urls: [String]) throws(Failure) -> (answers: [Answer], failure: Failure?) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "almanac-\(UUID().uuidString)")
    let remove = { @Sendable () -> Void in _ = try? FileManager.default.removeItem(at: folder) }
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .final(.system("write", folder.path, "the temporary folder cannot be written to"))
    }
    defer { remove() }
    var text = configuration + "include\nfail-early\n"
    for (index, url) in urls.enumerated() {
      try check(url)
      let path = folder.appendingPathComponent(String(index)).path
      text += "url = \"\(Self.quoted(url))\"\noutput = \"\(Self.quoted(path))\"\n"
    }
    var failure: Failure?
    do throws(Failure) {
      _ = try Interruption.cleaningUp(remove) { () throws(Failure) in try run(text) }
    } catch {
      failure = error
    }
    var answers: [Answer] = []
    for index in urls.indices {
      guard
        let data = FileManager.default.contents(
          atPath: folder.appendingPathComponent(String(index)).path),
        let answer = Answer(Array(data))
      else { break }
      answers.append(answer)
    }
    // The last one was cut off where curl failed.
    if failure != nil { answers = Array(answers.dropLast()) }
    return (answers, failure)
  }

  /// What curl is told on its standard input, but for the addresses.
  private var configuration: String {
    token.map { "header = \"Authorization: Bearer \($0)\"\n" } ?? ""
  }

  private static func quoted(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .filter { !$0.isNewline }
  }

  private func run(_ configuration: String) throws(Failure) -> [UInt8] {
    let process = Curl(
      curl,
      [
        "--disable", "--config", "-", "--silent", "--show-error", "--globoff", "--compressed",
        "--proto", "=https,http", "--suppress-connect-headers", "--connect-timeout", "30",
        "--speed-limit", "1", "--speed-time", "60", "--max-time", "600",
        "--user-agent", "almanac",
      ], input: configuration, without: ["HF_TOKEN"])
    var output: [UInt8] = []
    let result = Interruption.cleaningUp({ process.stop() }) { () -> (Int32, String?)? in
      guard process.start() else { return nil }
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
      defer { buffer.deallocate() }
      while let count = process.read(into: buffer) {
        output.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        if output.count > Self.longest { process.stop() }
      }
      let (status, message) = process.end()
      return (status, message)
    }
    guard let (status, message) = result else {
      throw .final(.noTransport("cannot start \(curl)"))
    }
    guard output.count <= Self.longest else {
      throw .final(
        .answer(
          url: endpoint,
          problem: "an answer has more than \(Memory.text(Self.longest)); ask for less a page"))
    }
    if status == 0 { return output }
    let text = hidden(Self.problem(message) ?? "curl exited \(status)")
    guard Self.passing.contains(status) else {
      throw .final(.answer(url: endpoint, problem: text))
    }
    throw .passing(text, isConnection: [5, 6, 7, 35].contains(status))
  }

  /// What curl says, without its own name and number.
  private static func problem(_ message: String?) -> String? {
    message?.replacing(/^curl: \([0-9]+\)[ ]/, with: "")
  }

  /// What may be otherwise the next time: no name, no connection, no answer, half an answer.
  private static let passing: Set<Int32> = [5, 6, 7, 16, 18, 28, 35, 52, 55, 56, 92, 95]

  /// A text of the server or of curl without the token.
  func hidden(_ text: String) -> String {
    token.map { text.replacing($0, with: "***") } ?? text
  }
}
