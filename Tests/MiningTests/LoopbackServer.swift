import Foundation
import Synchronization

/// A server on loopback that answers as a test says, one connection after the other.
final class LoopbackServer: Sendable {
  struct Reply {
    var status = 200
    var head: [String] = []
    var body = ""
    /// Whether the connection breaks off in the middle of the body.
    var isCut = false
  }

  let port: UInt16
  private let listener: Int32
  private let requests = Mutex<[String]>([])
  private let isClosed = Atomic<Bool>(false)

  /// What was asked, heads included, in order.
  var asked: [String] { requests.withLock { $0 } }
  var address: String { "http://127.0.0.1:\(port)" }

  /// - Parameter answer: the answer to the request for a path with its query, which is the `number`th.
  init(_ answer: @escaping @Sendable (_ path: String, _ number: Int) -> Reply) throws {
    #if os(Linux)
      let own = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let own = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &place) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(own, $0, size) == 0 && listen(own, 16) == 0
          && getsockname(own, $0, &size) == 0
      }
    }
    guard isBound else { throw CocoaError(.fileReadUnknown) }
    listener = own
    port = UInt16(bigEndian: place.sin_port)
    Thread.detachNewThread { [self] in serve(answer) }
  }

  func close() {
    isClosed.store(true, ordering: .relaxed)
    shutdown(listener, Int32(SHUT_RDWR))
    _ = Foundation.close(listener)
  }

  private func serve(_ answer: (String, Int) -> Reply) {
    while !isClosed.load(ordering: .relaxed) {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { continue }
      defer { _ = Foundation.close(connection) }
      // A connection serves one request after the other.
      while let request = Self.request(connection) {
        let number = requests.withLock {
          $0.append(request)
          return $0.count
        }
        let reply = answer(String(request.split(separator: " ")[1]), number)
        let body = Array(reply.body.utf8)
        let head =
          (["HTTP/1.1 \(reply.status) Status", "Content-Length: \(body.count)"] + reply.head)
          .joined(separator: "\r\n") + "\r\n\r\n"
        let bytes = Array(head.utf8) + (reply.isCut ? Array(body.prefix(body.count / 2)) : body)
        _ = bytes.withUnsafeBytes {
          send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if reply.isCut { break }
      }
    }
  }

  private static func request(_ connection: Int32) -> String? {
    var text: [UInt8] = []
    var byte: UInt8 = 0
    while read(connection, &byte, 1) == 1 {
      text.append(byte)
      if text.suffix(4).elementsEqual([0x0D, 0x0A, 0x0D, 0x0A]) {
        return String(decoding: text, as: UTF8.self)
      }
    }
    return nil
  }
}
