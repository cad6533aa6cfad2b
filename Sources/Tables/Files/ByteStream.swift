internal import Basics
internal import CZlib
internal import Foundation

/// The bytes of a file in order; a gzip file is unpacked on the way.
///
/// They are copied into the reader's own memory, and not mapped: a mapped file that another program cuts short ends
/// the process. A file that changes while it is read is an error.
final class ByteStream {
  /// The file when it was opened; `nil` for bytes that are in memory.
  let state: InputFile.State?
  private let path: String
  private let file: gzFile?
  private let descriptor: CInt
  private let bytes: [UInt8]
  /// How many bytes were read, and how many may be.
  private var (place, limit) = (0, Int.max)
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
    bytes = []
    #if os(Linux)
      posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    #endif
  }

  /// Bytes that are in memory already.
  init(bytes: [UInt8]) {
    self.bytes = bytes
    (state, file, descriptor, path) = (nil, nil, -1, "")
  }

  deinit { if let file { gzclose(file) } }

  /// Whether the file is packed; known when some of it was read.
  var isPacked: Bool { file.map { gzdirect($0) == 0 } ?? false }

  /// The bytes of the file, packed where it is packed.
  var size: Int { state?.size ?? bytes.count }

  /// The bytes of the file that were read so far, packed where it is packed, and all of them.
  var bytesOfFile: (done: Int, total: Int) {
    (min(file.map { Int(gzoffset($0)) } ?? place, size), size)
  }

  /// Ends the stream after so many bytes, all told.
  func end(after count: Int) { limit = count }

  /// The last bytes of a file that is not packed, at most so many; none of one that is.
  func tail(_ most: Int) -> [UInt8] {
    if file == nil { return Array(bytes.suffix(most)) }
    guard !isPacked else { return [] }
    var tail = [UInt8](repeating: 0, count: min(most, size))
    let start = off_t(size - tail.count)
    let count = tail.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, start) }
    return count == tail.count ? tail : []
  }

  /// Fills `target`; the answer is the number of bytes, which is smaller only at the end.
  func read(into target: UnsafeMutableRawBufferPointer) throws(ReadError) -> Int {
    let room = min(target.count, limit - place)
    guard let file else {
      let count = min(room, bytes.count - place)
      target.copyBytes(from: bytes[place..<place + count])
      place += count
      return count
    }
    var count = 0
    while count < room, !isAtEnd {
      let wanted = min(room - count, 1 << 30)
      let read = Int(gzread(file, target.baseAddress.map { $0 + count }, UInt32(wanted)))
      if read < wanted { try checkEnd(read, file) }
      count += max(0, read)
    }
    place += count
    if place == limit, !isAtEnd { try checkUnchanged() }
    return count
  }

  /// All bytes that are left, of which there may be `limit` at most.
  func readAll(limit: Int) throws(ReadError) -> [UInt8] {
    var all: [UInt8] = []
    while try read(into: &all) {
      guard all.count <= limit else {
        throw ReadError(
          file: path,
          problem: "contains more than the \(Memory.text(limit)) that may be used; \(Memory.advice)"
        )
      }
    }
    return all
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
  private func checkEnd(_ read: Int, _ file: gzFile) throws(ReadError) {
    try checkUnchanged()
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

  /// At its end, the file must still be what it was.
  private func checkUnchanged() throws(ReadError) {
    isAtEnd = true
    let now = try InputFile.state(descriptor, path)
    if let state, now != state { throw ReadError(file: path, problem: Self.changed(state, now)) }
  }

  private static func changed(_ before: InputFile.State, _ now: InputFile.State) -> String {
    let sizes = before.size == now.size ? "" : " from \(before.size) to \(now.size) bytes"
    return "the file changed\(sizes) while it was read; read it again when nothing writes to it"
  }
}
