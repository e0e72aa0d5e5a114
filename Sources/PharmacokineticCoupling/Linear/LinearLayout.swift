/// Where the rates of a linear model stand in its matrix, found once for many models of one shape.
///
/// Particles differ in numbers, not in names. Checking names and filling in numbers is several times
/// cheaper than building a ``LinearSystem`` for each.
struct LinearLayout: Sendable {
  let prototype: LinearModel
  let system: LinearSystem
  /// The sets of states that reach each other, whose eigenvalues are found apart.
  let parts: [[Int]]
  private let transfers: [(to: Int, from: Int)]
  /// The compartment that each effect site follows.
  private let sources: [Int]
  private let target: Int

  init(_ model: LinearModel) throws(PharmacokineticError) {
    let system = try LinearSystem(model)
    func place(_ name: String) -> Int { system.states.firstIndex(of: name) ?? 0 }
    prototype = model
    self.system = system
    parts = Eigenvalues.connectedParts(system.matrix)
    transfers = model.transfers.map { (place($0.to), place($0.from)) }
    sources = model.effectSites.map { place($0.source) }
    target = place(model.absorptionTarget)
  }

  /// Writes the matrix of another model into `matrix`, n × n row by row, and its volumes into
  /// `volumes`, one for each compartment and each effect site.
  ///
  /// - Returns: False for a model of another shape, or with a number that is not allowed, which
  ///   ``LinearSystem`` will name.
  func fill(_ matrix: inout [Double], _ volumes: inout [Double], from model: LinearModel) -> Bool {
    guard hasShape(model) else { return false }
    let n = system.states.count
    for k in matrix.indices { matrix[k] = 0 }
    var isSound = true
    for (i, compartment) in model.compartments.enumerated() {
      isSound = isSound && compartment.elimination >= 0 && (compartment.volume ?? 1) > 0
      matrix[i * n + i] -= compartment.elimination
      volumes[i] = compartment.volume ?? .nan
    }
    for (k, transfer) in model.transfers.enumerated() {
      isSound = isSound && transfer.rate >= 0
      matrix[transfers[k].to * n + transfers[k].from] += transfer.rate
      matrix[transfers[k].from * n + transfers[k].from] -= transfer.rate
    }
    if let absorption = model.absorption {
      isSound =
        isSound && absorption.rate >= 0 && absorption.lag >= 0
        && (0...1).contains(absorption.bioavailability)
      matrix[target * n + n - 1] += absorption.rate
      matrix[n * n - 1] -= absorption.rate
    }
    for (k, site) in model.effectSites.enumerated() {
      let i = model.compartments.count + k
      isSound = isSound && site.rate > 0
      matrix[i * n + sources[k]] += site.rate / volumes[sources[k]]
      matrix[i * n + i] -= site.rate
      volumes[i] = 1
    }
    return isSound && matrix.allSatisfy(\.isFinite) && staysApart(matrix)
  }

  /// Whether no flow joins two parts in a direction that the prototype, where it was 0, did not have.
  private func staysApart(_ matrix: [Double]) -> Bool {
    let n = system.states.count
    for i in 0..<n {
      for j in 0..<n where matrix[i * n + j] != 0 && system.matrix[i, j] == 0 && i != j {
        return false
      }
    }
    return true
  }

  private func hasShape(_ model: LinearModel) -> Bool {
    model.compartments.count == prototype.compartments.count
      && model.transfers.count == prototype.transfers.count
      && model.effectSites.count == prototype.effectSites.count
      && (model.absorption == nil) == (prototype.absorption == nil)
      && model.intravenous == prototype.intravenous
      && model.absorptionTarget == prototype.absorptionTarget
      && zip(model.compartments, prototype.compartments).allSatisfy {
        $0.name == $1.name && ($0.volume == nil) == ($1.volume == nil)
      }
      && zip(model.transfers, prototype.transfers).allSatisfy {
        $0.from == $1.from && $0.to == $1.to
      }
      && zip(model.effectSites, prototype.effectSites).allSatisfy {
        $0.name == $1.name && $0.source == $1.source
      }
  }
}
