/// Where the parts of a plot are, in px from the upper left corner.
struct PlotLayout: Sendable {
  /// An entry of the legend.
  struct Key: Sendable, Hashable {
    enum Symbol: Sendable, Hashable {
      case line(Int)
      case points(Int)
      case marks
      case level(Int)
    }

    var symbol: Symbol
    var name: String
    var x = 0.0
    /// Of the middle of its line.
    var y = 0.0
  }

  static let greatestSide = 20_000
  static let titleSize = 16.0
  static let labelSize = 13.0
  static let tickSize = 12.0
  static let symbolWidth = 26.0
  private static let outerMargin = 12.0
  private static let lineHeight = 1.35

  let titleLines: [String]
  let keys: [Key]
  let xLabel: String
  let yLabel: String
  /// Of the frame.
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double

  init(_ plot: LinePlot, x: PlotScale, y: PlotScale) throws(PlotError) {
    let sides = 1...Self.greatestSide
    guard sides.contains(plot.width), sides.contains(plot.height) else {
      throw .tooSmall(width: plot.width, height: plot.height)
    }
    let (width, height) = (Double(plot.width), Double(plot.height))
    let margin = Self.outerMargin
    titleLines = PlotText.lines(
      plot.title, size: Self.titleSize, width: width - 2 * margin, most: 3)
    let widest = y.ticks.map { PlotText.width($0.label, size: Self.tickSize) }.max() ?? 0
    let power = y.exponent == 0 ? "" : "\u{00D7}" + PlotText.powerOfTen(y.exponent)
    left =
      margin + Self.labelSize * 1.6 + 10
      + max(widest, PlotText.width(power, size: Self.tickSize) - Self.labelSize)
    // Half of the last label of the x axis stands out.
    let last = x.ticks.last.map { PlotText.width($0.label, size: Self.tickSize) } ?? 0
    right = width - margin - max(6, last / 2)
    let titleEnd = margin + Double(titleLines.count) * Self.titleSize * Self.lineHeight
    let legend = Self.legend(of: plot, left: left, right: right, top: titleEnd)
    keys = legend.keys
    // Room for the shared power of ten, and for the marks, which stand above the frame.
    let marksHeight = plot.marks?.positions.isEmpty == false ? 16.0 : 8
    top = legend.bottom + (y.exponent == 0 ? marksHeight : Self.tickSize * 1.9)
    bottom = height - margin - Self.labelSize * 1.6 - Self.tickSize * 1.7
    guard right - left >= 40, bottom - top >= 40 else {
      throw .tooSmall(width: plot.width, height: plot.height)
    }
    xLabel = PlotText.cut(
      plot.x.label.oneLine, size: Self.labelSize, width: width - 2 * margin)
    yLabel = PlotText.cut(
      plot.y.label.oneLine, size: Self.labelSize, width: height - 2 * margin)
  }

  /// The entries in rows from the left, as many in each as fit.
  private static func legend(
    of plot: LinePlot, left: Double, right: Double, top: Double
  ) -> (keys: [Key], bottom: Double) {
    var keys = plot.series.enumerated().map { Key(symbol: .line($0), name: $1.name) }
    keys += plot.points.enumerated().map { Key(symbol: .points($0), name: $1.name) }
    keys += plot.levels.enumerated().map { Key(symbol: .level($0), name: $1.name) }
    if let marks = plot.marks { keys.append(Key(symbol: .marks, name: marks.name)) }
    let row = labelSize * 1.5
    var (x, y) = (left, top + row / 2)
    for index in keys.indices {
      let name = PlotText.cut(
        keys[index].name.oneLine, size: labelSize, width: right - left - symbolWidth - 8)
      let width = symbolWidth + 6 + PlotText.width(name, size: labelSize) + 16
      if x > left, x + width > right + 16 { (x, y) = (left, y + row) }
      (keys[index].name, keys[index].x, keys[index].y) = (name, x, y)
      x += width
    }
    return (keys, keys.isEmpty ? top : y + row / 2)
  }
}

extension String {
  /// With a blank for every line break and tab.
  var oneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
