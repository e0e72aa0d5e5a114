import DataFiles

/// Draws a plot whose parts have their places.
struct PlotDrawing {
  let plot: LinePlot
  let layout: PlotLayout
  let x: PlotScale
  let y: PlotScale
  private var xml = XMLWriter()

  init(plot: LinePlot, layout: PlotLayout, x: PlotScale, y: PlotScale) {
    self.plot = plot
    self.layout = layout
    self.x = x
    self.y = y
  }

  mutating func document() -> String {
    let id = identifier
    xml.start(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "width": String(plot.width),
        "height": String(plot.height), "viewBox": "0 0 \(plot.width) \(plot.height)",
        "role": "img", "aria-labelledby": "\(id)-title \(id)-desc", "font-family": "sans-serif",
        "fill": PlotPalette.ink,
      ])
    xml.element("title", ["id": "\(id)-title"], text: plot.title.oneLine)
    xml.element("desc", ["id": "\(id)-desc"], text: description)
    xml.start("defs")
    xml.start("clipPath", ["id": "\(id)-frame"])
    rectangle()
    xml.end()
    xml.end()
    xml.empty(
      "rect", ["width": String(plot.width), "height": String(plot.height), "fill": "#FFFFFF"])
    drawTitle()
    drawGrid()
    xml.start("g", ["clip-path": "url(#\(id)-frame)"])
    drawMarks()
    drawBands()
    drawLevels()
    drawLines()
    xml.end()
    drawAxes()
    drawMarkSymbols()
    drawPoints()
    drawLegend()
    xml.end()
    return String(decoding: xml.bytes, as: UTF8.self)
  }

  /// An id that XML allows.
  private var identifier: String {
    let plain = plot.identifier.unicodeScalars.filter {
      $0.isASCII && ($0.properties.isAlphabetic || $0 == "-" || $0 == "_" || ("0"..."9") ~= $0)
    }
    let text = String(String.UnicodeScalarView(plain))
    return text.unicodeScalars.first?.properties.isAlphabetic == true ? text : "plot" + text
  }

  // MARK: Parts

  private mutating func drawTitle() {
    for (index, line) in layout.titleLines.enumerated() {
      let size = PlotLayout.titleSize
      text(
        line, Double(plot.width) / 2, 12 + size + Double(index) * size * 1.35, size: size,
        anchor: "middle", weight: "bold")
    }
  }

  private mutating func drawGrid() {
    xml.start("g", ["stroke": PlotPalette.grid, "stroke-width": "1"])
    for tick in y.ticks {
      line(layout.left, verticalPlace(tick.value), layout.right, verticalPlace(tick.value))
    }
    xml.end()
  }

  private mutating func drawAxes() {
    rectangle(stroke: PlotPalette.ink)
    xml.start("g", ["stroke": PlotPalette.ink, "stroke-width": "1"])
    for tick in x.ticks {
      line(
        horizontalPlace(tick.value), layout.bottom, horizontalPlace(tick.value), layout.bottom + 5)
    }
    for tick in y.ticks {
      line(layout.left - 5, verticalPlace(tick.value), layout.left, verticalPlace(tick.value))
    }
    xml.end()
    let size = PlotLayout.tickSize
    for tick in x.ticks {
      text(
        tick.label, horizontalPlace(tick.value), layout.bottom + 7 + size, size: size,
        anchor: "middle")
    }
    for tick in y.ticks {
      text(
        tick.label, layout.left - 9, verticalPlace(tick.value) + size * 0.36, size: size,
        anchor: "end")
    }
    drawAxisLabels()
  }

  private mutating func drawAxisLabels() {
    let size = PlotLayout.labelSize
    if y.exponent != 0 {
      text(
        "\u{00D7}" + PlotText.powerOfTen(y.exponent), layout.left - 9, layout.top - 11,
        size: PlotLayout.tickSize, anchor: "end")
    }
    let xPower = x.exponent == 0 ? "" : " \u{00D7}" + PlotText.powerOfTen(x.exponent)
    let (centre, middle) = ((layout.left + layout.right) / 2, (layout.top + layout.bottom) / 2)
    text(
      layout.xLabel + xPower, clamped(centre, layout.xLabel + xPower, Double(plot.width)),
      Double(plot.height) - 12, size: size, anchor: "middle")
    let across = 12 + size * 0.8
    let down = clamped(middle, layout.yLabel, Double(plot.height))
    text(
      layout.yLabel, across, down, size: size, anchor: "middle",
      transform: "rotate(-90 \(number(across)) \(number(down)))")
  }

  /// A centre at which a label does not leave the document.
  private func clamped(_ centre: Double, _ label: String, _ length: Double) -> Double {
    let half = PlotText.width(label, size: PlotLayout.labelSize) / 2 + 12
    return min(max(centre, half), max(length - half, length / 2))
  }

  private mutating func drawMarks() {
    guard let marks = plot.marks else { return }
    xml.start("g", ["stroke": PlotPalette.mark, "stroke-width": "1", "stroke-dasharray": "1 3"])
    for position in marks.positions where x.shows(position) {
      line(horizontalPlace(position), layout.top, horizontalPlace(position), layout.bottom)
    }
    xml.end()
  }

  /// Triangles above the frame, where no line passes, that point to where the marks are.
  private mutating func drawMarkSymbols() {
    for position in plot.marks?.positions ?? [] where x.isInside(position) {
      triangle(horizontalPlace(position), layout.top - 2)
    }
  }

  /// A triangle that stands on its tip.
  private mutating func triangle(_ x: Double, _ tip: Double) {
    let points = [(x - 4.5, tip - 8), (x + 4.5, tip - 8), (x, tip)]
    xml.empty(
      "polygon", ["points": points.map(pair).joined(separator: " "), "fill": PlotPalette.mark])
  }

  private mutating func drawBands() {
    for (index, one) in plot.series.enumerated() {
      guard let band = one.band else { continue }
      let shown = one.x.indices.filter { x.shows(one.x[$0]) && y.shows(band.upper[$0]) }
      let upper = shown.map { point(one.x[$0], band.upper[$0]) }
      let lower = shown.reversed().map { point(one.x[$0], band.lower[$0]) }
      guard upper.count > 1 else { continue }
      xml.empty(
        "polygon",
        [
          "points": (upper + lower).map(pair).joined(separator: " "),
          "fill": PlotPalette.colour(index), "fill-opacity": "0.2",
        ])
    }
  }

  private mutating func drawLevels() {
    for level in plot.levels where y.shows(level.value) {
      let height = verticalPlace(level.value)
      line(
        layout.left, height, layout.right, height,
        stroke: PlotPalette.ink, width: "1.2", dash: "6 4")
    }
  }

  private mutating func drawLines() {
    for (index, one) in plot.series.enumerated() {
      var path = ""
      var isPenDown = false
      for (x, y) in zip(one.x, one.y) {
        guard self.x.shows(x), self.y.shows(y) else {
          isPenDown = false
          continue
        }
        path += (path.isEmpty ? "" : " ") + (isPenDown ? "L" : "M") + pair(point(x, y))
        isPenDown = true
      }
      if path.isEmpty { continue }
      xml.empty(
        "path",
        [
          "d": path, "fill": "none", "stroke": PlotPalette.colour(index), "stroke-width": "2",
          "stroke-linejoin": "round", "stroke-dasharray": PlotPalette.dash(index),
        ])
    }
  }

  private mutating func drawPoints() {
    for (index, one) in plot.points.enumerated() {
      // Not cut by the frame, so that one on the edge is whole.
      for (x, y) in zip(one.x, one.y) where self.x.isInside(x) && self.y.isInside(y) {
        let (across, down) = point(x, y)
        symbol(index, across, down)
      }
    }
  }

  /// Circles, squares, diamonds and triangles, in the colour of their line.
  private mutating func symbol(_ index: Int, _ x: Double, _ y: Double) {
    let colour = PlotPalette.colour(plot.points[index].series ?? plot.series.count + index)
    let style = (fill: "#FFFFFF", width: "1.6")
    if index % 4 == 0 {
      xml.empty(
        "circle",
        [
          "cx": number(x), "cy": number(y), "r": "4", "fill": style.fill, "stroke": colour,
          "stroke-width": style.width,
        ])
      return
    }
    let corners: [(Double, Double)] =
      switch index % 4 {
      case 1: [(-3.6, -3.6), (3.6, -3.6), (3.6, 3.6), (-3.6, 3.6)]
      case 2: [(0, -5), (5, 0), (0, 5), (-5, 0)]
      default: [(0, -4.6), (4.6, 3.6), (-4.6, 3.6)]
      }
    xml.empty(
      "polygon",
      [
        "points": corners.map { pair((x + $0.0, y + $0.1)) }.joined(separator: " "),
        "fill": style.fill, "stroke": colour, "stroke-width": style.width,
      ])
  }

  private mutating func drawLegend() {
    for key in layout.keys {
      let (middle, end) = (key.x + PlotLayout.symbolWidth / 2, key.x + PlotLayout.symbolWidth)
      switch key.symbol {
      case .line(let index):
        if plot.series[index].band != nil {
          xml.empty(
            "rect",
            [
              "x": number(key.x), "y": number(key.y - 6), "width": number(PlotLayout.symbolWidth),
              "height": "12", "fill": PlotPalette.colour(index), "fill-opacity": "0.2",
            ])
        }
        line(
          key.x, key.y, end, key.y,
          stroke: PlotPalette.colour(index), width: "2", dash: PlotPalette.dash(index))
      case .points(let index): symbol(index, middle, key.y)
      case .level:
        line(
          key.x, key.y, end, key.y,
          stroke: PlotPalette.ink, width: "1.2", dash: "6 4")
      case .marks: triangle(middle, key.y + 4)
      }
      let size = PlotLayout.labelSize
      text(key.name, end + 6, key.y + size * 0.36, size: size)
    }
  }

  // MARK: Pieces

  private func horizontalPlace(_ value: Double) -> Double {
    bounded(layout.left + x.place(value) * (layout.right - layout.left))
  }

  /// A band of a logarithmic axis that reaches 0 goes to below the frame.
  private func verticalPlace(_ value: Double) -> Double {
    guard y.shows(value) else { return layout.bottom + 10 }
    return bounded(layout.bottom - y.place(value) * (layout.bottom - layout.top))
  }

  /// Renderers count in single precision: what is far outside the frame stays where they can.
  private func bounded(_ place: Double) -> Double { min(max(place, -1e5), 1e5) }

  private func point(_ x: Double, _ y: Double) -> (Double, Double) {
    (horizontalPlace(x), verticalPlace(y))
  }

  private func number(_ value: Double) -> String { NumberText.text((value * 100).rounded() / 100) }

  private func pair(_ point: (Double, Double)) -> String {
    number(point.0) + "," + number(point.1)
  }

  /// The frame.
  private mutating func rectangle(stroke: String? = nil) {
    xml.empty(
      "rect",
      [
        "x": number(layout.left), "y": number(layout.top),
        "width": number(layout.right - layout.left), "height": number(layout.bottom - layout.top),
        "fill": stroke == nil ? nil : "none", "stroke": stroke,
      ])
  }

  private mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, stroke: String? = nil,
    width: String? = nil, dash: String? = nil
  ) {
    xml.empty(
      "line",
      [
        "x1": number(x1), "y1": number(y1), "x2": number(x2), "y2": number(y2),
        "stroke": stroke, "stroke-width": width, "stroke-dasharray": dash,
      ])
  }

  private mutating func text(
    _ words: String, _ x: Double, _ y: Double, size: Double, anchor: String? = nil,
    weight: String? = nil, transform: String? = nil
  ) {
    xml.element(
      "text",
      [
        "x": number(x), "y": number(y), "font-size": number(size), "text-anchor": anchor,
        "font-weight": weight, "transform": transform,
      ], text: words)
  }
}
