import DataFiles

extension PlotDrawing {
  /// The plot in words.
  var description: String {
    var parts = plot.summary.isEmpty ? [] : [plot.summary.oneLine]
    for (name, axis, scale) in [("x", plot.x, x), ("y", plot.y, y)] {
      let kind = axis.scale == .logarithmic ? ", logarithmic" : ""
      parts.append(
        "The \(name) axis is \(axis.label.oneLine), from \(NumberText.text(scale.lower)) to "
          + "\(NumberText.text(scale.upper))\(kind).")
    }
    let lines = plot.series.map { ($0.band == nil ? "" : "with a band, ") + $0.name.oneLine }
    if !lines.isEmpty { parts.append("Lines: \(lines.joined(separator: "; ")).") }
    let points = plot.points.map { "\($0.name.oneLine) (\($0.x.count))" }
    if !points.isEmpty { parts.append("Points: \(points.joined(separator: "; ")).") }
    let levels = plot.levels.map { "\($0.name.oneLine) at \(NumberText.text($0.value))" }
    if !levels.isEmpty { parts.append("Levels: \(levels.joined(separator: "; ")).") }
    if let marks = plot.marks, !marks.positions.isEmpty {
      let places = marks.positions.prefix(50).map(NumberText.text).joined(separator: ", ")
      let more = marks.positions.count > 50 ? " and \(marks.positions.count - 50) more" : ""
      parts.append("\(marks.name.oneLine) at \(places)\(more).")
    }
    let hidden = hiddenCount
    if hidden > 0 {
      parts.append("\(hidden) values of 0 are not shown, since an axis is logarithmic.")
    }
    return parts.joined(separator: " ")
  }

  private var hiddenCount: Int {
    let places = plot.series.map { ($0.x, $0.y) } + plot.points.map { ($0.x, $0.y) }
    return places.reduce(0) { sum, place in
      sum + zip(place.0, place.1).count { !x.shows($0) || !y.shows($1) }
    }
  }
}
