import Basics
import Tables
import Testing

/// Vectors of NIST's "Examples with Intermediate Values" for SHA-256, and of its byte test vectors
/// (SHA256ShortMsg, CAVS 11.0).
@Suite struct SHA256Tests {
  static let vectors: [(message: [UInt8], digest: String)] = [
    ([], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ([0xd3], "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1"),
    (Array("abc".utf8), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      [UInt8](repeating: 0x61, count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ]

  @Test("Published messages have their published hashes", arguments: [true, false])
  func vectors(hardware: Bool) {
    for (message, digest) in Self.vectors {
      var hash = SHA256(hardware: hardware)
      message.withUnsafeBytes { hash.update($0) }
      #expect(hash.hexDigest() == digest)
    }
  }

  @Test("The processor's instructions and the plain rounds agree at every length up to 300 bytes")
  func bothWays() {
    for length in 0...300 {
      let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ 7) }
      var fast = SHA256(hardware: true)
      var plain = SHA256(hardware: false)
      message.withUnsafeBytes { fast.update($0) }
      message.withUnsafeBytes { plain.update($0) }
      #expect(fast.hexDigest() == plain.hexDigest())
    }
  }

  @Test("The hash does not depend on how the bytes are cut", arguments: [1, 3, 63, 64, 65, 200])
  func pieces(size: Int) {
    let message = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var hash = SHA256()
    for start in stride(from: 0, to: message.count, by: size) {
      message[start..<min(start + size, message.count)].withUnsafeBytes { hash.update($0) }
    }
    var whole = SHA256()
    message.withUnsafeBytes { whole.update($0) }
    #expect(hash.hexDigest() == whole.hexDigest())
  }
}
