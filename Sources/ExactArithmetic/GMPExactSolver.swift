#if GLPK
import LinearProgramming

/// Exact linear programming over GMP, the GNU multiple precision library.
///
/// The basis of a floating-point solver is factorized in rational arithmetic, solved with and checked;
/// where it is not optimal exactly, an exact simplex goes on from it. For how often that is needed see
/// Dhiflaoui et al. (SODA 2003) and Applegate, Cook, Dash and Espinoza
/// (2007, doi 10.1016/j.orl.2006.12.010).
public struct GMPExactSolver: ExactLPSolver {
  public init() {}

  public var name: String { "gmp \(RationalArray.version)" }

  /// - Precondition: Every coefficient of the matrix is finite.
  /// - Complexity: Memory O(rows + columns + nonzeros) numbers, and the factors of a basis.
  public func makeSession(
    for program: LinearProgram, limits: ExactLimits
  ) -> any ExactLPSession & ~Copyable {
    GMPExactSession(ExactSimplex(ExactProgram(program), limits: limits))
  }
}

/// One program in exact arithmetic, with the factors of its last basis.
struct GMPExactSession: ExactLPSession, ~Copyable {
  private let simplex: ExactSimplex
  private let sum = RationalArray(count: 2)

  init(_ simplex: ExactSimplex) { self.simplex = simplex }

  mutating func optimize(
    _ terms: [(column: Int, coefficient: Double)], sense: LinearProgram.Sense, from basis: Basis,
    mayGoOn: () -> Bool
  ) -> ExactAnswer {
    simplex.setObjective(terms, sign: sense == .maximize ? 1 : -1)
    let outcome: ExactAnswer.Outcome
    do throws(ExactSimplex.Stop) {
      switch try simplex.maximize(from: basis, mayGoOn: mayGoOn) {
      case .optimal: outcome = .optimal(objectiveValue(terms))
      case .infeasible: outcome = .infeasible
      case .unbounded: outcome = .unbounded
      }
    } catch {
      switch error {
      case .pivotLimit: outcome = .stopped(.pivotLimit)
      case .tooLarge: outcome = .stopped(.sizeLimit)
      case .cancelled: outcome = .stopped(.cancelled)
      }
    }
    return ExactAnswer(outcome: outcome, pivots: simplex.pivots, bits: simplex.bits)
  }

  mutating func number(ofColumn column: Int, ifAt bound: Double) -> ExactNumber? {
    guard simplex.isFeasible, simplex.point.compare(column, to: bound) == 0 else { return nil }
    return Self.number(simplex.point, column)
  }

  private func objectiveValue(_ terms: [(column: Int, coefficient: Double)]) -> ExactNumber {
    sum.clear(0)
    for term in terms {
      sum.set(1, to: -term.coefficient)
      sum.subtractProduct(0, sum, 1, simplex.point, term.column)
    }
    return Self.number(sum, 0)
  }

  private static func number(_ numbers: RationalArray, _ index: Int) -> ExactNumber {
    let rounded = numbers.rounded(index)
    return ExactNumber(
      fraction: numbers.text(index), rounded: rounded,
      side: numbers.compare(index, to: rounded))
  }
}
#endif
