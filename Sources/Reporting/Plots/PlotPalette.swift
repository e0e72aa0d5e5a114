/// Colours that people with any kind of colour vision tell apart: Okabe and Ito, "Color Universal
/// Design" (2002, revised 2008), without the yellow, which is too faint for a line on white.
enum PlotPalette {
  private static let colours = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000",
  ]

  private static let dashes: [String?] = [nil, "7 4", "2 3", "9 3 2 3"]

  static func colour(_ index: Int) -> String { colours[index % colours.count] }

  /// The dash of a line; another one for every round of the colours.
  static func dash(_ index: Int) -> String? { dashes[index / colours.count % dashes.count] }

  static let ink = "#222222"
  static let grid = "#DDDDDD"
  static let mark = "#777777"
}
