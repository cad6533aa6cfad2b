internal import Basics
package import CArrow
package import Tables

/// A column of an answer.
struct ArrowField: Hashable, Sendable {
  let name: String
  let type: ArrowType
}

/// The answer to a statement, batch by batch. What the driver hands over is given back in every case.
package final class ArrowStream {
  package let pointer: UnsafeMutablePointer<ArrowArrayStream>
  private let engine: String
  /// Takes what is secret out of a message.
  private let redacted: (String) -> String
  private(set) var fields: [ArrowField] = []

  /// An answer that a driver will put at `pointer`.
  package init(engine: String, redacted: @escaping (String) -> String = { $0 }) {
    self.engine = engine
    self.redacted = redacted
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: ArrowArrayStream())
  }

  deinit {
    close()
    pointer.deallocate()
  }

  /// Gives the answer back.
  package func close() {
    pointer.pointee.release?(pointer)
    pointer.pointee.release = nil
  }

  /// Reads the names and types of the columns.
  package func open() throws(EngineError) {
    guard pointer.pointee.release != nil, let schema = pointer.pointee.get_schema else {
      throw fault("there is no answer")
    }
    var root = ArrowSchema()
    guard schema(pointer, &root) == 0 else { throw failure() }
    defer { root.release?(&root) }
    guard root.format.map(AdbcCall.text) == "+s", root.n_children >= 0,
      root.n_children <= Limits.columns
    else { throw fault("it has no columns, or more than \(Limits.columns)") }
    fields = try (0..<Int(root.n_children)).map { index throws(EngineError) in
      guard let child = root.children?[index] else { throw fault("a column has no type") }
      return ArrowField(
        name: child.pointee.name.map { String(cString: $0) } ?? "",
        type: ArrowType(UnsafePointer(child)))
    }
  }

  /// Hands the next batch to `body`; false where there is none.
  func next(
    _ body: (_ columns: [ArrowSlice], _ rows: Int) throws(ArrowFault) -> Void
  ) throws(EngineError) -> Bool {
    guard let get = pointer.pointee.get_next else { throw fault("there is no answer") }
    var batch = ArrowArray()
    guard get(pointer, &batch) == 0 else { throw failure() }
    // The end.
    guard batch.release != nil else { return false }
    defer { batch.release?(&batch) }
    do throws(ArrowFault) {
      guard batch.length >= 0, batch.offset >= 0, batch.length <= Limits.rows,
        batch.offset <= Limits.rows, batch.n_children == fields.count, batch.null_count <= 0
      else { throw ArrowFault("a batch has another shape than its columns say") }
      let columns = try (0..<fields.count).map { index throws(ArrowFault) in
        guard let child = batch.children?[index] else { throw ArrowFault("a column is missing") }
        return try ArrowSlice(
          UnsafePointer(child), skipping: Int(batch.offset), rows: Int(batch.length))
      }
      try body(columns, Int(batch.length))
    } catch {
      throw error.column == nil
        ? fault(error.problem)
        : EngineError(
          .answer, engine,
          "column '\(error.column ?? "")' \(error.problem)")
    }
    return true
  }

  private func fault(_ problem: String) -> EngineError {
    EngineError(.answer, engine, "the answer of the driver is no Arrow: \(problem)")
  }

  /// What went wrong on the way.
  private func failure() -> EngineError {
    let message =
      pointer.pointee.get_last_error?(pointer).map(AdbcCall.text) ?? "the driver gives no reason"
    return EngineError(.query, engine, "the answer broke off: \(redacted(message))")
  }

  /// All columns of an answer that is small.
  package func columns() throws(EngineError) -> [(name: String, column: Column)] {
    let columns = try fields.map { field throws(EngineError) in
      (name: field.name, column: try field.column(in: engine))
    }
    while try next({ slices, _ throws(ArrowFault) in try Self.append(slices, to: columns) }) {}
    return columns.map { ($0.name, $0.column.finished()) }
  }

  /// Appends a batch; what is wrong with one of its columns is told with the column's name.
  static func append(
    _ slices: [ArrowSlice], to columns: [(name: String, column: any ArrowColumn)]
  ) throws(ArrowFault) {
    for (slice, column) in zip(slices, columns) {
      do throws(ArrowFault) {
        try column.column.append(slice)
      } catch {
        throw ArrowFault(error.problem, column: column.name)
      }
    }
  }
}

/// What is wrong with an array.
struct ArrowFault: Error {
  let problem: String
  var column: String?

  init(_ problem: String, column: String? = nil) {
    self.problem = problem
    self.column = column
  }
}

/// Rows of an array: its buffers, of which nothing is read outside of what its lengths say.
struct ArrowSlice {
  /// The first row.
  let start: Int
  /// How many there are.
  let rows: Int
  private let array: UnsafePointer<ArrowArray>

  /// Rows of an array, after `skipping` some.
  init(
    _ array: UnsafePointer<ArrowArray>, skipping: Int = 0, rows: Int
  ) throws(ArrowFault) {
    let own = array.pointee
    guard own.length >= 0, own.offset >= 0, own.length <= Int64(Int32.max) * 64,
      own.offset <= Int64(Int32.max) * 64, Int64(skipping) + Int64(rows) <= own.length
    else { throw ArrowFault("an array is shorter than its batch") }
    start = Int(own.offset) + skipping
    self.rows = rows
    self.array = array
  }

  /// The bytes of a buffer that so many elements of `size` bytes take.
  private func bytes(_ index: Int, _ size: Int) throws(ArrowFault) -> UnsafeRawPointer? {
    guard index < array.pointee.n_buffers, let buffers = array.pointee.buffers else {
      throw ArrowFault("an array lacks a buffer")
    }
    guard let start = buffers[index] else {
      if size == 0 { return nil }
      throw ArrowFault("an array lacks the bytes of a buffer")
    }
    return start
  }

  /// Calls `body` with elements of a buffer, from the first row on; `more` than there are rows.
  func with<Element: BitwiseCopyable, Result>(
    _ index: Int, _ type: Element.Type, more: Int = 0,
    _ body: (UnsafeBufferPointer<Element>) throws(ArrowFault) -> Result
  ) throws(ArrowFault) -> Result {
    let count = rows == 0 ? 0 : rows + more
    let stride = MemoryLayout<Element>.stride
    guard let base = try bytes(index, count * stride), count > 0 else {
      return try body(UnsafeBufferPointer(start: nil, count: 0))
    }
    let first = base + start * stride
    if UInt(bitPattern: first) % UInt(MemoryLayout<Element>.alignment) == 0 {
      let elements = first.assumingMemoryBound(to: Element.self)
      return try body(UnsafeBufferPointer(start: elements, count: count))
    }
    // A driver should align its buffers, and need not.
    let copy = UnsafeMutableBufferPointer<Element>.allocate(capacity: count)
    defer { copy.deallocate() }
    UnsafeMutableRawBufferPointer(copy).copyMemory(
      from: UnsafeRawBufferPointer(start: first, count: count * stride))
    return try body(UnsafeBufferPointer(copy))
  }

  /// The bits of a buffer, where there are rows.
  func bits(_ index: Int) throws(ArrowFault) -> ArrowBits? {
    let base = try bytes(index, rows == 0 ? 0 : 1)
    return base.map { ArrowBits(bytes: $0, start: start) }
  }

  /// Which rows have a value; `nil`: all.
  var validity: ArrowBits? {
    let own = array.pointee
    guard own.null_count != 0, own.n_buffers > 0, let bytes = own.buffers?[0] else { return nil }
    return ArrowBits(bytes: bytes, start: start)
  }

  /// The texts that indices mean.
  func dictionary() throws(ArrowFault) -> ArrowSlice {
    guard let values = array.pointee.dictionary, values.pointee.length >= 0 else {
      throw ArrowFault("an array lacks its dictionary")
    }
    return try ArrowSlice(UnsafePointer(values), rows: Int(values.pointee.length))
  }

  /// Rows of what lists hold.
  func child(from first: Int, rows: Int) throws(ArrowFault) -> ArrowSlice {
    guard array.pointee.n_children == 1, let child = array.pointee.children?[0] else {
      throw ArrowFault("a list lacks its values")
    }
    return try ArrowSlice(UnsafePointer(child), skipping: first, rows: rows)
  }

  /// The pieces that texts of a view point into, with their lengths.
  func pieces() throws(ArrowFault) -> [UnsafeRawBufferPointer] {
    let count = Int(array.pointee.n_buffers)
    guard count >= 3, count < 1 << 20, let buffers = array.pointee.buffers else {
      if count == 2 { return [] }
      throw ArrowFault("an array of texts lacks its buffers")
    }
    // After validity and views come the pieces, and last their lengths.
    guard count > 3, let lengths = buffers[count - 1] else { return [] }
    return try (0..<count - 3).map { index throws(ArrowFault) in
      let length = lengths.loadUnaligned(fromByteOffset: 8 * index, as: Int64.self)
      guard length >= 0, let start = buffers[2 + index] else {
        if length == 0 { return UnsafeRawBufferPointer(start: nil, count: 0) }
        throw ArrowFault("an array of texts lacks the bytes of a buffer")
      }
      return UnsafeRawBufferPointer(start: start, count: Int(length))
    }
  }

  /// The bytes of texts, which have no length of their own: offsets say it.
  func texts() throws(ArrowFault) -> UnsafeRawPointer? { try bytes(2, 0) }
}

/// Bits of a buffer, the first in the lowest place of a byte.
struct ArrowBits {
  fileprivate let bytes: UnsafeRawPointer
  fileprivate let start: Int

  subscript(row: Int) -> Bool {
    let place = start + row
    return bytes.load(fromByteOffset: place >> 3, as: UInt8.self) >> UInt8(place & 7) & 1 == 1
  }
}
