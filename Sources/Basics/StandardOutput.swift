internal import CPlatform

/// What is printed, which may be kept back for a while.
package enum StandardOutput {
  /// Writes it out; false where that, or what was printed before, could not be written: a full disk shows only then.
  package static func flush() -> Bool { almanac_flush_output() != 0 }
}
