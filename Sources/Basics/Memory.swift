internal import Foundation

/// How much memory the process may take, and what it takes.
public enum Memory {
  /// Bytes that may still be taken where nobody says how many: a share of what the machine, the control group and the
  /// limits of the process leave.
  public static var allowance: Int { Int(Double(free) * Limits.shareOfFreeMemory) }

  /// Bytes that are free: the least of what the machine has, its control group allows, and the limits of the process
  /// on addresses leave.
  package static var free: Int {
    var free = machine ?? Int(clamping: ProcessInfo.processInfo.physicalMemory)
    for group in groups(below: free) { free = min(free, group) }
    if let addresses { free = min(free, addresses) }
    return max(0, free)
  }

  /// Bytes of memory that the process holds; 0 where the system does not say.
  package static var resident: Int { statm(1) }

  /// Bytes of addresses that may still be taken, of all (`ulimit -v`) and of those that can be written
  /// (`ulimit -d`); `nil`: there is no limit.
  package static var addresses: Int? {
    [(all, 0), (writable, 5)].compactMap { limit, place in
      limit.map { max(0, $0 - statm(place)) }
    }.min()
  }

  /// The limits do not change while the program runs.
  private static let all = limit(of: "Max address space")
  private static let writable = limit(of: "Max data size")

  private static func limit(of name: String) -> Int? {
    lines("/proc/self/limits").first { $0.hasPrefix(name) }?
      .split(separator: " ").lazy.compactMap { Int($0) }.first
  }

  /// What the kernel thinks can be had without swapping.
  private static var machine: Int? {
    for line in lines("/proc/meminfo") where line.hasPrefix("MemAvailable:") {
      return line.split(separator: " ").lazy.compactMap { Int($0) }.first.map { $0 * 1024 }
    }
    return nil
  }

  /// What each control group that the process is in leaves, where that may be less than `most`; caches of files can be
  /// given back.
  private static func groups(below most: Int) -> [Int] {
    var found: [Int] = []
    for line in lines("/proc/self/cgroup") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let isSecond = parts[1].isEmpty
      guard isSecond || parts[1].split(separator: ",").contains("memory") else { continue }
      let root = isSecond ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory"
      var path = String(parts[2])
      while true {
        let folder = root + (path == "/" ? "" : path)
        if let limit = number(folder + (isSecond ? "/memory.max" : "/memory.limit_in_bytes")),
          let used = number(folder + (isSecond ? "/memory.current" : "/memory.usage_in_bytes")),
          limit - used < most
        {
          let caches = lines(folder + "/memory.stat").reduce(0) { sum, line in
            let words = line.split(separator: " ")
            guard words.count == 2, words[0] == "inactive_file" || words[0] == "active_file" else {
              return sum
            }
            return sum + (Int(words[1]) ?? 0)
          }
          found.append(max(0, limit - max(0, used - caches)))
        }
        guard let slash = path.lastIndex(of: "/"), path.count > 1 else { break }
        path = slash == path.startIndex ? "/" : String(path[..<slash])
      }
    }
    return found
  }

  private static func number(_ path: String) -> Int? { lines(path).first.flatMap { Int($0) } }

  /// A figure of `/proc/self/statm`, which counts pages, in bytes.
  private static func statm(_ place: Int) -> Int {
    guard let words = lines("/proc/self/statm").first?.split(separator: " "),
      words.indices.contains(place),
      let pages = Int(words[place])
    else { return 0 }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }

  /// The lines of a file of the kernel's; none where there is no such file.
  private static func lines(_ path: String) -> [Substring] {
    #if os(Linux)
      guard let file = fopen(path, "re") else { return [] }
      defer { fclose(file) }
      var bytes = [UInt8](repeating: 0, count: 1 << 14)
      let count = fread(&bytes, 1, bytes.count, file)
      return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n")
    #else
      return []
    #endif
  }
}

extension Memory {
  /// What to do where memory is short.
  package static let advice =
    "give --memory a larger size if the machine has it, or read fewer columns or rows"

  /// Bytes in words.
  package static func text(_ bytes: Int) -> String { "\((bytes + 999_999) / 1_000_000) MB" }

  /// What may be taken, in words, and who says so.
  package static func allowed(_ bytes: Int, isAsked: Bool) -> String {
    isAsked ? "--memory allows \(text(bytes))" : "\(text(bytes)) may be used of what is free"
  }
}

/// What a piece of work may take of the memory, from when it begins.
package struct MemoryBudget: Sendable {
  /// Bytes in all.
  package let allowed: Int
  /// Whether `--memory` says so.
  package let isAsked: Bool
  private let start: Int

  /// - Parameter asked: What `--memory` allows, in bytes; `nil`: a share of what is free.
  package init(asked: Int?) {
    allowed = asked ?? Memory.allowance
    isAsked = asked != nil
    start = Memory.resident
  }

  /// Bytes that were taken.
  package var taken: Int { Memory.resident - start }

  /// Bytes that may still be taken.
  package var room: Int { max(0, allowed - taken) }

  /// What is allowed, in words.
  package var limit: String { Memory.allowed(allowed, isAsked: isAsked) }
}
