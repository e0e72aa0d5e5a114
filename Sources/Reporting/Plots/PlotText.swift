/// Widths and wording of the text in a plot.
enum PlotText {
  /// About how wide a line is, in px.
  ///
  /// The font is the reader's: the estimate is that of a wide one (DejaVu Sans), so that what has
  /// room here has it elsewhere.
  static func width(_ text: String, size: Double) -> Double {
    text.unicodeScalars.reduce(0) { $0 + share($1) } * size
  }

  private static func share(_ scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "I", ".", ",", ":", ";", "'", "|", " ", "!", "(", ")", "[", "]": 0.4
    case "m", "w", "M", "W", "@", "%": 1.0
    case "A"..."Z": 0.75
    default: scalar.value > 0x2E80 ? 1.05 : 0.64
    }
  }

  /// The text in lines of at most a width; a word that is too long, and what does not fit into the
  /// last line, ends with `…`.
  static func lines(_ text: String, size: Double, width: Double, most: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace).map(String.init) {
      if let last = lines.last, Self.width(last + " " + word, size: size) <= width {
        lines[lines.count - 1] = last + " " + word
      } else if lines.count < most {
        lines.append(cut(word, size: size, width: width))
      } else {
        lines[most - 1] = cut(lines[most - 1] + " " + word, size: size, width: width)
        break
      }
    }
    return lines
  }

  /// The text, or as much of its beginning as fits with a `…`.
  static func cut(_ text: String, size: Double, width: Double) -> String {
    if Self.width(text, size: size) <= width { return text }
    // No line of a plot has room for more, and the loop below measures anew each time.
    var result = String(text.prefix(1000))
    while !result.isEmpty, Self.width(result + "…", size: size) > width { result.removeLast() }
    return result + "…"
  }

  static func powerOfTen(_ power: Int) -> String {
    let raised = String(power).map { character -> String in
      switch character {
      case "-": "\u{207B}"
      case "1": "\u{00B9}"
      case "2": "\u{00B2}"
      case "3": "\u{00B3}"
      default:
        character.wholeNumberValue.flatMap { Unicode.Scalar(0x2070 + UInt32($0)) }
          .map { String(Character($0)) } ?? ""
      }
    }
    return "10" + raised.joined()
  }
}
