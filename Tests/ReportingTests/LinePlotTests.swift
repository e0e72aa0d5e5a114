import Foundation
import Testing
import TwinFlux

@Suite("Line plots")
struct LinePlotTests {
  private func simple() -> LinePlot {
    var plot = LinePlot(title: "T", x: .init("time (h)"), y: .init("level"))
    plot.series = [.init("line", x: [0, 5, 10], y: [0, 40, 100])]
    (plot.width, plot.height) = (300, 200)
    return plot
  }

  /// What is between `<name` and `>` of every such element.
  private func elements(_ name: String, in svg: String) -> [String] {
    svg.components(separatedBy: "<\(name) ").dropFirst().map { part in
      String(part.prefix { $0 != ">" })
    }
  }

  private func attribute(_ name: String, of element: String) -> String? {
    let parts = element.components(separatedBy: " \(name)=\"")
    let whole = (" " + element).components(separatedBy: " \(name)=\"")
    return (parts.count > 1 ? parts : whole).dropFirst().first.map { value in
      String(value.prefix { $0 != "\"" })
    }
  }

  /// The texts, in the order of the document.
  private func texts(_ svg: String) -> [String] {
    svg.components(separatedBy: "<text ").dropFirst().compactMap { part in
      part.split(separator: ">", maxSplits: 1).dropFirst().first.map {
        String($0.prefix { $0 != "<" })
      }
    }
  }

  /// The numbers of a path or a list of points.
  private func numbers(_ text: String?) -> [Double] {
    (text ?? "").split { "ML, ".contains($0) }.compactMap { Double($0) }
  }

  @Test("coordinates: the ends of the data are the corners of the frame")
  func coordinates() throws {
    let svg = try simple().svg()
    let frame = try #require(elements("rect", in: svg).last)
    let box = ["x", "y", "width", "height"].compactMap {
      attribute($0, of: frame).flatMap { Double($0) }
    }
    // 12 + 1.6·13 + the width of "100" (3·0.64·12) + 10 on the left; half of "10" on the right.
    #expect(box == [65.84, 61.1, 214.48, 85.7])
    let path = try #require(elements("path", in: svg).first)
    // 5 is in the middle, 40 at two fifths from below.
    let (middle, height) = (173.08, 112.52)
    #expect(numbers(attribute("d", of: path)) == [65.84, 146.8, middle, height, 280.32, 61.1])
    #expect(attribute("d", of: path)?.hasPrefix("M65.84,146.8 L173.08,") == true)
  }

  @Test("is well-formed: every element is closed, ids are there once")
  func wellFormed() throws {
    var plot = simple()
    plot.marks = .init("dose", at: [0, 5])
    plot.points = [.init("p", x: [1], y: [2])]
    plot.levels = [.init("LLOQ", at: 10)]
    let svg = try plot.svg()
    #expect(svg.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg "))
    var open: [Substring] = []
    for tag in svg.split(separator: "<").dropFirst(1) {
      if tag.hasPrefix("?") { continue }
      if tag.hasPrefix("/") {
        #expect(open.popLast() == tag.dropFirst().prefix { $0 != ">" })
      } else if !tag.contains("/>") {
        open.append(tag.prefix { $0 != " " && $0 != ">" })
      }
    }
    #expect(open.isEmpty)
    #expect(elements("title", in: svg) == ["id=\"plot-title\""])
    #expect(svg.contains("aria-labelledby=\"plot-title plot-desc\""))
    #expect(svg.components(separatedBy: " id=\"").count == 4)
  }

  @Test("text from outside is escaped, and cut to one line")
  func escaping() throws {
    var plot = simple()
    plot.title = "<script> & \"x\""
    plot.x.label = "a\nb\t<c>"
    plot.series[0].name = "</svg>"
    plot.summary = "\u{0}]]>"
    plot.identifier = "9\"><a"
    let svg = try plot.svg()
    #expect(!svg.contains("<script>") && !svg.contains("</svg><") && !svg.contains("\u{0}"))
    #expect(svg.contains("&lt;script&gt; &amp; &quot;x&quot;"))
    #expect(texts(svg).contains("a b &lt;c&gt;") && svg.contains("id=\"plot9a-title\""))
    #expect(svg.components(separatedBy: "</svg>").count == 2)
  }

  // MARK: Ticks

  private func xTicks(
    _ range: ClosedRange<Double>, _ steps: LinePlot.Axis.Steps = .decimal,
    _ scale: LinePlot.Axis.Scale = .linear
  ) throws -> [String] {
    var plot = LinePlot(
      title: "", x: .init("X", scale: scale, steps: steps, range: range), y: .init("Y"))
    plot.series = [.init("", x: [range.lowerBound, range.upperBound], y: [0, 1])]
    // Of all texts only these are of this size and centred.
    let labels = try plot.svg().components(separatedBy: "\n").filter {
      $0.contains("font-size=\"12\" text-anchor=\"middle\"")
    }
    return texts(labels.joined())
  }

  @Test("ticks are 1, 2 or 5 times a power of ten, as short as they can be")
  func linearTicks() throws {
    #expect(try xTicks(0...10).map { String($0) } == ["0", "2", "4", "6", "8", "10"])
    #expect(try xTicks(0...0.7).first(where: { $0 != "0" }) == "0.1")
    #expect(try xTicks(-3...3).map { String($0) } == ["−3", "−2", "−1", "0", "1", "2", "3"])
    #expect(
      try xTicks(0.03...0.11) == [
        "0.03", "0.04", "0.05", "0.06", "0.07", "0.08", "0.09", "0.10", "0.11",
      ])
    #expect(try xTicks(1000...3000).map { String($0) } == ["1000", "1500", "2000", "2500", "3000"])
    #expect(try xTicks(1999...2000).first == "1999.0")
  }

  @Test("hours are counted in parts and multiples of a day")
  func hourTicks() throws {
    #expect(
      try xTicks(0...168, .hours) == ["0", "24", "48", "72", "96", "120", "144", "168"])
    #expect(try xTicks(0...24, .hours) == ["0", "3", "6", "9", "12", "15", "18", "21", "24"])
    #expect(try xTicks(0...48, .hours) == ["0", "6", "12", "18", "24", "30", "36", "42", "48"])
    #expect(try xTicks(0...2, .hours).contains("0.5"))
    #expect(try xTicks(0...100_000, .hours).count <= 11)
  }

  @Test("powers of ten on a logarithmic axis, and 2 and 5 where there is room")
  func logarithmicTicks() throws {
    #expect(
      try xTicks(0.001...100, .decimal, .logarithmic) == [
        "0.001", "0.01", "0.1", "1", "10", "100",
      ])
    #expect(try xTicks(1...50, .decimal, .logarithmic) == ["1", "2", "5", "10", "20", "50"])
    #expect(try xTicks(1e-9...1e-3, .decimal, .logarithmic).first == "10⁻⁹")
    #expect(try xTicks(1e-300...1e300, .decimal, .logarithmic).count <= 9)
  }

  @Test("a power of ten is taken out of long labels")
  func sharedExponent() throws {
    var plot = simple()
    plot.series[0].y = [0, 4e-6, 1e-5]
    let words = texts(try plot.svg())
    #expect(words.contains("×10⁻⁵") && words.contains("0.8") && words.contains("1.0"))
  }

  // MARK: What is hard to draw

  @Test("a logarithmic axis leaves a gap for 0, and says so")
  func zeros() throws {
    var plot = simple()
    plot.y.scale = .logarithmic
    plot.series = [
      .init(
        "line", x: [0, 1, 2, 3, 4], y: [0, 1, 100, 0, 10],
        band: .init(lower: [0, 0, 50, 0, 5], upper: [0, 2, 200, 0, 20]))
    ]
    let svg = try plot.svg()
    let path = try #require(elements("path", in: svg).first)
    let moves = attribute("d", of: path)?.filter { $0 == "M" || $0 == "L" }
    #expect(moves == "MLM")
    #expect(svg.contains("2 values of 0 are not shown, since an axis is logarithmic."))
    // The band is there where its upper end is, and reaches below the frame where the lower is 0.
    let band = numbers(attribute("points", of: try #require(elements("polygon", in: svg).first)))
    #expect(band.count == 12 && (band.last ?? 0) > 146.8)
    plot.series[0].y[2] = -1
    plot.series[0].band = nil
    #expect(throws: PlotError.negativeOnLogarithmicAxis(axis: "level", value: -1)) {
      try plot.svg()
    }
    plot.series[0].y = [0, 0, 0, 0, 0]
    #expect(throws: PlotError.nothingToShow(axis: "level")) { try plot.svg() }
  }

  @Test("a logarithmic axis does not follow a tail for ever")
  func tail() throws {
    var plot = simple()
    plot.y.scale = .logarithmic
    plot.series[0].y = [100, 1, 1e-200]
    #expect(try plot.svg().contains("from 0.0001 to 100, logarithmic"))
  }

  @Test("values that are no numbers, or do not fit each other, are errors")
  func refused() throws {
    func refuse(_ error: PlotError, _ change: (inout LinePlot) -> Void) {
      var plot = simple()
      change(&plot)
      #expect(throws: error) { try plot.svg() }
    }
    refuse(.differentCounts(name: "line", x: 3, y: 2)) { $0.series[0].y = [1, 2] }
    refuse(.differentCounts(name: "line", x: 3, y: 1)) {
      $0.series[0].band = .init(lower: [1], upper: [2, 3, 4])
    }
    refuse(.notFinite(name: "line", value: .infinity)) { $0.series[0].y[1] = .infinity }
    refuse(.notFinite(name: "LLOQ", value: -.infinity)) {
      $0.levels = [.init("LLOQ", at: -.infinity)]
    }
    refuse(.outOfOrder(name: "line", earlier: 5, later: 4)) { $0.series[0].x[2] = 4 }
    refuse(.bandUpsideDown(name: "line", x: 5)) {
      $0.series[0].band = .init(lower: [0, 2, 0], upper: [1, 1, 1])
    }
    refuse(.nothingToShow(axis: "time (h)")) { $0.series = [] }
    refuse(.range(axis: "level", lower: -1, upper: 1)) {
      $0.y.scale = .logarithmic
      $0.y.range = -1...1
    }
    refuse(.range(axis: "level", lower: 2, upper: 2)) { $0.y.range = 2...2 }
    refuse(.range(axis: "level", lower: -1e308, upper: 1e308)) { $0.y.range = -1e308...1e308 }
    refuse(.tooSmall(width: 60, height: 200)) { $0.width = 60 }
    refuse(.tooSmall(width: 300, height: 90)) { $0.height = 90 }
    refuse(.tooSmall(width: 300, height: Int.max)) { $0.height = .max }
    var plot = simple()
    plot.series[0].x[0] = .nan
    #expect(throws: PlotError.self) { try plot.svg() }
  }

  @Test(
    "extreme numbers draw something finite",
    arguments: [0x0.0000000000001p-1022, 1e-300, 1e-12, 1, 1e12, 1e17, 1e150, 8e307])
  func extremes(_ size: Double) throws {
    for scale in [LinePlot.Axis.Scale.linear, .logarithmic] {
      var plot = simple()
      plot.y.scale = scale
      plot.series[0].y = [size, size, size]
      let svg = try plot.svg()
      let places = numbers(attribute("d", of: try #require(elements("path", in: svg).first)))
      #expect(places.count == 6 && places.allSatisfy { $0.isFinite && abs($0) <= 1e5 })
      #expect(!svg.contains("nan") && !svg.contains("inf\""))
      plot.series[0].x = [size, size, size]
      #expect(!(try plot.svg()).contains("nan"))
    }
  }

  @Test("a point outside the range is left out, a line to it is cut by the frame")
  func outside() throws {
    var plot = simple()
    plot.y.range = 0...50
    plot.points = [.init("p", x: [1, 2, 20], y: [10, 60, 10])]
    plot.x.range = 0...10
    let svg = try plot.svg()
    // One in the frame and one in the legend.
    #expect(elements("circle", in: svg).count == 2)
    #expect(svg.contains("clip-path=\"url(#plot-frame)\""))
  }

  @Test("lines differ in colour, and then in dash")
  func colours() throws {
    var plot = simple()
    plot.series = (0..<14).map { .init("l\($0)", x: [0, 1], y: [0, Double($0)]) }
    (plot.width, plot.height) = (900, 600)
    let paths = elements("path", in: try plot.svg()).map { path in
      (attribute("stroke", of: path) ?? "") + (attribute("stroke-dasharray", of: path) ?? "")
    }
    #expect(Set(paths).count == 14)
  }

  @Test("a long title and a long name stay inside")
  func longTexts() throws {
    var plot = simple()
    plot.title = String(repeating: "word ", count: 100)
    plot.series[0].name = String(repeating: "n", count: 5000)
    plot.height = 300
    let words = texts(try plot.svg())
    #expect(words.allSatisfy { $0.count < 80 })
    #expect(words.count { $0.hasSuffix("…") } == 2)
  }

  @Test("the same plot gives the same text")
  func deterministic() throws { #expect(try simple().svg() == simple().svg()) }
}
