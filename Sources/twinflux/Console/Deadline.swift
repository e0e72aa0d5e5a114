/// The time that `--time-limit` leaves.
struct Deadline: Sendable {
  private let end: ContinuousClock.Instant?

  init(seconds: Double?) {
    end = seconds.map { ContinuousClock.now + .seconds($0) }
  }

  var isOver: Bool { end.map { ContinuousClock.now >= $0 } ?? false }

  /// `nil` without a limit.
  var secondsLeft: Double? {
    end.map { max(0.001, ContinuousClock.now.duration(to: $0) / .seconds(1)) }
  }
}
