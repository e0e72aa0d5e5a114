import Foundation

/// What a unit of drug in one state of x' = A·x makes of some outputs: sums of exponentials.
///
///     output(t) = Σₖ e^{λₖt}·wₖ
///
/// For different real eigenvalues, e^{At} = Σₖ e^{λₖt}·Πⱼ≠ₖ (A − λⱼ)/(λₖ − λⱼ) (Sylvester's formula), so
/// that no eigenvectors are needed. Equal or nearly equal eigenvalues make the terms large and of
/// opposite signs; `decompose` then says so, and the matrix exponential has to do it.
struct ModalResponse: Sendable {
  /// Terms that add up to less than this part of their sizes have lost too many digits.
  private static let largestGrowth = 1e4
  /// Beyond this, products of so many factors cost as much as the exponential.
  static let largestOrder = 8

  private let layout: LinearLayout
  private let n: Int
  /// The states where drug enters.
  let inputs: [Int]
  /// The states that are seen.
  let outputs: [Int]
  private(set) var eigenvalues: [Double]
  /// wₖ of input u and output o at (u·n + k)·outputs + o, without the volume.
  private(set) var weights: [Double]
  private var term: [Double]
  private var product: [Double]

  init(_ layout: LinearLayout, inputs: [Int], outputs: [Int]) {
    self.layout = layout
    n = layout.system.states.count
    self.inputs = inputs
    self.outputs = outputs
    eigenvalues = [Double](repeating: 0, count: n)
    weights = [Double](repeating: 0, count: inputs.count * n * outputs.count)
    term = [Double](repeating: 0, count: n)
    product = term
  }

  /// Finds eigenvalues and weights of a matrix of the layout, n × n row by row.
  ///
  /// - Returns: False if the exponentials would lose digits, or are no real ones.
  mutating func decompose(_ matrix: [Double]) -> Bool {
    guard n <= Self.largestOrder, findEigenvalues(matrix) else { return false }
    // Fast modes are taken out first: what is left of them would be magnified later.
    eigenvalues.sort()
    for u in inputs.indices {
      for k in 0..<n {
        let size = setTerm(k, from: inputs[u], matrix)
        guard size <= Self.largestGrowth else { return false }
        let place = (u * n + k) * outputs.count
        for o in outputs.indices { weights[place + o] = term[outputs[o]] }
      }
    }
    return true
  }

  /// Πⱼ≠ₖ (A − λⱼ)/(λₖ − λⱼ) applied to a unit of one state.
  ///
  /// - Returns: The sum of its entries' sizes, NaN or infinite for equal eigenvalues.
  private mutating func setTerm(_ k: Int, from state: Int, _ matrix: [Double]) -> Double {
    for i in 0..<n { term[i] = i == state ? 1 : 0 }
    for j in 0..<n where j != k {
      let scale = 1 / (eigenvalues[k] - eigenvalues[j])
      for i in 0..<n {
        var sum = -eigenvalues[j] * term[i]
        for l in 0..<n { sum += matrix[i * n + l] * term[l] }
        product[i] = sum * scale
      }
      swap(&term, &product)
    }
    var size = 0.0
    for i in 0..<n { size += abs(term[i]) }
    return size
  }

  private mutating func findEigenvalues(_ matrix: [Double]) -> Bool {
    var place = 0
    for part in layout.parts {
      switch part.count {
      case 1: eigenvalues[place] = matrix[part[0] * n + part[0]]
      case 2: setPair(part[0], part[1], matrix, at: place)
      default:
        var whole = SquareMatrix(order: n)
        whole.values = matrix
        var iteration = HessenbergQR(whole.block(part))
        guard let values = try? iteration.eigenvalues(),
          values.allSatisfy({ $0.imaginary == 0 })
        else { return false }
        for (k, value) in values.enumerated() { eigenvalues[place + k] = value.real }
      }
      place += part.count
    }
    return true
  }

  /// Flows are not negative, so that the eigenvalues of two states are real; the smaller one from
  /// the product of both, without cancellation.
  private mutating func setPair(_ i: Int, _ j: Int, _ matrix: [Double], at place: Int) {
    let (a, b, c, d) = (
      matrix[i * n + i], matrix[i * n + j], matrix[j * n + i], matrix[j * n + j]
    )
    let half = (a - d) / 2
    let large = (a + d) / 2 - (half * half + b * c).squareRoot()
    eigenvalues[place] = large
    eigenvalues[place + 1] = large == 0 ? 0 : (a * d - b * c) / large
  }
}
