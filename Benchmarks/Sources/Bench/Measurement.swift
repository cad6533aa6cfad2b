import Foundation

/// What one run of a program cost.
struct Measurement: Codable {
  /// Seconds from start to end.
  let wall: Double
  /// Seconds of processor time, user and system, over all threads.
  let processor: Double
  /// The largest resident size, in MB (10^6 bytes).
  let peak: Double

  /// Runs a program to its end; `nil` where it fails.
  static func run(_ command: [String]) -> Measurement? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor: Int32 in [1, 2] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
    }
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let start = DispatchTime.now().uptimeNanoseconds
    guard posix_spawnp(&process, command[0], &actions, nil, &arguments, environ) == 0 else {
      return nil
    }
    var (status, usage): (Int32, rusage) = (0, rusage())
    while wait4(process, &status, 0, &usage) < 0 && errno == EINTR {}
    let end = DispatchTime.now().uptimeNanoseconds
    guard status == 0 else { return nil }
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    #if os(Linux)
      let unit = 1024.0
    #else
      let unit = 1.0
    #endif
    return Measurement(
      wall: Double(end - start) / 1e9, processor: seconds(usage.ru_utime) + seconds(usage.ru_stime),
      peak: Double(usage.ru_maxrss) * unit / 1e6)
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
