/// A plot of lines over a common x axis, with bands, points, and marks: a value that becomes SVG.
///
///     var plot = LinePlot(title: "Losartan", x: .init("time (h)", steps: .hours), y: .init("mmol/L"))
///     plot.series = [.init("losartan", x: times, y: levels, band: .init(lower: low, upper: high))]
///     plot.marks = .init("dose", at: [0, 24, 48])
///     let svg = try plot.svg()
///
/// The text is the same for the same plot. Lines differ in colour, and from the eighth on in dash
/// too; names stand in a legend above the frame, where they cover nothing.
public struct LinePlot: Sendable, Hashable {
  public struct Axis: Sendable, Hashable {
    public enum Scale: Sendable, Hashable {
      case linear
      /// A line has a gap where its value is 0; a band that reaches 0 goes to the end of the axis.
      /// Without a range of its own the axis shows at most ``LinePlot/logarithmicSpan``.
      case logarithmic
    }

    /// What the steps between ticks may be.
    public enum Steps: Sendable, Hashable {
      /// 1, 2 or 5 times a power of ten.
      case decimal
      /// 1, 2, 3, 4, 6, 12, 24 h and multiples of a day, where the axis is longer than 4 h.
      case hours
    }

    /// With the unit.
    public var label: String
    public var scale: Scale
    public var steps: Steps
    /// What the axis shows; `nil` for all that there is. What is outside is cut off at the frame.
    public var range: ClosedRange<Double>?

    public init(
      _ label: String, scale: Scale = .linear, steps: Steps = .decimal,
      range: ClosedRange<Double>? = nil
    ) {
      self.label = label
      self.scale = scale
      self.steps = steps
      self.range = range
    }
  }

  /// A shaded band around a line.
  public struct Band: Sendable, Hashable {
    /// One for each x of the line.
    public var lower: [Double]
    public var upper: [Double]

    public init(lower: [Double], upper: [Double]) {
      self.lower = lower
      self.upper = upper
    }
  }

  public struct Series: Sendable, Hashable {
    public var name: String
    /// In order.
    public var x: [Double]
    public var y: [Double]
    public var band: Band?

    public init(_ name: String, x: [Double], y: [Double], band: Band? = nil) {
      self.name = name
      self.x = x
      self.y = y
      self.band = band
    }
  }

  /// Single points, such as measurements.
  public struct Points: Sendable, Hashable {
    public var name: String
    public var x: [Double]
    public var y: [Double]
    /// The line of the same colour; `nil` for a colour of their own.
    public var series: Int?

    public init(_ name: String, x: [Double], y: [Double], series: Int? = nil) {
      self.name = name
      self.x = x
      self.y = y
      self.series = series
    }
  }

  /// Events on the x axis, such as doses.
  public struct Marks: Sendable, Hashable {
    public var name: String
    public var positions: [Double]

    public init(_ name: String, at positions: [Double]) {
      self.name = name
      self.positions = positions
    }
  }

  /// A horizontal line, such as a limit of quantification or a threshold.
  public struct Level: Sendable, Hashable {
    public var name: String
    public var value: Double

    public init(_ name: String, at value: Double) {
      self.name = name
      self.value = value
    }
  }

  /// Six powers of ten: how far below its highest value a logarithmic axis goes by itself.
  public static let logarithmicSpan = 1e6

  public var title: String
  /// For those who cannot see it: what the plot is to show. Axes and names are described besides.
  public var summary = ""
  public var x: Axis
  public var y: Axis
  public var series: [Series] = []
  public var points: [Points] = []
  public var marks: Marks?
  public var levels: [Level] = []
  /// In px.
  public var width = 720
  /// In px.
  public var height = 440
  /// What the ids in the document begin with, so that several can stand on one page.
  public var identifier = "plot"

  public init(title: String, x: Axis, y: Axis) {
    self.title = title
    self.x = x
    self.y = y
  }

  /// The plot as an SVG document, text in the generic family `sans-serif`. Inside HTML the first
  /// line, the XML declaration, has to be left out.
  ///
  /// - Throws: ``PlotError`` for numbers that are not finite, arrays of different length, x values
  ///   out of order, a band upside down, nothing to show, a negative value on a logarithmic axis,
  ///   or a size too small for its labels.
  /// - Complexity: O(points).
  public func svg() throws(PlotError) -> String {
    try checkValues()
    let xScale = try PlotScale(x, values: xValues, isVertical: false)
    let yScale = try PlotScale(y, values: yValues, isVertical: true)
    var drawing = PlotDrawing(
      plot: self, layout: try PlotLayout(self, x: xScale, y: yScale), x: xScale, y: yScale)
    return drawing.document()
  }

  // MARK: Checks

  private var xValues: [Double] {
    series.flatMap(\.x) + points.flatMap(\.x) + (marks?.positions ?? [])
  }

  private var yValues: [Double] {
    series.flatMap { $0.y + ($0.band.map { $0.lower + $0.upper } ?? []) } + points.flatMap(\.y)
      + levels.map(\.value)
  }

  private func checkValues() throws(PlotError) {
    for one in series {
      try Self.check(one.x, one.y, of: one.name)
      for (earlier, later) in zip(one.x, one.x.dropFirst()) where later < earlier {
        throw .outOfOrder(name: one.name, earlier: earlier, later: later)
      }
      guard let band = one.band else { continue }
      try Self.check(one.x, band.lower, of: one.name)
      try Self.check(one.x, band.upper, of: one.name)
      for (index, (lower, upper)) in zip(band.lower, band.upper).enumerated() where lower > upper {
        throw .bandUpsideDown(name: one.name, x: one.x[index])
      }
    }
    for one in points { try Self.check(one.x, one.y, of: one.name) }
    try Self.checkFinite(marks?.positions ?? [], of: marks?.name ?? "")
    for level in levels { try Self.checkFinite([level.value], of: level.name) }
  }

  private static func check(
    _ x: [Double], _ y: [Double], of name: String
  ) throws(PlotError) {
    if x.count != y.count { throw .differentCounts(name: name, x: x.count, y: y.count) }
    try checkFinite(x, of: name)
    try checkFinite(y, of: name)
  }

  private static func checkFinite(_ values: [Double], of name: String) throws(PlotError) {
    for value in values where !value.isFinite { throw .notFinite(name: name, value: value) }
  }
}
