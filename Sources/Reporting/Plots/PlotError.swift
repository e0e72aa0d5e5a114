/// Why there is no plot.
public enum PlotError: Error, Sendable, Hashable {
  case nothingToShow(axis: String)
  case notFinite(name: String, value: Double)
  case differentCounts(name: String, x: Int, y: Int)
  case outOfOrder(name: String, earlier: Double, later: Double)
  case bandUpsideDown(name: String, x: Double)
  case negativeOnLogarithmicAxis(axis: String, value: Double)
  case range(axis: String, lower: Double, upper: Double)
  case tooSmall(width: Int, height: Int)
}

extension PlotError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .nothingToShow(let axis):
      "The axis '\(axis)' has no value to show. Give a line or points, and on a logarithmic axis one "
        + "value above 0."
    case .notFinite(let name, let value):
      "'\(name)' has a value that is \(value). Leave it out, or give a number."
    case .differentCounts(let name, let x, let y):
      "'\(name)' has \(x) x values and \(y) y values. Give one y for each x."
    case .outOfOrder(let name, let earlier, let later):
      "'\(name)' has the x value \(later) behind \(earlier). Sort by x."
    case .bandUpsideDown(let name, let x):
      "The band of '\(name)' has its lower end above its upper end at \(x). Swap them."
    case .negativeOnLogarithmicAxis(let axis, let value):
      "The axis '\(axis)' is logarithmic and cannot show \(value). Use a linear one."
    case .range(let axis, let lower, let upper):
      "The axis '\(axis)' cannot run from \(lower) to \(upper). Give a finite range, from below to "
        + "above, and above 0 on a logarithmic axis."
    case .tooSmall(let width, let height):
      "\(width) by \(height) px is no size for this plot: labels take all of it, or it is above "
        + "\(PlotLayout.greatestSide) px. Choose another."
    }
  }
}
