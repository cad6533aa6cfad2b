internal import Basics
internal import Foundation

/// Several threads that scan blocks and parse columns.
///
/// One thread at a time scans the next block; the columns of a block are parsed by whichever
/// threads are free, each column's blocks in order. So dictionary codes, types and errors are the
/// same for any number of threads.
///
/// Sendable: `condition` guards every field; a column or block is touched outside the lock only by
/// the thread that marked it as taken.
final class CSVPipeline: @unchecked Sendable {
  /// Columns side by side that one thread parses at a time: one, but where there are very many.
  private final class ColumnState {
    var parsers: [CSVColumnParser]
    /// The place of the first of them among all columns.
    let first: Int
    var nextBlock = 0
    var isTaken = false

    init(_ parsers: [CSVColumnParser], first: Int) {
      self.parsers = parsers
      self.first = first
    }
  }

  /// Looking for the next job goes through them all.
  private static let mostStates = 256

  private let condition = NSCondition()
  private let source: BlockSource
  private let columns: [ColumnState]
  private let threads: Int
  private let progress: (@Sendable (_ rows: Int, _ bytes: Int, _ total: Int) -> Void)?
  /// Scanned blocks by number, with the columns that still need them.
  private var blocks: [Int: (block: RecordBlock, waiting: Int)] = [:]
  private var spare: [RecordBlock] = []
  private var scanned = 0
  private var isScanning = false
  private var isAtEnd = false
  /// The failure of the lowest line; blocks before it are finished so that the answer is the same
  /// each time.
  private var failure: (block: Int, column: Int, error: any Error)?
  private var rows = 0
  private let room: Int

  /// - Parameter room: so many bytes at most are set aside for a column before they are needed.
  init(
    source: BlockSource, parsers: [CSVColumnParser], threads: Int, room: Int,
    progress: (@Sendable (_ rows: Int, _ bytes: Int, _ total: Int) -> Void)? = nil
  ) {
    self.source = source
    self.progress = progress
    self.room = room
    let width = max(1, (parsers.count + Self.mostStates - 1) / Self.mostStates)
    columns = stride(from: 0, to: parsers.count, by: width).map { first in
      ColumnState(Array(parsers[first..<min(first + width, parsers.count)]), first: first)
    }
    self.threads = max(1, threads)
  }

  /// Reads everything; the answer is the parsers with what they hold, and the number of rows.
  func run() throws -> (parsers: [CSVColumnParser], rows: Int) {
    Parallel.together(threads) { [self] in work() }
    if let failure { throw failure.error }
    return (columns.flatMap(\.parsers), rows)
  }

  private enum Job {
    case scan(RecordBlock)
    case parse(ColumnState, RecordBlock, number: Int)
  }

  private func work() {
    while let job = nextJob() {
      switch job {
      case .scan(let block): scan(block)
      case .parse(let column, let block, let number): parse(column, block, number)
      }
    }
  }

  private func nextJob() -> Job? {
    condition.lock()
    defer { condition.unlock() }
    while true {
      let limit = failure?.block ?? .max
      if let job = oldestColumnJob(before: limit, spareTurns: threads) { return job }
      if !isScanning, !isAtEnd, failure == nil, blocks.count < threads + 2 {
        isScanning = true
        return .scan(spare.popLast() ?? RecordBlock())
      }
      if let job = oldestColumnJob(before: limit, spareTurns: 0) { return job }
      let isBusy = isScanning || columns.contains { $0.isTaken }
      if !isBusy { return nil }
      condition.wait()
    }
  }

  /// The column furthest behind that a block waits for; none while fewer than `spareTurns` jobs
  /// are ready, so that scanning keeps ahead of parsing.
  private func oldestColumnJob(before limit: Int, spareTurns: Int) -> Job? {
    var best: ColumnState?
    var ready = 0
    for column in columns where !column.isTaken && column.nextBlock < min(scanned, limit) {
      ready += 1
      if column.nextBlock < best?.nextBlock ?? .max { best = column }
    }
    guard let best, ready > spareTurns || isAtEnd, let entry = blocks[best.nextBlock] else {
      return nil
    }
    best.isTaken = true
    return .parse(best, entry.block, number: best.nextBlock)
  }

  private func scan(_ block: RecordBlock) {
    let result = Result { try source.next(into: block) }
    if case .success(true) = result, let progress {
      let bytes = source.bytes
      progress(rows + block.rows, bytes.done, bytes.total)
    }
    condition.lock()
    defer {
      condition.broadcast()
      condition.unlock()
    }
    isScanning = false
    switch result {
    case .success(true):
      rows += block.rows
      if columns.isEmpty {
        spare.append(block)
      } else {
        blocks[scanned] = (block, columns.count)
      }
      scanned += 1
    case .success(false): isAtEnd = true
    case .failure(let error):
      isAtEnd = true
      if failure == nil { failure = (scanned, -1, error) }
    }
    if source.isAtEnd { isAtEnd = true }
  }

  private func parse(_ column: ColumnState, _ block: RecordBlock, _ number: Int) {
    var failed: (column: Int, error: any Error)?
    for index in column.parsers.indices {
      do {
        if number == 0, let fraction = source.firstFraction {
          let rows = Double(block.rows) / fraction * 1.03 + 16
          column.parsers[index].expect(rows: Int(min(rows, Double(room / 8))), bytes: room)
        }
        try column.parsers[index].parse(block)
      } catch {
        failed = (column.first + index, located(error, column.parsers[index].name, block))
        break
      }
    }
    condition.lock()
    defer { condition.unlock() }
    column.isTaken = false
    column.nextBlock = number + 1
    if let failed, (number, failed.column) < (failure?.block ?? .max, failure?.column ?? .max) {
      failure = (number, failed.column, failed.error)
    }
    if var entry = blocks[number] {
      entry.waiting -= 1
      blocks[number] = entry
      if entry.waiting == 0 {
        spare.append(entry.block)
        blocks[number] = nil
      }
    }
    condition.broadcast()
  }

  private func located(_ error: any Error, _ name: String, _ block: RecordBlock) -> any Error {
    guard let failure = error as? CSVColumnParser.Failure else { return error }
    return ReadError(
      file: "", line: block.line(of: failure.position), column: name, problem: failure.problem)
  }
}
