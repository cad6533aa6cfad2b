internal import Basics
internal import Foundation

/// Text files in other encodings than UTF-8, which are converted as a whole before they are read.
enum TextEncoding {
  /// The bytes of the file in UTF-8, where it is in another encoding: one that was asked for, or one that a byte order
  /// mark shows.
  static func converted(_ path: String, _ options: ReadOptions) throws(ReadError) -> [UInt8]? {
    let name: String
    if let asked = options.encoding {
      if ["utf8", "utf-8", "ascii", "us-ascii"].contains(asked.lowercased()) { return nil }
      name = asked
    } else {
      let stream = try ByteStream(path: path)
      var head = [UInt8](repeating: 0, count: 4)
      var outcome: Result<Int, ReadError> = .success(0)
      head.withUnsafeMutableBytes { buffer in
        outcome = Result { () throws(ReadError) in try stream.read(into: buffer) }
      }
      guard let marked = marked(head.prefix(try outcome.get())) else { return nil }
      name = marked
    }
    let room = options.memory ?? Memory.allowance
    let bytes = try ByteStream(path: path).readAll(limit: room / 4)
    return try converted(bytes, from: name, path)
  }

  /// The encoding that a byte order mark shows.
  private static func marked(_ head: ArraySlice<UInt8>) -> String? {
    if head.starts(with: [0xFF, 0xFE, 0, 0]) || head.starts(with: [0, 0, 0xFE, 0xFF]) {
      return "UTF-32"
    }
    return head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) ? "UTF-16" : nil
  }

  /// `bytes` from an encoding that iconv knows.
  static func converted(
    _ bytes: [UInt8], from name: String, _ path: String
  ) throws(ReadError) -> [UInt8] {
    let known = ["latin1": "ISO-8859-1", "latin-1": "ISO-8859-1", "windows1252": "WINDOWS-1252"]
    guard name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_:.".contains($0)) }),
      let converter = iconv_open("UTF-8", known[name.lowercased()] ?? name),
      converter != iconv_t(bitPattern: -1)
    else {
      throw ReadError(
        file: path,
        problem:
          "no encoding is called '\(name)'; `iconv -l` lists them: windows-1252, latin1, utf-16, shift_jis, ..."
      )
    }
    defer { iconv_close(converter) }
    var source = bytes
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 8)
    var problem: String?
    source.withUnsafeMutableBytes { source in
      var input = source.baseAddress?.assumingMemoryBound(to: CChar.self)
      var left = source.count
      withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { buffer in
        while left > 0 {
          var output = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
          var room = buffer.count
          let outcome = iconv(converter, &input, &left, &output, &room)
          let code = errno
          result.append(
            contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<(buffer.count - room)]))
          guard outcome == Int.max || outcome == -1 else { continue }
          if code == E2BIG { continue }
          problem =
            "byte \(source.count - left + 1) is not \(name); the file is in another encoding, or was cut off"
          return
        }
      }
    }
    if let problem { throw ReadError(file: path, problem: problem) }
    return result
  }
}
