internal import CZlib
internal import Foundation

/// The bytes of a file in order; a gzip file is unpacked on the way.
///
/// They are copied into the reader's own memory, and not mapped: a mapped file that another program cuts short ends
/// the process. A file that changes while it is read is an error.
final class ByteStream {
  /// The file when it was opened.
  let state: InputFile.State
  private let path: String
  private let file: gzFile
  private let descriptor: CInt
  private var isAtEnd = false

  /// Opens `path`, which must be as it was at `state` where that is given. zlib passes a file through that is not
  /// packed, without a copy of its own.
  init(path: String, unchangedSince state: InputFile.State? = nil) throws(ReadError) {
    let (descriptor, current) = try InputFile.opened(path)
    guard state ?? current == current else {
      close(descriptor)
      throw ReadError(file: path, problem: Self.changed(state ?? current, current))
    }
    guard let file = gzdopen(descriptor, "rb") else {
      close(descriptor)
      throw ReadError(file: path, problem: InputFile.problem(ENOMEM))
    }
    gzbuffer(file, 1 << 17)
    self.descriptor = descriptor
    self.path = path
    self.file = file
    self.state = current
    #if os(Linux)
      posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    #endif
  }

  deinit { gzclose(file) }

  /// Whether the file is packed; known when some of it was read.
  var isPacked: Bool { gzdirect(file) == 0 }

  /// The bytes of the file that were read so far, packed where it is packed, and all of them.
  var bytesOfFile: (done: Int, total: Int) { (min(Int(gzoffset(file)), state.size), state.size) }

  /// Fills `target`; the answer is the number of bytes, which is smaller only at the end.
  func read(into target: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int {
    var count = 0
    while count < target.count, !isAtEnd {
      let wanted = min(target.count - count, 1 << 30)
      let read = Int(gzread(file, target.baseAddress.map { $0 + count }, UInt32(wanted)))
      if read < wanted { try checkEnd(read) }
      count += max(0, read)
    }
    return count
  }

  /// Appends the next piece to `bytes`; false at the end.
  func read(into bytes: inout [UInt8]) throws(ReadError) -> Bool {
    let size = 1 << 18
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: size))
    var outcome: Result<Int, ReadError> = .success(0)
    bytes.withUnsafeMutableBytes { buffer in
      outcome = Result { () throws(ReadError) in
        try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[start...]))
      }
    }
    let count = try outcome.get()
    bytes.removeLast(size - count)
    return count > 0
  }

  /// After a read that came short: whether the file is at its end, and still what it was.
  private func checkEnd(_ read: Int) throws(ReadError) {
    isAtEnd = true
    let now = try InputFile.state(descriptor, path)
    guard now == state else { throw ReadError(file: path, problem: Self.changed(state, now)) }
    var status: CInt = 0
    let message = gzerror(file, &status).map { String(cString: $0) } ?? ""
    guard read < 0 || status != Z_OK && status != Z_STREAM_END else { return }
    if status == Z_ERRNO { throw ReadError(file: path, problem: InputFile.problem(errno)) }
    // zlib names the file before what is wrong.
    let what =
      message.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
    throw ReadError(
      file: path,
      problem: "the gzip data are damaged or cut off (\(what)); download or compress the file again"
    )
  }

  private static func changed(_ before: InputFile.State, _ now: InputFile.State) -> String {
    let sizes = before.size == now.size ? "" : " from \(before.size) to \(now.size) bytes"
    return "the file changed\(sizes) while it was read; read it again when nothing writes to it"
  }
}
