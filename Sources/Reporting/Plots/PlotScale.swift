import Foundation

/// A tick: where it is, and how it is labelled.
struct PlotTick: Sendable, Hashable {
  var value: Double
  var label: String
}

/// The range of an axis, its ticks, and the place of a value between 0 and 1.
struct PlotScale: Sendable {
  let lower: Double
  let upper: Double
  let ticks: [PlotTick]
  /// The power of ten that the labels leave out; 0 for none.
  let exponent: Int
  private let isLogarithmic: Bool

  /// About as many ticks as an axis can have before its labels touch.
  private static let mostTicks = 9

  /// - Parameter isVertical: Whether the axis shows 0 and ends at ticks: a level reads best against
  ///   0, while a time axis has no more than its times.
  init(_ axis: LinePlot.Axis, values: [Double], isVertical: Bool) throws(PlotError) {
    isLogarithmic = axis.scale == .logarithmic
    var (low, high) = try Self.range(axis, values, isVertical: isVertical)
    // Twice the half, since the difference of two numbers can be too large for a number.
    guard low < high, (high / 2 - low / 2).isFinite, high - low < .infinity else {
      throw .range(axis: axis.label, lower: low, upper: high)
    }
    if isLogarithmic {
      let ticks = LogarithmicTicks(low, high, extends: axis.range == nil && isVertical)
      (lower, upper, exponent) = (ticks.lower, ticks.upper, 0)
      self.ticks = ticks.all
      return
    }
    let step = PlotStep(span: high - low, most: Self.mostTicks - 1, steps: axis.steps)
    if axis.range == nil, isVertical {
      low = step.multiple(below: low)
      high = step.multiple(above: high)
      // What is less than the slack of the steps above 0 still needs an axis.
      if low >= high { high = step.multiple(above: low + step.size) }
    }
    (lower, upper) = (low, high)
    exponent = step.sharedExponent(of: max(abs(low), abs(high)))
    ticks = step.ticks(from: low, to: high, exponent: exponent)
  }

  /// Where a value is, from 0 at the lower end to 1 at the upper one; outside for one that is outside.
  func place(_ value: Double) -> Double {
    // Differences of logarithms, since a quotient can be too large for a number.
    if isLogarithmic { return (log(value) - log(lower)) / (log(upper) - log(lower)) }
    return (value - lower) / (upper - lower)
  }

  /// Whether a value has a place.
  func shows(_ value: Double) -> Bool { !isLogarithmic || value > 0 }

  /// Whether a value lies on the axis, to a rounding.
  func isInside(_ value: Double) -> Bool {
    shows(value) && (-1e-9...1 + 1e-9).contains(place(value))
  }

  // MARK: The range

  private static func range(
    _ axis: LinePlot.Axis, _ values: [Double], isVertical: Bool
  ) throws(PlotError) -> (Double, Double) {
    let isLogarithmic = axis.scale == .logarithmic
    if isLogarithmic, let negative = values.first(where: { $0 < 0 }) {
      throw .negativeOnLogarithmicAxis(axis: axis.label, value: negative)
    }
    if let range = axis.range {
      let (low, high) = (range.lowerBound, range.upperBound)
      guard low.isFinite, high.isFinite, low < high, !isLogarithmic || low > 0 else {
        throw .range(axis: axis.label, lower: low, upper: high)
      }
      return (low, high)
    }
    let shown = isLogarithmic ? values.filter { $0 > 0 } : values
    guard let least = shown.min(), let greatest = shown.max() else {
      throw .nothingToShow(axis: axis.label)
    }
    if isLogarithmic {
      let low = max(least, greatest / LinePlot.logarithmicSpan)
      if low < greatest { return (low, greatest) }
      return (
        max(greatest / 2, .leastNonzeroMagnitude),
        min(greatest * 2, .greatestFiniteMagnitude)
      )
    }
    let low = isVertical ? min(least, 0) : least
    let high = isVertical ? max(greatest, 0) : greatest
    // A single value still needs an axis.
    return low < high ? (low, high) : (low, low + max(1, abs(low)))
  }
}

/// The distance between the ticks of a linear axis: *digit · 10^power*.
struct PlotStep: Sendable, Hashable {
  let digit: Int
  let power: Int

  private static let hours = [1, 2, 3, 4, 6, 12, 24, 48, 72, 96, 120, 168, 240, 336, 480, 720]

  /// The shortest step that cuts `span` into at most `most` parts.
  init(span: Double, most: Int, steps: LinePlot.Axis.Steps) {
    // Below, the power of ten would not be a number any more.
    let least = max(span / Double(most), .leastNormalMagnitude)
    if steps == .hours, span > 4, let step = Self.hours.first(where: { Double($0) >= least }) {
      (digit, power) = (step, 0)
      return
    }
    let power = Int(log10(least).rounded(.down))
    let unit = Self.powerOfTen(power)
    // A little slack, since the quotient of two powers of ten can be above 1 by a rounding.
    let digit = [1, 2, 5, 10].first { Double($0) * unit >= least * (1 - 1e-9) } ?? 10
    (self.digit, self.power) = digit == 10 ? (1, power + 1) : (digit, power)
  }

  /// Correctly rounded, which a repeated product would not be.
  static func powerOfTen(_ power: Int) -> Double { Double("1e\(power)") ?? pow(10, Double(power)) }

  /// *count · digit · 10^power*, with one rounding where the power is small.
  private func value(_ count: Int) -> Double {
    let whole = Double(count * digit)
    return power < 0 ? whole / Self.powerOfTen(-power) : whole * Self.powerOfTen(power)
  }

  var size: Double { value(1) }

  /// How many steps a number is, within what an integer of this size can be.
  private func count(_ number: Double, _ rule: FloatingPointRoundingRule) -> Int {
    Int(max(-1e16, min(1e16, (number / size).rounded(rule))))
  }

  func multiple(below number: Double) -> Double { value(count(number + 1e-9 * size, .down)) }
  func multiple(above number: Double) -> Double { value(count(number - 1e-9 * size, .up)) }

  /// The power of ten to leave out of labels that would be long; 0 where they are short.
  func sharedExponent(of greatest: Double) -> Int {
    let exponent = greatest > 0 ? Int(log10(greatest).rounded(.down)) : 0
    return (-3...4).contains(exponent) ? 0 : exponent
  }

  func ticks(from low: Double, to high: Double, exponent: Int) -> [PlotTick] {
    let first = count(low - 1e-9 * size, .up)
    let last = count(high + 1e-9 * size, .down)
    guard first <= last, last - first < 100 else { return [] }
    return (first...last).map { count in
      PlotTick(
        value: value(count), label: Self.text(count * digit, power: power - exponent))
    }
  }

  /// A whole number times a power of ten, in plain decimals.
  static func text(_ whole: Int, power: Int) -> String {
    if whole == 0 { return "0" }
    let sign = whole < 0 ? "\u{2212}" : ""
    var digits = String(whole.magnitude)
    if power >= 0 { return sign + digits + String(repeating: "0", count: power) }
    if digits.count <= -power {
      digits = String(repeating: "0", count: 1 - power - digits.count) + digits
    }
    return sign + digits.dropLast(-power) + "." + digits.suffix(-power)
  }
}

/// The ticks of a logarithmic axis: powers of ten, and between them 2 and 5 where there is room.
private struct LogarithmicTicks {
  private(set) var lower: Double
  private(set) var upper: Double
  private(set) var all: [PlotTick] = []

  /// - Parameter extends: Whether the axis grows to the next tick on both sides.
  init(_ low: Double, _ high: Double, extends: Bool) {
    (lower, upper) = (low, high)
    let decades = log10(high) - log10(low)
    let digits = decades < 2.5 ? [1, 2, 5] : [1]
    if extends {
      lower = Self.neighbour(of: low, digits, above: false)
      upper = Self.neighbour(of: high, digits, above: true)
    }
    // At most nine labels: every second or third power of ten on a long axis.
    let stride = max(1, Int(((log10(upper) - log10(lower)) / 8).rounded(.up)))
    let first = Int(log10(lower).rounded(.down))
    let last = Int(log10(upper).rounded(.up))
    for power in first...max(first, last) where power % stride == 0 {
      for digit in digits {
        let value = Double("\(digit)e\(power)") ?? 0
        guard value >= lower * (1 - 1e-9), value <= upper * (1 + 1e-9), value > 0 else { continue }
        all.append(PlotTick(value: value, label: Self.label(digit, power)))
      }
    }
  }

  /// The nearest of the ticks that may be, at the number or beyond it.
  private static func neighbour(of number: Double, _ digits: [Int], above: Bool) -> Double {
    let power = Int(log10(number).rounded(.down))
    let candidates = (power - 1...power + 1).flatMap { power in
      digits.compactMap { Double("\($0)e\(power)") }
    }.filter { $0 > 0 && $0.isFinite }
    let found =
      above
      ? candidates.first { $0 >= number * (1 - 1e-9) }
      : candidates.last { $0 <= number * (1 + 1e-9) }
    return found ?? number
  }

  private static func label(_ digit: Int, _ power: Int) -> String {
    if (-3...4).contains(power) { return PlotStep.text(digit, power: power) }
    return (digit == 1 ? "" : "\(digit)\u{00B7}") + PlotText.powerOfTen(power)
  }
}
