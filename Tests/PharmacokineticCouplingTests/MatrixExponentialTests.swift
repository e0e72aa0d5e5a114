import Foundation
import Testing

@testable import PharmacokineticCoupling

@Suite("The matrix exponential and the eigenvalues")
struct MatrixExponentialTests {
  func matrix(_ rows: [[Double]]) -> SquareMatrix {
    var result = SquareMatrix(order: rows.count)
    result.values = rows.flatMap { $0 }
    return result
  }

  @Test("of a diagonal, a nilpotent, a rotation and a defective matrix")
  func closedForms() {
    let diagonal = matrix([[-3, 0], [0, 40]]).exponential()
    #expect(agrees(diagonal[0, 0], exp(-3), within: 1e-14))
    #expect(agrees(diagonal[1, 1], exp(40), within: 1e-13))
    let nilpotent = matrix([[0, 1, 0], [0, 0, 1], [0, 0, 0]]).exponential()
    #expect(agrees(nilpotent[0, 2], 0.5, within: 1e-15))
    let rotation = matrix([[0, -9], [9, 0]]).exponential()
    #expect(agrees(rotation[0, 0], cos(9), within: 1e-13))
    #expect(agrees(rotation[1, 0], sin(9), within: 1e-13))
    let defective = matrix([[-2, 0], [2, -2]]).exponential()
    #expect(agrees(defective[1, 0], 2 * exp(-2), within: 1e-14))
    #expect(SquareMatrix(order: 3).exponential() == .identity(3))
  }

  /// scipy.linalg.expm of 7·A.
  @Test("against scipy")
  func scipy() {
    let a = matrix([[-0.3, 0.1, 0.02], [0.2, -0.15, 0.0], [0.05, 0.03, -4.0]])
    let expected = [
      0.21872749187795928, 0.17762362682467328, 0.0011339490006851045, 0.35471212746110625,
      0.48431564898358853, 0.0017837539608013236, 0.005510503442914752, 0.0059373391579308045,
      2.8156947208091384e-05,
    ]
    let found = (7 * a).exponential()
    for (value, reference) in zip(found.values, expected) {
      #expect(agrees(value, reference, within: 1e-12))
    }
  }

  @Test("e^A·e^A = e^2A, on random compartment matrices", arguments: 0..<50)
  func doubling(seed: Int) throws {
    let order = 2 + seed % 11
    let a = randomCompartments(order, seed: UInt64(seed))
    let once = a.exponential()
    let (square, twice) = (once * once, (2 * a).exponential())
    for (x, y) in zip(square.values, twice.values) { #expect(abs(x - y) < 1e-13) }
    // Eigenvalues: their sum is the trace, and no compartment system grows.
    let eigenvalues = try Eigenvalues(a).values
    #expect(eigenvalues.count == order)
    let trace = (0..<order).reduce(0) { $0 + a[$1, $1] }
    #expect(agrees(eigenvalues.reduce(0) { $0 + $1.real }, trace, within: 1e-12))
    #expect(eigenvalues.allSatisfy { $0.real < 0 })
    for value in eigenvalues where value.imaginary == 0 {
      var shifted = a
      shifted.addDiagonal(-value.real)
      // A shifted matrix is singular to rounding: its inverse is huge, or there is none.
      let inverse = LUFactors(shifted).map { $0.solve(.identity(order)).oneNorm } ?? .infinity
      #expect(inverse > 1e8)
    }
  }

  @Test("a cycle has complex eigenvalues: those of a circulant matrix")
  func cycle() throws {
    let a = matrix([[-1, 0, 1], [1, -1, 0], [0, 1, -1]])
    let found = try Eigenvalues(a).values
    #expect(found.count == 3)
    #expect(abs(found[0].real + 1.5) < 1e-13)
    #expect(abs(abs(found[0].imaginary) - 3.0.squareRoot() / 2) < 1e-13)
    #expect(abs(found[2].real) < 1e-13)
  }

  @Test("a singular matrix has no factors")
  func singular() {
    #expect(LUFactors(matrix([[1, 2], [2, 4]])) == nil)
    #expect(LUFactors(matrix([[.nan, 2], [2, 4]])) == nil)
  }

  /// Rates of a seeded multiplicative generator; every compartment eliminates.
  private func randomCompartments(_ order: Int, seed: UInt64) -> SquareMatrix {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
    var result = SquareMatrix(order: order)
    for j in 0..<order {
      result[j, j] -= 0.01 + next()
      for i in 0..<order where i != j && next() < 0.4 {
        let rate = 3 * next()
        result[i, j] += rate
        result[j, j] -= rate
      }
    }
    return result
  }
}
