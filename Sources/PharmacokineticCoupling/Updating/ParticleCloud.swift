import Foundation

/// Weighted particles of a posterior, in the coordinates of the prior.
///
/// A particle is a point z of as many standard normal coordinates as the prior has rank, with
/// *θ = exp(μ + L·z)*, *Ω = L·Lᵀ*. There the prior's logarithm is −½|z|², whatever its correlations and
/// its fixed parameters are, and random walks scaled by the particles' covariance are the same as
/// they would be in log θ.
struct ParticleCloud: Sendable {
  let prior: LogNormalPrior
  let count: Int
  /// Column by column: coordinate k of particle i is at k·count + i.
  private(set) var coordinates: [Double]
  private(set) var parameters: ParticleTable
  /// *log p(data before the latest | θ)* and *log p(latest | θ, data before)*.
  var past: [Double]
  var latest: [Double]
  /// Logarithms of weights that add up to 1.
  private(set) var logWeights: [Double]

  var dimension: Int { prior.factor.rank }

  /// Draws from the prior.
  init(_ prior: LogNormalPrior, count: Int, _ random: inout NormalDeviates) {
    self.prior = prior
    self.count = count
    let size = prior.factor.rank * count
    coordinates = (0..<size).map { _ in random.next() }
    parameters = ParticleTable(names: prior.names, count: count)
    past = [Double](repeating: 0, count: count)
    latest = past
    logWeights = [Double](repeating: -log(Double(count)), count: count)
    mapCoordinates()
  }

  /// The same cloud elsewhere: with no likelihoods, and equal weights.
  private init(_ prior: LogNormalPrior, coordinates: [Double], count: Int) {
    self.prior = prior
    self.count = count
    self.coordinates = coordinates
    parameters = ParticleTable(names: prior.names, count: count)
    past = [Double](repeating: 0, count: count)
    latest = past
    logWeights = [Double](repeating: -log(Double(count)), count: count)
    mapCoordinates()
  }

  /// θ = exp(μ + L·z).
  private mutating func mapCoordinates() {
    let (n, rank, factor, means) = (
      prior.names.count, dimension, prior.factor, prior.logMeans
    )
    coordinates.withUnsafeBufferPointer { z in
      parameters.values.withUnsafeMutableBufferPointer { theta in
        factor.columns.withUnsafeBufferPointer { columns in
          guard let theta = theta.baseAddress else { return }
          for j in 0..<n {
            let out = theta + j * count
            var i = 0
            while i < count {
              out[i] = means[j]
              i += 1
            }
            guard let z = z.baseAddress, let columns = columns.baseAddress else { continue }
            for k in 0..<rank where columns[k * n + j] != 0 {
              let (entry, column) = (columns[k * n + j], z + k * count)
              i = 0
              while i < count {
                out[i] += entry * column[i]
                i += 1
              }
            }
          }
          for k in 0..<n * count { theta[k] = exp(theta[k]) }
        }
      }
    }
  }
}

// MARK: Weights

extension ParticleCloud {
  /// (Σ w)²/Σ w² after the weights were multiplied by the latest likelihoods to a power; 0 if
  /// none is left.
  func effectiveSize(raisedBy power: Double) -> Double {
    let powered = powered(by: power)
    let top = Self.maximum(powered)
    guard top > -.infinity else { return 0 }
    var (sum, squares) = (0.0, 0.0)
    powered.withUnsafeBufferPointer { logs in
      var i = 0
      while i < count {
        let weight = exp(logs[i] - top)
        sum += weight
        squares += weight * weight
        i += 1
      }
    }
    return sum * sum / squares
  }

  private func powered(by power: Double) -> [Double] {
    var result = logWeights
    latest.withUnsafeBufferPointer { latest in
      result.withUnsafeMutableBufferPointer { result in
        var i = 0
        while i < count {
          // 0·∞ is no number, and an impossible particle stays impossible.
          result[i] = latest[i] == -.infinity ? -.infinity : result[i] + power * latest[i]
          i += 1
        }
      }
    }
    return result
  }

  private static func maximum(_ values: [Double]) -> Double {
    var top = -Double.infinity
    for value in values where value > top { top = value }
    return top
  }

  /// Multiplies the weights by the latest likelihoods to a power.
  ///
  /// - Returns: The logarithm of their mean, by which the weights were divided.
  mutating func reweight(raisedBy power: Double) -> Double {
    logWeights = powered(by: power)
    let top = Self.maximum(logWeights)
    var sum = 0.0
    for value in logWeights { sum += exp(value - top) }
    let total = top + log(sum)
    for i in logWeights.indices { logWeights[i] -= total }
    return total
  }

  var weights: [Double] { logWeights.map { exp($0) } }

  /// The latest measurement becomes one of the past.
  mutating func settle() {
    for i in 0..<count {
      past[i] += latest[i]
      latest[i] = 0
    }
  }
}

// MARK: Resampling

extension ParticleCloud {
  /// Which particles to keep for equal weights: `size` equally spaced places on the line of their
  /// weights, the first `offset` (0 ..< 1) of a space from its start (systematic resampling,
  /// Kitagawa 1996).
  func systematicIndices(_ size: Int, offset: Double) -> [Int] {
    var indices: [Int] = []
    indices.reserveCapacity(size)
    let weights = weights
    // The last particle that has a weight takes what rounding leaves.
    let last = weights.lastIndex { $0 > 0 } ?? count - 1
    var (i, reached) = (0, weights[0])
    for place in 0..<size {
      let target = (Double(place) + offset) / Double(size)
      while reached <= target, i < last {
        i += 1
        reached += weights[i]
      }
      indices.append(i)
    }
    return indices
  }

  /// Takes the given particles, with equal weights.
  mutating func select(_ indices: [Int]) {
    coordinates = ParticleTable.selecting(indices, of: coordinates, count: count)
    parameters = parameters.selecting(indices)
    past = indices.map { past[$0] }
    latest = indices.map { latest[$0] }
    logWeights = [Double](repeating: -log(Double(count)), count: count)
  }
}

// MARK: Moves

extension ParticleCloud {
  /// The steps of a random walk: L of (2.38²/d)·(weighted covariance of the particles).
  ///
  /// The factor is that of Roberts, Gelman and Gilks (1997). Where all particles agree, they walk by
  /// the steps of the prior.
  func walk() -> SemidefiniteFactor? {
    var covariance = self.covariance()
    for k in 0..<dimension {
      // Keeps a direction alive that a few particles leave empty.
      covariance[k, k] = covariance[k, k] > 0 ? covariance[k, k] * (1 + 1e-9) : 1
    }
    return SemidefiniteFactor((2.38 * 2.38 / Double(dimension)) * covariance)
  }

  private func covariance() -> SquareMatrix {
    let weights = weights
    var result = SquareMatrix(order: dimension)
    var centred = coordinates
    for k in 0..<dimension {
      var mean = 0.0
      for i in 0..<count { mean += weights[i] * coordinates[k * count + i] }
      for i in 0..<count { centred[k * count + i] -= mean }
    }
    centred.withUnsafeBufferPointer { x in
      weights.withUnsafeBufferPointer { w in
        for k in 0..<dimension {
          for l in 0...k {
            var (sum, i) = (0.0, 0)
            while i < count {
              sum += w[i] * x[k * count + i] * x[l * count + i]
              i += 1
            }
            result[k, l] = sum
            result[l, k] = sum
          }
        }
      }
    }
    return result
  }

  /// One step of every particle's random walk.
  func proposal(_ walk: SemidefiniteFactor, _ random: inout NormalDeviates) -> ParticleCloud {
    var moved = coordinates
    let d = dimension
    moved.withUnsafeMutableBufferPointer { z in
      walk.columns.withUnsafeBufferPointer { columns in
        for i in 0..<count {
          for k in 0..<walk.rank {
            let step = random.next()
            for j in walk.pivots[k]..<d { z[j * count + i] += columns[k * d + j] * step }
          }
        }
      }
    }
    return ParticleCloud(prior, coordinates: moved, count: count)
  }

  /// −½|z|² + past + power·latest of each particle: the logarithm of the density that the moves keep.
  private func logTargets(_ power: Double) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    let (n, d) = (count, dimension)
    result.withUnsafeMutableBufferPointer { out in
      coordinates.withUnsafeBufferPointer { z in
        for k in 0..<d {
          var i = 0
          while i < n {
            out[i] -= z[k * n + i] * z[k * n + i] / 2
            i += 1
          }
        }
      }
    }
    for i in 0..<n {
      // A power of an impossible likelihood is impossible, and 0·∞ would be no number.
      let possible = past[i] > -.infinity && latest[i] > -.infinity
      result[i] = possible ? result[i] + past[i] + power * latest[i] : -.infinity
    }
    return result
  }

  /// Takes the proposed particles that Metropolis' rule accepts.
  ///
  /// - Returns: Which ones.
  mutating func accept(
    _ proposal: ParticleCloud, power: Double, _ random: inout NormalDeviates
  ) -> [Int] {
    var accepted: [Int] = []
    let (there, here) = (proposal.logTargets(power), logTargets(power))
    for i in 0..<count {
      let gain = there[i] - here[i]
      // One number for each particle, used or not, keeps the others' numbers the same.
      let lot = log(random.uniform())
      guard lot < gain else { continue }
      accepted.append(i)
      for k in 0..<dimension {
        coordinates[k * count + i] = proposal.coordinates[k * count + i]
      }
      parameters.copy(i, from: proposal.parameters)
      past[i] = proposal.past[i]
      latest[i] = proposal.latest[i]
    }
    return accepted
  }
}
