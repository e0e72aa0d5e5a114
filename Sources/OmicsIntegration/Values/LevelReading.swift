/// How the cells of a table are to be read. Each default is written here.
public struct LevelReading: Sendable, Hashable {
  /// What rows of the same name become.
  public enum Duplicates: String, Sendable, Hashable, CaseIterable, Codable {
    /// An error that names their lines.
    case error
    case maximum, sum, mean
  }

  /// `nil` where nobody said: then levels are taken as they are, and refused if they are negative.
  public var unit: LevelUnit?
  /// Of linear levels: logarithms are undone first. A missing level is left out.
  public var duplicates = Duplicates.error

  public init(unit: LevelUnit? = nil, duplicates: Duplicates = .error) {
    self.unit = unit
    self.duplicates = duplicates
  }
}

/// Levels of the same gene and sample, until all are known.
struct DuplicateLevels {
  private let rule: LevelReading.Duplicates
  /// By place: the sum of the levels and their number.
  private var sums: [Int: (sum: Double, count: Double)] = [:]

  init(_ rule: LevelReading.Duplicates) {
    self.rule = rule
  }

  /// What `old` becomes with another level at the same place; NaN is missing.
  mutating func combine(_ old: Double, with new: Double, at place: Int) -> Double {
    if new.isNaN { return old }
    if old.isNaN { return new }
    switch rule {
    case .error, .maximum: return max(old, new)
    case .sum: return min(old + new, .greatestFiniteMagnitude)
    case .mean:
      let before = sums[place] ?? (old, 1)
      let after = (
        sum: min(before.sum + new, .greatestFiniteMagnitude), count: before.count + 1
      )
      sums[place] = after
      return after.sum / after.count
    }
  }
}
