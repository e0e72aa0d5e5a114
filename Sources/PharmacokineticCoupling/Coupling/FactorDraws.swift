import Foundation

/// Draws of individuals whose activities are as uncertain as the rules say, and what they give.
struct FactorDraws: Sendable {
  /// One array of pathway factors for each draw, in the order of the rules' pathways.
  let factors: [[Double]]

  /// Log-normal draws: every activity times *exp(σ z)*, the same *z* for all pathways of a gene.
  ///
  /// - Complexity: One question to the provider for each draw.
  init(
    _ uncertainty: CouplingUncertainty, of individual: CoupledIndividual, genes: [String],
    factors: (CoupledIndividual) throws(CouplingError) -> [Double]
  ) throws(CouplingError) {
    var random = NormalDeviates(seed: uncertainty.seed)
    var result: [[Double]] = []
    for _ in 0..<uncertainty.draws {
      var drawn = individual
      for gene in genes {
        let deviate = random.next()
        guard let activity = individual.activities[gene] ?? individual.otherActivity else {
          continue
        }
        drawn.activities[gene] = activity * exp(uncertainty.omicsLogSD * deviate)
      }
      result.append(try factors(drawn))
    }
    self.factors = result
  }

  /// The 5 % and 95 % points, and the standard deviation of the logarithm where no draw is 0.
  static func summary(_ values: [Double]) -> (lower: Double, upper: Double, logSD: Double?) {
    let sorted = values.sorted()
    let ends = (quantile(sorted, 0.05), quantile(sorted, 0.95))
    guard let least = sorted.first, least > 0, values.count > 1 else {
      return (ends.0, ends.1, nil)
    }
    let logs = values.map { log($0) }
    let mean = logs.reduce(0, +) / Double(logs.count)
    let squares = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (ends.0, ends.1, (squares / Double(logs.count - 1)).squareRoot())
  }

  /// Linear between order statistics (type 7 of Hyndman and Fan 1996, the default of R and NumPy).
  static func quantile(_ sorted: [Double], _ level: Double) -> Double {
    let position = level * Double(sorted.count - 1)
    let index = Int(position)
    let next = min(index + 1, sorted.count - 1)
    return sorted[index] + (position - Double(index)) * (sorted[next] - sorted[index])
  }
}

/// Standard normal numbers by the polar method (Marsaglia and Bray 1964) on SplitMix64: the same for
/// one seed on every machine.
struct NormalDeviates: Sendable {
  private var state: UInt64
  private var spare: Double?

  init(seed: UInt64) { state = seed }

  mutating func next() -> Double {
    if let spare {
      self.spare = nil
      return spare
    }
    while true {
      let (x, y) = (2 * uniform() - 1, 2 * uniform() - 1)
      let square = x * x + y * y
      if square >= 1 || square == 0 { continue }
      let scale = (-2 * log(square) / square).squareRoot()
      spare = y * scale
      return x * scale
    }
  }

  /// From 0 up to, but not including, 1, with 53 random bits.
  mutating func uniform() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }
}
