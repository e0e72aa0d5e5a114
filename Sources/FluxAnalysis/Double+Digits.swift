import Foundation

extension Double {
  /// The number nearest to this one that is a whole multiple of 10^−`places`; itself where that is
  /// too fine for a double to tell.
  ///
  /// Its shortest decimal has no more digits than that: the multiple and the power of ten are exact,
  /// and their quotient is rounded once, to the double that is nearest to the decimal.
  func rounded(toPlaces places: Int) -> Double {
    guard abs(places) <= 22 else { return self }
    let power = Self.powersOfTen[abs(places)]
    let multiple = (places >= 0 ? self * power : self / power).rounded()
    guard abs(multiple) < 0x1p53 else { return self }
    return places >= 0 ? multiple / power : multiple * power
  }

  /// *k* where the number's size is at least 10^*k* and below 10^(*k* + 1), or one off.
  var decimalExponent: Int { Int(log10(abs(self)).rounded(.down)) }

  private static let powersOfTen: [Double] = (0...22).map { pow(10, Double($0)) }
}
