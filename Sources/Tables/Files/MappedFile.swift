internal import Foundation

/// A file whose bytes are mapped into memory; pages that were read can be given back.
///
/// Sendable: the bytes are never written, and the mapping lives as long as the object.
final class MappedFile: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer

  init(path: String) throws(ReadError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ReadError(file: path, problem: "cannot be opened: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw ReadError(file: path, problem: "cannot be read: \(String(cString: strerror(errno)))")
    }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw ReadError(file: path, problem: "is a folder; name a file in it")
    }
    let size = Int(status.st_size)
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else {
      throw ReadError(
        file: path, problem: "cannot be mapped into memory: \(String(cString: strerror(errno)))")
    }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
    madvise(start, size, MADV_SEQUENTIAL)
  }

  deinit {
    if let start = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
    }
  }

  /// Maps the pages of `range` in one go instead of a fault every few of them; no more than a hint.
  func prepare(_ range: Range<Int>) {
    #if os(Linux)
      let page = 4096
      let populateRead: CInt = 22
      let first = range.lowerBound / page * page
      guard first < range.upperBound, let start = bytes.baseAddress else { return }
      madvise(
        UnsafeMutableRawPointer(mutating: start) + first, range.upperBound - first, populateRead)
    #endif
  }

  /// Gives the whole pages within `range` back to the system; they are read again when touched.
  func drop(_ range: Range<Int>) {
    let page = 4096
    let first = (range.lowerBound + page - 1) / page * page
    let last = range.upperBound / page * page
    guard first < last, let start = bytes.baseAddress else { return }
    madvise(UnsafeMutableRawPointer(mutating: start) + first, last - first, MADV_DONTNEED)
  }
}
