internal import Basics
internal import Tables

/// An accelerator: what one counted unit draws and can compute.
public struct Device: Hashable, Sendable {
  /// The full name, e.g. `NVIDIA A100 SXM4 80GB`.
  public let name: String
  /// Other names in use.
  public let aliases: [String]
  /// Architecture generation, e.g. `Ampere`; utilisation and load are shared within one.
  public let generation: String
  /// Rated power in watts, where published.
  public let ratedPower: Double?
  /// Measured mean power with its share of the server and network, without PUE, in watts.
  public let systemPower: Double?
  /// Dense 16-bit matrix throughput in TFLOP/s; the vector FP32 rate where the device has none.
  public let peakTeraflops: Double?
  /// When it came out: the year with its part.
  public let release: Double?
  /// Gigabytes of memory.
  public let memory: Double?
  /// What one unit is, e.g. `chip (2 cores)`.
  public let countUnit: String
  /// Where the figures come from.
  public let source: Source
}

/// A device found by a name, and what had to be assumed to find it.
public struct DeviceMatch: Hashable, Sendable {
  /// The device.
  public let device: Device
  /// How much of one unit an item of that name is: 0.5 for a core of a chip with two.
  public let unitShare: Double
  /// What was assumed, where the name is a family or carries words the table does not know.
  public let note: String?
}

/// The devices of the reference table, found by name or alias.
public struct DeviceTable: Sendable {
  /// All devices in table order.
  public let devices: [Device]
  private let index: NameIndex
  private let keys: [String]

  /// A table of devices.
  public init(_ devices: [Device]) {
    self.devices = devices
    keys = devices.map { NameKey($0.name).text }
    var index = NameIndex()
    for (position, device) in devices.enumerated() { index.insert(device.name, at: position) }
    for (position, device) in devices.enumerated() {
      for alias in device.aliases { index.insert(alias, at: position) }
    }
    self.index = index
  }

  /// The device that `name` means.
  ///
  /// Tried in turn: the name as written; without the vendor; without trailing words (`RTX 3060
  /// Laptop`); the first of several (`TPU v3/v4`). Each such step is given in the note, as is a bare
  /// family name. A name that still means nothing is an error with the nearest one.
  public func lookup(_ name: String) throws(CarbonError) -> DeviceMatch {
    let alternatives = name.split(separator: "/").map { $0.trimmed }
    if let match = search(name) { return match }
    if alternatives.count > 1, let first = alternatives.first, let match = search(first) {
      return DeviceMatch(
        device: match.device, unitShare: match.unitShare,
        note: "'\(name)' names several devices; the first is used: \(match.device.name)")
    }
    throw CarbonError.unknownDevice(name: name, nearest: name.nearest(in: index.names))
  }

  /// The device that a text means, and how many: `8 x H100 80GB`, `TPU v4-512`.
  func read(_ text: String) throws(CarbonError) -> (match: DeviceMatch, count: Int?) {
    do {
      return (try lookup(text), nil)
    } catch {
      let read = HardwareText(text, self)
      guard let device = read.device else { throw error }
      let amount = read.count.map { "\($0) of " } ?? ""
      let note = "'\(text)' is read as \(amount)\(device.name)"
      return (DeviceMatch(device: device, unitShare: 1, note: note), read.count)
    }
  }

  private func search(_ name: String) -> DeviceMatch? {
    var words = name.split(whereSeparator: \.isWhitespace).map(String.init)
    guard !words.isEmpty else { return nil }
    var share = 1.0
    if words.count > 1, let last = words.last?.lowercased(), last == "core" || last == "cores" {
      words.removeLast()
      share = 0.5
    }
    let full = words.joined(separator: " ")
    // The longest name first, with the vendor and without it.
    for length in stride(from: words.count, to: 0, by: -1) {
      for start in 0..<min(2, length) where start == 0 || isVendor(words[0]) {
        let rest = words[start..<length]
        // A short word that is left alone matches by accident.
        if length < words.count, rest.count == 1, words[start].count < 3 { continue }
        let candidate = rest.joined(separator: " ")
        if let position = index[candidate] {
          return match(devices[position], written: full, found: candidate, share: share)
        }
      }
    }
    return nil
  }

  private func match(
    _ device: Device, written: String, found: String, share: Double
  ) -> DeviceMatch {
    let cores = device.countUnit.contains("2 cores")
    let unitShare = share == 1 ? 1 : (cores ? 0.5 : 1)
    let key = NameKey(withoutVendor(found)).text
    let relatives = zip(devices, keys).count { relative, own in
      relative.generation == device.generation && own.contains(key)
    }
    var notes: [String] = []
    if NameKey(found) != NameKey(written), NameKey(withoutVendor(written)) != NameKey(found) {
      notes.append("'\(written)' is taken as \(device.name)")
    } else if relatives > 1, NameKey(device.name).text != NameKey(found).text,
      !NameKey(device.name).text.hasSuffix(key)
    {
      notes.append("'\(found)' is a family; its most common variant is used: \(device.name)")
    }
    if share != 1 {
      notes.append(
        cores
          ? "one core is half of a chip"
          : "the device has no separate cores; a whole one is assumed")
    }
    return DeviceMatch(
      device: device, unitShare: unitShare,
      note: notes.isEmpty ? nil : notes.joined(separator: "; "))
  }

  private func isVendor(_ word: String) -> Bool {
    ["nvidia", "amd", "google", "intel", "huawei", "aws", "tesla", "geforce", "cerebras"]
      .contains(word.lowercased())
  }

  private func withoutVendor(_ name: String) -> String {
    let words = name.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.count > 1, isVendor(words[0]) else { return name }
    return words.dropFirst().joined(separator: " ")
  }
}

extension Substring {
  /// Without white space at either end.
  var trimmed: String { String(self).trimmed }
}

extension String {
  /// Without white space at either end.
  var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
