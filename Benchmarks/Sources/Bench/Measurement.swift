import Foundation

/// What one run of a program cost.
struct Measurement: Codable {
  /// Seconds from start to end.
  let wall: Double
  /// Seconds of processor time, user and system, over all threads.
  let processor: Double
  /// The largest resident size, in MB (10^6 bytes).
  let peak: Double

  /// Runs a program to its end by `Measure`, which lies beside this program; `nil` where it fails.
  static func run(_ command: [String]) -> Measurement? {
    let process = Process()
    process.executableURL = Bundle.main.executableURL?
      .deletingLastPathComponent().appendingPathComponent("Measure")
    process.arguments = command
    let output = Pipe()
    process.standardOutput = output
    guard (try? process.run()) != nil else { return nil }
    let line = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let figures = line.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    guard process.terminationStatus == 0, figures.count == 3 else { return nil }
    return Measurement(wall: figures[0], processor: figures[1], peak: figures[2] / 1e6)
  }

  /// The median of each figure over `runs` runs, after one that warms the page cache.
  static func median(of command: [String], runs: Int) -> Measurement? {
    guard run(command) != nil else { return nil }
    let all = (0..<runs).compactMap { _ in run(command) }
    guard all.count == runs else { return nil }
    func middle(_ figure: (Measurement) -> Double) -> Double { all.map(figure).sorted()[runs / 2] }
    return Measurement(wall: middle(\.wall), processor: middle(\.processor), peak: middle(\.peak))
  }
}
