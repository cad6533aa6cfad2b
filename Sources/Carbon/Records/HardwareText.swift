/// What a card says of its hardware: `8 x H100 80GB`, `TPU v4-512`, `H100 80GB x 8`.
struct HardwareText: Sendable {
  /// The row of the device table; `nil` where the text names none that it knows.
  let device: Device?
  /// How many; `nil` where the text does not say, or says what cannot be.
  let count: Int?

  /// The most devices that a card is believed.
  static let most = 200_000

  /// Reads a text.
  ///
  /// `[COUNT] [x|×|*] NAME` or `NAME x COUNT`. A slice `TPU vN-M` is M / 2 chips of v2, v3, v4 and v5p, whose
  /// slices count cores, and M of v5e (`v5litepod-M`) and v6e.
  init(_ text: String, _ devices: DeviceTable) {
    var name = text.trimmed
    var count: Double?
    if let match = name.wholeMatch(of: #/(\d{1,9})\s*[x×*]?\s+(.+)/#.ignoresCase())
      ?? name.wholeMatch(of: #/(\d{1,9})[x×*](.+)/#.ignoresCase())
    {
      count = Double(match.1)
      name = String(match.2).trimmed
    } else if let match = name.wholeMatch(of: #/(.+?)(?:\s+x|\s*[×*])\s*(\d{1,9})/#.ignoresCase()) {
      count = Double(match.2)
      name = String(match.1).trimmed
    }
    if let match = name.wholeMatch(
      of: #/(.*tpu\s*v(?:\d+\w*?|5\s*lite\s*pod))-(\d{1,9})/#.ignoresCase())
    {
      let version = String(match.1).lowercased()
      let isWhole = version.hasSuffix("e") || version.hasSuffix("pod") || version.hasSuffix("lite")
      let slice = Double(match.2) ?? 0
      count = (count ?? 1) * (isWhole ? slice : max(1, (slice / 2).rounded(.down)))
      name = version.contains("lite") ? "TPU v5e" : String(match.1)
    }
    device = (try? devices.lookup(name))?.device
    self.count = count.flatMap { (1...Double(Self.most)).contains($0) ? Int($0) : nil }
  }
}
