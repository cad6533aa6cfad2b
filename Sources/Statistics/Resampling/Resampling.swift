internal import Basics
internal import Tables

/// Draws with replacement, by replicate: the answer does not depend on the number of threads.
///
/// Replicate r draws from stream r of ``Philox4x32``; whole numbers below n come from 32-bit words by
/// multiplication, with rejection so that every one is equally likely (Lemire 2019,
/// doi:10.1145/3230636).
public struct Resampling: Sendable {
  /// What is drawn.
  public enum Unit: Sendable {
    /// Single rows.
    case rows
    /// Whole clusters: the cluster of each row, by number from 0.
    case clusters([Int])
    /// Overlapping blocks of this many successive rows (Künsch 1989, doi:10.1214/aos/1176347265).
    case blocks(Int)
  }

  /// The number of replicates.
  public var draws = 2_000
  /// The seed.
  public var seed: UInt64 = 1
  /// The number of threads; 0: one for each processor.
  public var threads = 0

  /// 2,000 draws with seed 1.
  public init(draws: Int = 2_000, seed: UInt64 = 1, threads: Int = 0) {
    self.draws = draws
    self.seed = seed
    self.threads = threads
  }

  /// The statistic of each replicate, in order; `statistic` sees the positions that were drawn.
  public func replicates(
    count: Int, unit: Unit = .rows,
    _ statistic: @escaping @Sendable (UnsafeBufferPointer<Int32>) -> Double
  ) -> [Double] {
    var members: [[Int32]] = []
    if case .clusters(let codes) = unit {
      members = Array(repeating: [], count: (codes.max() ?? -1) + 1)
      for (row, code) in codes.enumerated() where code >= 0 { members[code].append(Int32(row)) }
      members.removeAll(where: \.isEmpty)
    }
    let clusters = members
    return each { replicate, stream in
      switch unit {
      case .rows:
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: max(count, 1)) { drawn in
          for i in 0..<count { drawn[i] = Int32(truncatingIfNeeded: stream.below(UInt32(count))) }
          return statistic(UnsafeBufferPointer(rebasing: drawn[..<count]))
        }
      case .clusters:
        var drawn: [Int32] = []
        for _ in clusters.indices {
          drawn += clusters[Int(stream.below(UInt32(clusters.count)))]
        }
        return drawn.withUnsafeBufferPointer(statistic)
      case .blocks(let length):
        let size = min(max(length, 1), count)
        var drawn: [Int32] = []
        while drawn.count < count {
          let start = Int32(stream.below(UInt32(count - size + 1)))
          for offset in 0..<Int32(min(size, count - drawn.count)) { drawn.append(start + offset) }
        }
        return drawn.withUnsafeBufferPointer(statistic)
      }
    }
  }

  /// One number for each replicate, computed on all threads.
  func each(_ body: @escaping @Sendable (Int, inout WordStream) -> Double) -> [Double] {
    let source = Philox4x32(seed: seed)
    let lots = stride(from: 0, to: draws, by: 16).map { $0..<min($0 + 16, draws) }
    return Parallel.map(lots, threads: threads > 0 ? threads : nil) { lot in
      lot.map { replicate in
        var stream = WordStream(source, stream: UInt64(replicate))
        return body(replicate, &stream)
      }
    }.flatMap { $0 }
  }
}

/// The 32-bit words of one Philox stream, four at a time.
struct WordStream {
  private let source: Philox4x32
  private let stream: UInt64
  private var block: UInt64 = 0
  private var words = SIMD4<UInt32>.zero
  private var position = 4

  init(_ source: Philox4x32, stream: UInt64) {
    self.source = source
    self.stream = stream
  }

  @inline(__always)
  mutating func next() -> UInt32 {
    if position == 4 {
      words = source.words(
        SIMD4(
          UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32),
          UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32)))
      block &+= 1
      position = 0
    }
    defer { position &+= 1 }
    return words[position]
  }

  /// A whole number below `bound`, which is positive.
  @inline(__always)
  mutating func below(_ bound: UInt32) -> UInt32 {
    var product = UInt64(next()) &* UInt64(bound)
    if UInt32(truncatingIfNeeded: product) < bound {
      let threshold = (0 &- bound) % bound
      while UInt32(truncatingIfNeeded: product) < threshold {
        product = UInt64(next()) &* UInt64(bound)
      }
    }
    return UInt32(truncatingIfNeeded: product >> 32)
  }

  /// Calls `body` with `count` whole numbers below `bound`, which is positive: those that `below`
  /// would give, made many at a time.
  @inline(__always)
  mutating func draw(_ count: Int, below bound: UInt32, _ body: (Int) -> Void) {
    var left = count
    while left > 0, position < 4 {
      body(Int(below(bound)))
      left -= 1
    }
    let threshold = (0 &- bound) % bound
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 1024) { buffer in
      while left > 0 {
        let blocks = min(256, (left + 3) / 4)
        source.fill(buffer, blocks: blocks, from: block, stream: stream)
        var used = 0
        while used < 4 * blocks, left > 0 {
          let product = UInt64(buffer[used]) &* UInt64(bound)
          used += 1
          if UInt32(truncatingIfNeeded: product) < threshold { continue }
          body(Int(product >> 32))
          left -= 1
        }
        block &+= UInt64(used / 4)
        if used % 4 != 0 {
          _ = next()
          position = used % 4
        }
      }
    }
  }
}
