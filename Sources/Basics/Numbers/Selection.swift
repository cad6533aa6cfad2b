/// The element of a rank, without a sort of the others.
package enum Selection {
  /// Puts the element of rank `rank` in its place, smaller ones before it and larger ones behind it. O(n): each round
  /// parts what is left about its middle element (Hoare 1961); an order of elements that is made against that ends in a
  /// sort. No element is NaN.
  package static func place(_ rank: Int, in buffer: UnsafeMutableBufferPointer<Double>) {
    var (low, high) = (0, buffer.count - 1)
    guard rank >= low, rank <= high else { return }
    var rounds = 2 * (Int.bitWidth - buffer.count.leadingZeroBitCount) + 8
    while low < high {
      rounds -= 1
      guard rounds > 0 else {
        var rest = UnsafeMutableBufferPointer(rebasing: buffer[low...high])
        rest.sort()
        return
      }
      let pivot = buffer[low + (high - low) / 2]
      var (left, right) = (low, high)
      while left <= right {
        while buffer[left] < pivot { left += 1 }
        while buffer[right] > pivot { right -= 1 }
        if left <= right {
          buffer.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if rank <= right {
        high = right
      } else if rank >= left {
        low = left
      } else {
        return
      }
    }
  }
}

extension Quantile {
  /// The type 7 quantile of values in any order, none NaN; NaN without values. The same bits as of the sorted values. O(n).
  package static func of(_ values: [Double], _ p: Double) -> Double {
    guard !values.isEmpty, p >= 0, p <= 1 else { return .nan }
    let place = place(p, count: values.count)
    var values = values
    return values.withUnsafeMutableBufferPointer { values in
      Selection.place(place.index, in: values)
      let low = values[place.index]
      guard place.share > 0, let next = values[(place.index + 1)...].min() else { return low }
      return between(low, next, place.share)
    }
  }

  /// The median of values in any order, none NaN; NaN without values.
  package static func median(_ values: [Double]) -> Double { of(values, 0.5) }
}
