import CArrow
import Engines
import Foundation
import Tables

/// Arrays of Arrow as a driver would hand them over, freed when they are given back.
final class ArrowMemory {
  /// How much was given back. The suite runs one test at a time.
  nonisolated(unsafe) private(set) static var released = 0

  private var blocks: [UnsafeMutableRawPointer] = []

  deinit { for block in blocks { block.deallocate() } }

  func bytes(_ bytes: [UInt8]) -> UnsafeRawPointer {
    let block = UnsafeMutableRawPointer.allocate(byteCount: max(1, bytes.count), alignment: 64)
    block.copyMemory(from: bytes, byteCount: bytes.count)
    blocks.append(block)
    return UnsafeRawPointer(block)
  }

  func values<Element: BitwiseCopyable>(_ values: [Element]) -> UnsafeRawPointer {
    values.withUnsafeBytes { bytes(Array($0)) }
  }

  func text(_ text: String) -> UnsafePointer<CChar> {
    bytes(Array(text.utf8) + [0]).assumingMemoryBound(to: CChar.self)
  }

  func box<Element>(_ value: Element) -> UnsafeMutablePointer<Element> {
    let block = UnsafeMutableRawPointer.allocate(
      byteCount: MemoryLayout<Element>.size, alignment: 64)
    blocks.append(block)
    return block.initializeMemory(as: Element.self, to: value)
  }

  func list<Element>(_ values: [Element]) -> UnsafeMutablePointer<Element> {
    let block = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, values.count * MemoryLayout<Element>.stride), alignment: 64)
    blocks.append(block)
    let typed = block.bindMemory(to: Element.self, capacity: max(1, values.count))
    for (place, value) in values.enumerated() { (typed + place).initialize(to: value) }
    return typed
  }

  static func count(_ array: Int) { released += array }
}

/// A column of a fake answer.
struct FakeColumn {
  var format: String
  var length: Int
  var offset = 0
  var nulls: [Bool]? = nil
  var buffers: [UnsafeRawPointer?]
  var children: [FakeColumn] = []
  var dictionary: [FakeColumn] = []
  var metadata: [(String, String)] = []
  var nullCount: Int64? = nil

  func schema(_ memory: ArrowMemory, _ name: String) -> ArrowSchema {
    var schema = ArrowSchema()
    schema.format = memory.text(format)
    schema.name = memory.text(name)
    if !metadata.isEmpty {
      var bytes: [UInt8] = []
      func add(_ number: Int32) { withUnsafeBytes(of: number) { bytes += Array($0) } }
      add(Int32(metadata.count))
      for (key, value) in metadata {
        add(Int32(key.utf8.count))
        bytes += Array(key.utf8)
        add(Int32(value.utf8.count))
        bytes += Array(value.utf8)
      }
      schema.metadata = memory.bytes(bytes).assumingMemoryBound(to: CChar.self)
    }
    schema.n_children = Int64(children.count)
    schema.children = memory.list(
      children.map { Optional(memory.box($0.schema(memory, "item"))) })
    if let dictionary = dictionary.first {
      schema.dictionary = memory.box(dictionary.schema(memory, ""))
    }
    return schema
  }

  func array(_ memory: ArrowMemory) -> ArrowArray {
    var array = ArrowArray()
    array.length = Int64(length)
    array.offset = Int64(offset)
    var all: [UnsafeRawPointer?] = []
    if let nulls {
      var bits = [UInt8](repeating: 0, count: (nulls.count + 7) / 8)
      for (place, isNull) in nulls.enumerated() where !isNull {
        bits[place >> 3] |= 1 << (place & 7)
      }
      all.append(memory.bytes(bits))
      array.null_count = nullCount ?? -1
    } else {
      all.append(nil)
      array.null_count = nullCount ?? 0
    }
    all += buffers
    array.n_buffers = Int64(format == "n" ? 0 : all.count)
    array.buffers = memory.list(all)
    array.n_children = Int64(children.count)
    array.children = memory.list(children.map { Optional(memory.box($0.array(memory))) })
    if let dictionary = dictionary.first {
      array.dictionary = memory.box(dictionary.array(memory))
    }
    array.release = { array in
      array?.pointee.release = nil
      ArrowMemory.count(1)
    }
    return array
  }
}

/// An answer of one batch, or of the same batch several times.
enum FakeAnswer {
  private final class State {
    let memory: ArrowMemory
    let columns: [FakeColumn]
    let rows: Int
    let offset: Int
    var batches: Int
    init(_ memory: ArrowMemory, _ columns: [FakeColumn], rows: Int, offset: Int, batches: Int) {
      (self.memory, self.columns, self.rows, self.offset, self.batches) =
        (memory, columns, rows, offset, batches)
    }
  }

  /// What is read of columns called `c0`, `c1`, ...
  static func read(
    _ memory: ArrowMemory, _ columns: [FakeColumn], rows: Int? = nil, offset: Int = 0,
    batches: Int = 1
  ) throws -> [Column] {
    let stream = ArrowStream(engine: "fake")
    let state = State(
      memory, columns, rows: rows ?? (columns.first?.length ?? 0), offset: offset, batches: batches)
    var answer = ArrowArrayStream()
    answer.private_data = Unmanaged.passRetained(state).toOpaque()
    answer.get_schema = { stream, out in
      guard let data = stream?.pointee.private_data else { return 5 }
      let state = Unmanaged<State>.fromOpaque(data).takeUnretainedValue()
      var root = ArrowSchema()
      root.format = state.memory.text("+s")
      root.n_children = Int64(state.columns.count)
      root.children = state.memory.list(
        state.columns.enumerated().map {
          Optional(state.memory.box($1.schema(state.memory, "c\($0)")))
        })
      root.release = { schema in
        schema?.pointee.release = nil
        ArrowMemory.count(1)
      }
      out?.pointee = root
      return 0
    }
    answer.get_next = { stream, out in
      guard let data = stream?.pointee.private_data else { return 5 }
      let state = Unmanaged<State>.fromOpaque(data).takeUnretainedValue()
      guard state.batches > 0 else {
        out?.pointee = ArrowArray()
        return 0
      }
      state.batches -= 1
      var root = ArrowArray()
      root.length = Int64(state.rows)
      root.offset = Int64(state.offset)
      root.n_buffers = 1
      root.buffers = state.memory.list([nil])
      root.n_children = Int64(state.columns.count)
      root.children = state.memory.list(
        state.columns.map { Optional(state.memory.box($0.array(state.memory))) })
      root.release = { array in
        array?.pointee.release = nil
        ArrowMemory.count(1)
      }
      out?.pointee = root
      return 0
    }
    answer.get_last_error = { _ in nil }
    answer.release = { stream in
      if let data = stream?.pointee.private_data { Unmanaged<State>.fromOpaque(data).release() }
      stream?.pointee.release = nil
      ArrowMemory.count(1)
    }
    stream.pointer.pointee = answer
    try stream.open()
    return try stream.columns().map(\.column)
  }

  /// The cells of one column, as files have them; `nil` where missing.
  static func cells(
    _ memory: ArrowMemory, _ column: FakeColumn, rows: Int? = nil, offset: Int = 0
  ) throws -> [String?] {
    let column = try read(memory, [column], rows: rows, offset: offset)[0]
    return (0..<column.count).map { column.isValid($0) ? column.value(at: $0).description : nil }
  }
}
