import DataFiles
import FluxAnalysis
import LinearProgramming
import MetabolicModels

extension CertificateFile {
  /// Reads a file of certificates.
  ///
  /// Every index is checked against its table. Whether anything is proved is for
  /// ``CertificateVerifier``.
  ///
  /// - Throws: ``SavedFileError/malformed(path:line:problem:)``
  public static func read(
    _ bytes: [UInt8], path: String
  ) throws(SavedFileError) -> CertificateFile {
    var reader = CertificateReader(bytes: bytes, path: path)
    return try reader.read()
  }
}

/// Reads certificates line by line.
private struct CertificateReader {
  private let bytes: [UInt8]
  private let path: String
  private var position = 0
  private var lineNumber = 0
  /// The byte ranges of the fields of the current line.
  private var fields: [Range<Int>] = []
  private var file: CertificateFile
  /// How many numbers stand in arrays that are given by their changes.
  private var changedCount = 0
  /// Two gigabytes of them; a short file could stand for any amount otherwise.
  private static let mostChanged = 1 << 27

  init(bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
    let statement = FluxCertificates.Statement(
      bounds: [], objective: FluxObjective(), fraction: nil, cut: .free, tolerance: 0)
    file = CertificateFile(tool: "", certificates: FluxCertificates(statement: statement))
  }

  mutating func read() throws(SavedFileError) -> CertificateFile {
    try readHead()
    try readReactions()
    while try nextLine() {
      if try readBody() { continue }
      try expect("end", count: 2)
      if try integer(1, below: .max) != lineNumber - 1 {
        throw problem("the count of lines is not what stands before it")
      }
      if try nextLine() { throw problem("there is something after the end") }
      return file
    }
    throw problem("the file stops before its end")
  }

  private mutating func readHead() throws(SavedFileError) {
    try header(CertificateFile.magic)
    if !CertificateFile.readVersions.contains(text(1)) {
      throw problem("the certificates are of version '\(text(1))', which this version cannot read")
    }
    try header("tool")
    file.tool = CertificateText.unescaped(text(1))
    try header("model")
    file.modelID = CertificateText.unescaped(text(1))
    try header("sha256")
    file.modelSHA256 = text(1)
    try header("structure")
    file.structure = text(1)
    try header("tolerance")
    let tolerance = try number(1)
    if !(tolerance >= 0 && tolerance <= 1e-3) { throw problem("the tolerance is out of range") }
    file.certificates.statement.tolerance = tolerance
    try header("sense")
    guard let sense = FluxObjective.Sense(rawValue: text(1)) else {
      throw problem("the sense is neither maximize nor minimize")
    }
    file.certificates.statement.objective.sense = sense
    try header("fraction")
    if text(1) != "none" {
      let fraction = try number(1)
      if !(0...1).contains(fraction) { throw problem("the fraction is out of range") }
      file.certificates.statement.fraction = fraction
    }
    try header("cut", count: 3)
    file.certificates.statement.cut = try bounds(1)
    try header("rows")
    file.rowCount = try integer(1, below: Int(Int32.max))
  }

  private mutating func readReactions() throws(SavedFileError) {
    try header("reactions")
    let count = try integer(1, below: Int(Int32.max))
    var terms: [FluxTerm] = []
    for reaction in 0..<count {
      try header("r", count: 5)
      file.reactionIDs.append(CertificateText.unescaped(text(1)))
      let limits = try bounds(2)
      file.certificates.statement.bounds.append(
        FluxBounds(lower: limits.lower, upper: limits.upper))
      terms.append(FluxTerm(reaction: reaction, coefficient: try finite(4)))
    }
    let sense = file.certificates.statement.objective.sense
    file.certificates.statement.objective = FluxObjective(sense: sense, terms: terms)
  }

  /// Whether the line is one of the body.
  private mutating func readBody() throws(SavedFileError) -> Bool {
    let reactions = file.reactionIDs.count
    switch text(0) {
    case "f":
      try expect("f", count: 4)
      file.certificates.followers.append(
        .init(
          reaction: try integer(1, below: reactions), leader: try integer(2, below: reactions),
          factor: try finite(3)))
    case "p": file.certificates.points.append(try numbers(below: reactions))
    case "y": file.certificates.duals.append(try numbers(below: file.rowCount))
    case "q":
      file.certificates.points.append(
        try changed(file.certificates.points.last, try numbers(below: reactions)))
    case "z":
      file.certificates.duals.append(
        try changed(file.certificates.duals.last, try numbers(below: file.rowCount)))
    case "d": file.certificates.directions.append(try numbers(below: reactions))
    case "o":
      try expect("o", count: fields.count == 5 ? 5 : 4)
      if file.certificates.optimum != nil { throw problem("there is a second optimum") }
      file.certificates.optimum = .init(
        value: try finite(1), point: try integer(2, below: file.certificates.points.count),
        duals: try integer(3, below: file.certificates.duals.count),
        corrections: fields.count == 5
          ? try integer(4, below: file.certificates.duals.count) : nil)
    case "infeasible":
      try expect("infeasible", count: 2)
      let duals = try integer(1, below: file.certificates.duals.count)
      try set(.infeasible(duals: duals))
    case "unbounded":
      try expect("unbounded", count: 3)
      let point = try integer(1, below: file.certificates.points.count)
      let direction = try integer(2, below: file.certificates.directions.count)
      try set(.unbounded(point: point, direction: direction))
    case "e": try readEnd()
    default: return false
    }
    return true
  }

  private mutating func changed(
    _ last: SparseNumbers?, _ changes: SparseNumbers
  ) throws(SavedFileError) -> SparseNumbers {
    guard let last else { throw problem("there is nothing before it to change") }
    let numbers = last.applying(changes)
    changedCount += numbers.indices.count
    if changedCount > Self.mostChanged { throw problem("the file stands for too many numbers") }
    return numbers
  }

  private mutating func set(_ absence: FluxCertificates.Absence) throws(SavedFileError) {
    if file.certificates.absence != nil { throw problem("this is said for the second time") }
    file.certificates.absence = absence
  }

  private mutating func readEnd() throws(SavedFileError) {
    try expect("e", count: 5)
    guard ["min", "max"].contains(text(2)) else {
      throw problem("'\(text(2))' is neither min nor max")
    }
    file.certificates.ends.append(
      .init(
        reaction: try integer(1, below: file.reactionIDs.count), isMaximum: text(2) == "max",
        point: try integer(3, below: file.certificates.points.count), proof: try proof(4)))
  }

  private func proof(_ field: Int) throws(SavedFileError) -> FluxCertificates.Proof {
    let words = text(field).split(separator: " ").map(String.init)
    let duals = file.certificates.duals.count
    switch (words.first, words.count) {
    case ("none", 1): return .none
    case ("bound", 1): return .bound
    case ("duals", 2): return .duals(try index(words[1], below: duals))
    case ("duals", 4) where words[2] == "+":
      return .refinedDuals(
        try index(words[1], below: duals), corrections: try index(words[3], below: duals))
    case ("leader", 2): return .leader(try index(words[1], below: duals))
    case ("direction", 2):
      return .direction(try index(words[1], below: file.certificates.directions.count))
    default: throw problem("'\(text(field))' is no proof")
    }
  }
}

// Lines and fields.
extension CertificateReader {
  /// Goes to the next line; false at the end of the file.
  private mutating func nextLine() throws(SavedFileError) -> Bool {
    if position == bytes.count { return false }
    lineNumber += 1
    fields.removeAll(keepingCapacity: true)
    var start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
      if bytes[position] == UInt8(ascii: "\t") {
        fields.append(start..<position)
        start = position + 1
      }
      position += 1
    }
    if position == bytes.count { throw problem("the line is cut short") }
    fields.append(start..<position)
    position += 1
    return true
  }

  private mutating func header(_ name: String, count: Int = 2) throws(SavedFileError) {
    if try !nextLine() { throw problem("the file stops before its '\(name)'") }
    try expect(name, count: count)
  }

  private func expect(_ name: String, count: Int) throws(SavedFileError) {
    guard text(0) == name, fields.count == count else {
      throw problem("there is no '\(name)' with \(count - 1) values")
    }
  }

  private func problem(_ text: String) -> SavedFileError {
    .malformed(path: path, line: max(1, lineNumber), problem: text)
  }

  private func text(_ field: Int) -> String {
    String(decoding: bytes[fields[field]], as: UTF8.self)
  }

  private func integer(_ field: Int, below limit: Int) throws(SavedFileError) -> Int {
    try index(text(field), below: limit)
  }

  private func index(_ text: String, below limit: Int) throws(SavedFileError) -> Int {
    guard let value = Int(text), value >= 0, value < limit else {
      throw problem("'\(text)' is no whole number from 0 to below \(limit)")
    }
    return value
  }

  private func number(_ field: Int) throws(SavedFileError) -> Double {
    try number(fields[field])
  }

  private func number(_ range: Range<Int>) throws(SavedFileError) -> Double {
    let value = bytes.withUnsafeBytes {
      NumberText.parse(UnsafeRawBufferPointer(rebasing: $0[range]))
    }
    if let value { return value }
    throw problem("'\(String(decoding: bytes[range], as: UTF8.self))' is no number")
  }

  private func finite(_ field: Int) throws(SavedFileError) -> Double {
    let value = try number(field)
    if !value.isFinite { throw problem("a number is infinite") }
    return value
  }

  private func bounds(_ field: Int) throws(SavedFileError) -> Bounds {
    let bounds = Bounds(lower: try number(field), upper: try number(field + 1))
    if FluxBounds(lower: bounds.lower, upper: bounds.upper).isValid { return bounds }
    throw problem("the bounds are out of order")
  }

  /// `INDEX VALUE INDEX VALUE …`, in the second field; none where there is no such field.
  private func numbers(below limit: Int) throws(SavedFileError) -> SparseNumbers {
    if fields.count == 1 { return SparseNumbers(indices: [], values: []) }
    if fields.count > 2 { throw problem("there are \(fields.count) fields") }
    var indices: [Int32] = []
    var values: [Double] = []
    var position = fields[1].lowerBound
    while position < fields[1].upperBound {
      let index = try number(word(at: &position))
      guard index >= 0, index < Double(limit), index == index.rounded(),
        Int32(index) > indices.last ?? -1
      else { throw problem("an index is out of range or out of order") }
      let value = try number(word(at: &position))
      if !value.isFinite { throw problem("a number is infinite") }
      indices.append(Int32(index))
      values.append(value)
    }
    return SparseNumbers(indices: indices, values: values)
  }

  /// The bytes up to the next blank of the second field, which is passed.
  private func word(at position: inout Int) -> Range<Int> {
    let start = position
    while position < fields[1].upperBound, bytes[position] != UInt8(ascii: " ") { position += 1 }
    defer { position += 1 }
    return start..<position
  }
}
