/// The time that `--time-limit` leaves.
struct Deadline: Sendable {
  /// About thirty years: as good as no limit, and far below what a `Duration` can hold, which
  /// traps on more.
  private static let longest = 1e9

  private let end: ContinuousClock.Instant?

  init(seconds: Double?) {
    end = seconds.flatMap { $0 < Self.longest ? ContinuousClock.now + .seconds($0) : nil }
  }

  var isOver: Bool { end.map { ContinuousClock.now >= $0 } ?? false }

  /// `nil` without a limit.
  var secondsLeft: Double? {
    end.map { max(0.001, ContinuousClock.now.duration(to: $0) / .seconds(1)) }
  }
}
