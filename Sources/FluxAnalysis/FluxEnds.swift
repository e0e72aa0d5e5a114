import LinearProgramming

/// The ends that a flux variability analysis is to find: two for each column of the compressed
/// program that carries a reaction asked for.
///
/// End *2t* is the minimum and end *2t + 1* the maximum of the flux in column `columns[t]`.
struct FluxEnds: Sendable {
  /// Compressed columns, ascending.
  let columns: [Int32]
  /// For each column the reactions asked for that it carries.
  let reactions: [[Int32]]

  init(_ reactions: [Int], compressed: CompressedProgram) {
    var carried: [Int32: [Int32]] = [:]
    for reaction in reactions where compressed.carriers[reaction] >= 0 {
      carried[compressed.carriers[reaction], default: []].append(Int32(reaction))
    }
    let sorted = carried.sorted { $0.key < $1.key }
    columns = sorted.map(\.key)
    self.reactions = sorted.map(\.value)
  }

  var count: Int { 2 * columns.count }

  /// For each of `columns` its place there.
  var indices: [Int32: Int] {
    Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($0.element, $0.offset) })
  }

  func column(of end: Int) -> Int { Int(columns[end / 2]) }
  func isMaximum(_ end: Int) -> Bool { end % 2 == 1 }
}

/// An end that a feasible point showed to be at its column's bound, its own or an implied one.
struct FluxEndSighting: Sendable {
  var end: Int32
  /// The column's value at the point.
  var value: Double
  /// The proof of an implied bound; `nil` at the column's own.
  var outerBound: Double?
  /// The point, if it is kept.
  var witness: FluxWitness?
}

/// What is known of one end of a compressed column.
struct FluxEndFinding: Sendable {
  enum Status: Sendable {
    /// A feasible point stands at the column's own bound: no flux goes further.
    case atBound
    case solved
    case unbounded
    case failed
  }

  var status: Status
  /// The column's value; infinite if unbounded, meaningless if failed.
  var value: Double
  /// What the column's value is proved not to go beyond; infinite if nothing is.
  var outerBound = Double.infinity
  /// Whether the outer bound, though near, does not prove the value.
  var isDoubtful = false
  /// A point that reaches the value, and what proves it, if they are kept.
  var witness: FluxWitness?
  var evidence = FluxEvidence()
  /// Where on the recovery ladder the end's own program was settled; warm where it had none.
  var rung = SolveRung.warm
}
