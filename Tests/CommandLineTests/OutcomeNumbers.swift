import TestSupport

extension CommandLineProgram.Outcome {
  /// The numbers of each row of the table that was written, by its first cell.
  var numbers: [String: [Double]] {
    var rows: [String: [Double]] = [:]
    for line in output.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
      rows[String(cells[0])] = cells.dropFirst().compactMap { Double($0) }
    }
    return rows
  }
}
