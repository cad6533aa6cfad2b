internal import Foundation

/// AI training carbon intensity: emissions per compute, in g per PFLOP (the same number as kg per EFLOP),
/// and what makes it up.
///
/// ATCI = intensity x PUE x (power / peak) / utilisation / 3600, with intensity in g/kWh, power in W with
/// the server's share, peak in TFLOP/s. Each enters once: power and peak only as their ratio, time only
/// through utilisation.
public struct EmissionsPerCompute: Hashable, Sendable {
  /// From the model's estimate and compute, g per PFLOP.
  public let total: Double
  /// Grid intensity, g/kWh.
  public let intensity: Double
  /// PUE.
  public let pue: Double
  /// Watts per TFLOP/s of peak, host included; `nil` if the device is not known.
  public let powerPerPeak: Double?
  /// Compute over device-hours times peak; `nil` where hours or device are not known.
  public let utilisation: Double?

  /// What the four factors explain, g per PFLOP.
  public var explained: Double? {
    guard let powerPerPeak, let utilisation, utilisation > 0 else { return nil }
    return intensity * pue * powerPerPeak / utilisation / 3600
  }

  /// The ratio of the total to what the factors explain: reports differ from the model.
  public var residual: Double? { explained.map { total / $0 } }

  /// Of an entry with compute and an estimate that does not itself rest on compute; `nil` otherwise.
  init?(_ entry: TrainingInventory.Entry, compute: Factor?, references: ReferenceTables) {
    guard let plan = entry.plan, plan.tier <= .hardwareTime, let summary = entry.summary,
      let compute
    else { return nil }
    total = summary.median * 1000 / (compute.quantity.median / 1e15)
    let hardware = ([plan] + entry.alternatives).first { $0.tier == .hardwareTime }
    let other = entry.alternatives.first { $0.tier > .reported && $0.tier < .metadata }
    guard let basis = hardware ?? other ?? (plan.tier == .reported ? nil : plan),
      let intensity = basis.factor(.intensity)
    else { return nil }
    self.intensity = intensity.quantity.median
    pue =
      basis.factor(.pue)?.quantity.median ?? hardware?.factor(.pue)?.quantity.median
      ?? entry.record.pue ?? 1
    guard let hardware, let name = entry.record.hardware,
      let device = try? references.devices.read(name).match.device, let peak = device.peakTeraflops,
      let hours = hardware.factor(.deviceHours)?.quantity.median
    else {
      powerPerPeak = nil
      utilisation = nil
      return
    }
    let power: Double =
      hardware.factor(.systemPower)?.quantity.median
      ?? (hardware.factor(.ratedPower)?.quantity.median ?? 0)
      * (hardware.factor(.load)?.quantity.median ?? 1)
      * (hardware.factor(.hostOverhead)?.quantity.median ?? 1)
    powerPerPeak = power / peak
    utilisation = compute.quantity.median / (hours * 3600 * peak * 1e12)
  }
}
