import DataFiles

/// Points in a plane: patients by principal components, reactions by effect and p-value.
///
/// Points of one series share a colour and a symbol; names stand in a legend above the frame.
struct ScatterPlot: Sendable, Hashable {
  struct Series: Sendable, Hashable {
    var name: String
    var x: [Double]
    var y: [Double]
    /// As text, shown when the pointer rests on a point; one for each, or none.
    var labels: [String] = []
    var colour: String
    /// In px.
    var radius = 4.5
    /// Whether points are filled rather than ringed: for many small ones.
    var isFilled = false
  }

  /// A text beside a point.
  struct Note: Sendable, Hashable {
    var x: Double
    var y: Double
    var text: String
  }

  var title: String
  var summary: String
  var x: LinePlot.Axis
  var y: LinePlot.Axis
  var series: [Series]
  var notes: [Note] = []
  /// A dashed horizontal line, and its name.
  var level: LinePlot.Level?
  var identifier: String
  var width = 900
  var height = 460

  private static let margin = (left: 72.0, right: 20.0, top: 44.0, bottom: 58.0)

  /// Draws the plot as an `svg` element.
  ///
  /// - Throws: ``PlotError`` for numbers that are not finite, or nothing to show.
  /// - Complexity: O(points).
  func draw(into xml: inout XMLWriter) throws(PlotError) {
    let xs = series.flatMap(\.x)
    let ys = series.flatMap(\.y) + (level.map { [$0.value] } ?? [])
    for value in xs + ys where !value.isFinite { throw .notFinite(name: title, value: value) }
    let scales = (
      x: try PlotScale(padded(x, xs), values: xs, isVertical: false),
      y: try PlotScale(padded(y, ys), values: ys, isVertical: true)
    )
    var drawing = Drawing(plot: self, x: scales.x, y: scales.y)
    drawing.draw(into: &xml)
  }

  /// A little room around the points, where the axis has no range of its own.
  private func padded(_ axis: LinePlot.Axis, _ values: [Double]) -> LinePlot.Axis {
    guard axis.range == nil, let low = values.min(), let high = values.max(),
      (high - low).isFinite
    else { return axis }
    let room = high > low ? 0.07 * (high - low) : max(1e-3, abs(low) * 0.1)
    var axis = axis
    axis.range = low - room...high + room
    return axis
  }

  private struct Drawing {
    let plot: ScatterPlot
    let x: PlotScale
    let y: PlotScale
    private let (left, right, top, bottom): (Double, Double, Double, Double)

    init(plot: ScatterPlot, x: PlotScale, y: PlotScale) {
      (self.plot, self.x, self.y) = (plot, x, y)
      left = ScatterPlot.margin.left
      right = Double(plot.width) - ScatterPlot.margin.right
      top = ScatterPlot.margin.top
      bottom = Double(plot.height) - ScatterPlot.margin.bottom
    }

    func across(_ value: Double) -> Double { left + x.place(value) * (right - left) }
    func down(_ value: Double) -> Double { bottom - y.place(value) * (bottom - top) }

    /// A hundredth of a px is finer than anyone sees.
    func number(_ value: Double) -> String {
      NumberText.text((value * 100).rounded() / 100)
    }

    mutating func draw(into xml: inout XMLWriter) {
      xml.start(
        "svg",
        [
          "xmlns": "http://www.w3.org/2000/svg", "width": String(plot.width),
          "height": String(plot.height), "viewBox": "0 0 \(plot.width) \(plot.height)",
          "role": "img", "aria-labelledby": "\(plot.identifier)-t \(plot.identifier)-d",
          "font-family": "sans-serif", "fill": PlotPalette.ink,
        ])
      xml.element("title", ["id": "\(plot.identifier)-t"], text: plot.title)
      xml.element("desc", ["id": "\(plot.identifier)-d"], text: plot.summary)
      drawAxes(&xml)
      drawLevel(&xml)
      for series in plot.series { draw(series, &xml) }
      drawNotes(&xml)
      drawLegend(&xml)
      xml.end()
    }

    private func drawAxes(_ xml: inout XMLWriter) {
      xml.start("g", ["stroke": PlotPalette.grid])
      for tick in y.ticks { line(&xml, left, down(tick.value), right, down(tick.value)) }
      for tick in x.ticks { line(&xml, across(tick.value), top, across(tick.value), bottom) }
      xml.end()
      xml.empty(
        "rect",
        [
          "x": number(left), "y": number(top), "width": number(right - left),
          "height": number(bottom - top), "fill": "none", "stroke": PlotPalette.mark,
        ])
      for tick in x.ticks {
        text(&xml, tick.label, across(tick.value), bottom + 18, anchor: "middle")
      }
      for tick in y.ticks {
        text(&xml, tick.label, left - 8, down(tick.value) + 4, anchor: "end")
      }
      let (xPower, yPower) = (power(x.exponent), power(y.exponent))
      text(
        &xml, plot.x.label + xPower, (left + right) / 2, Double(plot.height) - 14, size: 13,
        anchor: "middle")
      let middle = (top + bottom) / 2
      text(
        &xml, plot.y.label + yPower, 20, middle, size: 13, anchor: "middle",
        transform: "rotate(-90 20 \(number(middle)))")
    }

    private func power(_ exponent: Int) -> String {
      exponent == 0 ? "" : " \u{00D7}" + PlotText.powerOfTen(exponent)
    }

    private func drawLevel(_ xml: inout XMLWriter) {
      guard let level = plot.level else { return }
      let height = down(level.value)
      xml.start("g", ["stroke": PlotPalette.mark, "stroke-dasharray": "6 4"])
      line(&xml, left, height, right, height)
      xml.end()
      text(&xml, level.name, right - 6, height - 5, size: 11, anchor: "end")
    }

    private func draw(_ series: Series, _ xml: inout XMLWriter) {
      let fill = series.isFilled ? series.colour : "#FFFFFF"
      xml.start(
        "g",
        [
          "fill": fill, "stroke": series.isFilled ? nil : series.colour,
          "stroke-width": series.isFilled ? nil : "2",
          "fill-opacity": series.isFilled ? "0.55" : nil,
        ])
      for (index, (x, y)) in zip(series.x, series.y).enumerated() {
        let place: XMLWriter.Attributes = [
          "cx": number(across(x)), "cy": number(down(y)), "r": number(series.radius),
        ]
        if series.labels.indices.contains(index) {
          xml.start("circle", place)
          xml.element("title", text: series.labels[index])
          xml.end()
        } else {
          xml.empty("circle", place)
        }
      }
      xml.end()
    }

    /// Each above or below its point, where it meets no earlier one; left out where it would.
    private func drawNotes(_ xml: inout XMLWriter) {
      var taken: [(x: Double, y: Double, half: Double)] = []
      for note in plot.notes {
        let half = PlotText.width(note.text, size: 11) / 2
        let centre = min(max(across(note.x), left + half + 3), right - half - 3)
        for height in [down(note.y) - 8, down(note.y) + 16, down(note.y) - 20] {
          let meets = taken.contains {
            abs($0.x - centre) < $0.half + half && abs($0.y - height) < 13
          }
          guard !meets, height > top + 10, height < bottom - 3 else { continue }
          text(&xml, note.text, centre, height, size: 11, anchor: "middle")
          taken.append((centre, height, half))
          break
        }
      }
    }

    private func drawLegend(_ xml: inout XMLWriter) {
      var place = left
      for series in plot.series where !series.x.isEmpty {
        let name = PlotText.cut("\(series.name) (\(series.x.count))", size: 12, width: 300)
        xml.empty(
          "circle",
          [
            "cx": number(place + 6), "cy": "24", "r": "5",
            "fill": series.isFilled ? series.colour : "#FFFFFF", "stroke": series.colour,
            "stroke-width": "2",
          ])
        text(&xml, name, place + 17, 28, size: 12)
        place += PlotText.width(name, size: 12) + 34
      }
    }

    private func line(
      _ xml: inout XMLWriter, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double
    ) {
      xml.empty(
        "line", ["x1": number(x1), "y1": number(y1), "x2": number(x2), "y2": number(y2)])
    }

    private func text(
      _ xml: inout XMLWriter, _ text: String, _ x: Double, _ y: Double, size: Double = 11.5,
      anchor: String? = nil, transform: String? = nil
    ) {
      xml.element(
        "text",
        [
          "x": number(x), "y": number(y), "font-size": number(size), "text-anchor": anchor,
          "transform": transform,
        ], text: text)
    }
  }
}
