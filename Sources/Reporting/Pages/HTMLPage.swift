import DataFiles
import Foundation

/// A page of HTML that needs nothing else: no script, no other file, no network. All text is escaped.
struct HTMLPage {
  private(set) var xml = XMLWriter()

  /// Opens a page with a heading.
  init(title: String, subtitle: String) {
    xml.start("html", ["lang": "en"])
    xml.start("head")
    xml.empty("meta", ["charset": "utf-8"])
    xml.empty("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
    xml.element("title", text: title)
    xml.element("style", text: Self.style)
    xml.end()
    xml.start("body")
    xml.start("header")
    xml.element("h1", text: title)
    xml.element("p", ["class": "sub"], text: subtitle)
    xml.end()
    xml.start("main")
  }

  /// The finished page.
  mutating func finish(footer: String) -> [UInt8] {
    xml.end()
    xml.element("footer", text: footer)
    xml.end()
    xml.end()
    // In place of the XML declaration.
    let start = xml.bytes.firstIndex(of: 10).map { $0 + 1 } ?? 0
    return Array("<!DOCTYPE html>\n".utf8) + xml.bytes[start...]
  }

  mutating func heading(_ text: String) { xml.element("h2", text: text) }
  mutating func paragraph(_ text: String) { xml.element("p", text: text) }
  mutating func note(_ text: String) { xml.element("p", ["class": "note"], text: text) }
  mutating func warning(_ text: String) { xml.element("p", ["class": "warn"], text: text) }

  mutating func list(_ items: [String]) {
    if items.isEmpty { return }
    xml.start("ul")
    for item in items { xml.element("li", text: item) }
    xml.end()
  }

  /// Large numbers with a line under each.
  mutating func tiles(_ tiles: [(value: String, label: String)]) {
    xml.start("div", ["class": "tiles"])
    for tile in tiles {
      xml.start("div")
      xml.element("strong", text: tile.value)
      xml.element("span", text: tile.label)
      xml.end()
    }
    xml.end()
  }

  struct Column {
    var name: String
    var isNumber = false

    static func text(_ name: String) -> Column { Column(name: name) }
    static func number(_ name: String) -> Column { Column(name: name, isNumber: true) }
  }

  /// A cell, with a line in small letters under its text.
  struct Cell: ExpressibleByStringInterpolation {
    var text: String
    var detail = ""

    init(_ text: String, _ detail: String = "") { (self.text, self.detail) = (text, detail) }
    init(stringLiteral text: String) { self.text = text }
  }

  mutating func table(_ columns: [Column], _ rows: [[String]]) {
    table(columns, rows.map { $0.map { Cell($0) } })
  }

  mutating func table(_ columns: [Column], _ rows: [[Cell]]) {
    xml.start("div", ["class": "scroll"])
    xml.start("table")
    xml.start("thead")
    xml.start("tr")
    for column in columns {
      xml.element("th", ["class": column.isNumber ? "n" : nil, "scope": "col"], text: column.name)
    }
    xml.end()
    xml.end()
    xml.start("tbody")
    for row in rows {
      xml.start("tr")
      for (column, cell) in zip(columns, row) {
        draw(cell, column)
      }
      xml.end()
    }
    xml.end()
    xml.end()
    xml.end()
  }

  private mutating func draw(_ cell: Cell, _ column: Column) {
    let kind: XMLWriter.Attributes = ["class": column.isNumber ? "n" : nil]
    if cell.detail.isEmpty {
      xml.element("td", kind, text: cell.text)
      return
    }
    xml.start("td", kind)
    xml.element("div", text: cell.text)
    xml.element("div", ["class": "d"], text: cell.detail)
    xml.end()
  }

  /// Names and values.
  mutating func facts(_ facts: [(name: String, value: String)]) {
    xml.start("table", ["class": "facts"])
    xml.start("tbody")
    for fact in facts {
      xml.start("tr")
      xml.element("th", ["scope": "row"], text: fact.name)
      xml.element("td", text: fact.value)
      xml.end()
    }
    xml.end()
    xml.end()
  }

  /// A plot; where it cannot be drawn, a sentence that says why.
  mutating func plot(_ plot: ScatterPlot) {
    let before = xml
    xml.start("figure")
    xml.element("h3", text: plot.title)
    do throws(PlotError) {
      try plot.draw(into: &xml)
    } catch {
      xml = before
      note("\(plot.title) could not be drawn. \(error)")
      return
    }
    xml.element("figcaption", text: plot.summary)
    xml.end()
  }

  // Without line breaks and quotation marks, which the writer would escape.
  private static let style = [
    ":root{--ink:#1f2933;--soft:#5f6c7b;--line:#e1e6eb;--accent:#0b5c92;--tint:#f5f8fa}",
    "*{box-sizing:border-box}",
    "body{margin:0 auto;max-width:1080px;padding:2.2rem 1.6rem 3rem;color:var(--ink);",
    "background:#fff;font:15.5px/1.55 system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,",
    "sans-serif}",
    "h1{font-size:1.7rem;line-height:1.25;margin:0 0 .3rem;font-weight:650}",
    "h2{font-size:1.16rem;margin:2.4rem 0 .6rem;padding-top:.9rem;border-top:1px solid var(--line);",
    "font-weight:650}",
    "h3{font-size:1rem;margin:1.2rem 0 .3rem;font-weight:600}",
    "p{margin:.5rem 0;max-width:76ch}.sub{color:var(--soft);margin:0}",
    ".note{color:var(--soft);font-size:.9rem}",
    ".warn{background:#fff6e5;border-left:4px solid #e69f00;padding:.6rem .9rem;border-radius:3px}",
    ".tiles{display:flex;flex-wrap:wrap;gap:.8rem;margin:1.3rem 0}",
    ".tiles div{flex:1 1 150px;background:var(--tint);border:1px solid var(--line);",
    "border-radius:8px;padding:.7rem .95rem}",
    ".tiles strong{display:block;font-size:1.6rem;font-weight:650;color:var(--accent);",
    "font-variant-numeric:tabular-nums}",
    ".tiles span{color:var(--soft);font-size:.88rem}",
    ".scroll{overflow-x:auto;margin:.7rem 0}",
    "table{border-collapse:collapse;font-size:.86rem;line-height:1.4;width:100%}",
    "th,td{text-align:left;padding:.34rem .6rem;border-bottom:1px solid var(--line);",
    "vertical-align:top;overflow-wrap:break-word}",
    "thead th{color:var(--soft);font-weight:600;border-bottom:2px solid var(--line)}",
    ".d{color:var(--soft);font-size:.92em}",
    "tbody tr:hover{background:var(--tint)}",
    ".n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}",
    ".facts{width:auto;max-width:100%}.facts td{overflow-wrap:anywhere}.facts th{color:var(--soft);font-weight:500;white-space:nowrap;",
    "padding-right:1.4rem}",
    "figure{margin:1rem 0}svg{max-width:100%;height:auto}",
    "figcaption{color:var(--soft);font-size:.88rem;max-width:76ch}",
    "li{margin:.25rem 0;max-width:76ch}",
    "footer{margin-top:2.6rem;padding-top:.8rem;border-top:1px solid var(--line);",
    "color:var(--soft);font-size:.85rem}",
    "@media print{body{font-size:10.5pt;padding:0;max-width:none}h2{break-after:avoid}",
    "table{font-size:7pt}th,td{padding:2pt 3pt}.n{white-space:normal}figure,tr,.tiles{break-inside:avoid}.scroll{overflow:visible}}",
  ].joined()
}

/// Numbers for people.
enum PageNumber {
  /// Three significant digits: `0.0123`, `1.2·10⁻⁷`, `∞`.
  static func text(_ value: Double?) -> String {
    guard let value, !value.isNaN else { return "" }
    if value.isInfinite { return value < 0 ? "\u{2212}∞" : "∞" }
    if value == 0 { return "0" }
    let digits = String(format: "%.2e", abs(value)).split(separator: "e")
    let sign = value < 0 ? "\u{2212}" : ""
    guard digits.count == 2, let exponent = Int(digits[1]) else { return "" }
    if (-3..<5).contains(exponent) {
      return sign + trimmed(String(format: "%.\(max(0, 2 - exponent))f", abs(value)))
    }
    return sign + trimmed(String(digits[0])) + "\u{00B7}" + PlotText.powerOfTen(exponent)
  }

  /// Without zeros behind the point that say nothing.
  private static func trimmed(_ digits: String) -> String {
    guard digits.contains(".") else { return digits }
    let kept = digits.reversed().drop { $0 == "0" }
    return String((kept.first == "." ? kept.dropFirst() : kept).reversed())
  }

  static func text(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var parts: [String] = []
    while digits.count > 3 {
      parts.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (value < 0 ? "\u{2212}" : "") + ([digits] + parts).joined(separator: "\u{202F}")
  }

  /// Of a p-value; of 0 that of the least number there is.
  static func log10(_ p: Double) -> Double { Foundation.log10(max(p, .leastNonzeroMagnitude)) }

  static func range(_ interval: (Double, Double)) -> String {
    "[\(text(interval.0)), \(text(interval.1))]"
  }
}
