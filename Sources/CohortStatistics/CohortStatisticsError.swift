/// Why numbers of a cohort have no statistic.
///
/// Groups, samples, rows and positions count from 0.
public enum CohortStatisticsError: Error, Sendable, Hashable {
  // Groups and samples.
  case tooFewGroups(count: Int)
  case emptyGroup(Int)
  case inTwoGroups(sample: Int)
  case notPaired(first: Int, second: Int)
  case notANumber(group: Int, position: Int)

  // Tables and lists.
  /// A list with another length than what it goes with.
  case wrongCount(of: String, expected: Int, found: Int)
  case noSuchIndex(of: String, index: Int, count: Int)
  case duplicateName(of: String, name: String)
  case unknownName(of: String, name: String)
  /// An infinite value, or NaN where a value must not be missing.
  case notFinite(what: String, row: Int, column: Int)
  case negative(what: String, row: Int, column: Int)
  case nothingLeft(what: String)

  // Single numbers.
  case notAProbability(index: Int, value: Double)
  case reversedRange(minimum: Double, maximum: Double)
  case invalidOption(name: String, value: String, allowed: String)
  case statisticNotANumber(permutation: Int)
  case notConverged(what: String, steps: Int)
  /// A stored value that contradicts itself.
  case damagedFile(reason: String)
}

extension CohortStatisticsError: CustomStringConvertible {
  public var description: String { groupText ?? tableText ?? numberText }

  private var groupText: String? {
    switch self {
    case .tooFewGroups(let count):
      "There are \(count) groups, and a comparison needs two. Check the column that names the groups."
    case .emptyGroup(let group):
      "Group \(group + 1) has no value. Leave it out, or give it samples."
    case .inTwoGroups(let sample):
      "Sample \(sample + 1) is in a comparison twice. Give every sample one group."
    case .notPaired(let first, let second):
      "The first list of pairs has \(first) values and the second \(second). Give every value its "
        + "partner."
    case .notANumber(let group, let position):
      "Value \(position + 1) of group \(group + 1) is not a number. Leave missing values out."
    default: nil
    }
  }

  private var tableText: String? {
    switch self {
    case .wrongCount(let what, let expected, let found):
      "There are \(found) \(what) where \(expected) are needed. Give one for each."
    case .noSuchIndex(let what, let index, let count):
      "There is no \(what) of index \(index): there are \(count), counted from 0. Check the indices."
    case .duplicateName(let what, let name):
      "The \(what) '\(name)' is given twice. Give every \(what) once."
    case .unknownName(let what, let name):
      "There is no \(what) '\(name)'. Check its spelling and that it is in the table."
    case .notFinite(let what, let row, let column):
      "The \(what) in row \(row + 1), column \(column + 1) is not a finite number. Correct it or "
        + "leave the row out."
    case .negative(let what, let row, let column):
      "The \(what) in row \(row + 1), column \(column + 1) is negative. Give numbers of at least 0."
    case .nothingLeft(let what):
      "No row of the \(what) has values that differ. Check that the samples were read and that the "
        + "model leaves them any freedom."
    default: nil
    }
  }

  private var numberText: String {
    switch self {
    case .notAProbability(let index, let value):
      "The p-value of index \(index) is \(value). Give numbers from 0 to 1, and nothing where there "
        + "is none."
    case .reversedRange(let minimum, let maximum):
      "A range has the minimum \(minimum) above its maximum \(maximum). Compute it anew, or raise the "
        + "tolerance."
    case .invalidOption(let name, let value, let allowed):
      "The \(name) cannot be \(value). Give \(allowed)."
    case .statisticNotANumber(let permutation):
      "The statistic of permutation \(permutation) is not a number. Give one that is defined for "
        + "every relabelling."
    case .notConverged(let what, let steps):
      "The \(what) did not converge in \(steps) steps. Check the values for numbers of very different "
        + "size."
    case .damagedFile(let reason):
      "The stored statistics contradict themselves: \(reason). Make them anew."
    default: ""
    }
  }
}
