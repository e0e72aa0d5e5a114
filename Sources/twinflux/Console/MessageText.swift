/// At most 80 (or `most`) characters of a text that comes from a file or the command line and could be a whole
/// file by mistake.
func excerpt(_ text: some StringProtocol, most: Int = 80) -> String {
  // Scalars: one character can hold any number of them.
  let scalars = text.unicodeScalars
  guard let end = scalars.index(scalars.startIndex, offsetBy: most, limitedBy: scalars.endIndex),
    end < scalars.endIndex
  else { return String(text) }
  return String(text[..<end]) + "…"
}

/// `message` with a place such as `FILE:LINE` behind its first sentence, where every message has it.
func placed(_ message: String, at place: String) -> String {
  guard let end = message.firstRange(of: ". ")?.lowerBound else { return "\(message) (\(place))" }
  return message[..<end] + " (\(place))" + message[end...]
}
