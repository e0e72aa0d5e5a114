import Foundation
import Synchronization

/// One line on a terminal that shows how far a run is, its rate and the time left.
final class ProgressBar: Sendable {
  private struct State {
    var lastDrawn: ContinuousClock.Instant?
    var isVisible = false
  }

  /// How often the line is redrawn at most.
  private static let interval = Duration.milliseconds(100)
  private static let barWidth = 24

  private let console: Console
  private let unit: String
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// `nil` where nobody would see it: no terminal, or `--quiet`.
  init?(on console: Console, unit: String) {
    guard console.isTerminal, console.verbosity != .quiet else { return nil }
    self.console = console
    self.unit = unit
  }

  /// - Parameters:
  ///   - earlier: How many of `done` an earlier run did, which say nothing of the rate.
  ///   - note: What else to say, such as how many failed.
  func update(done: Int, of all: Int, earlier: Int = 0, note: String = "") {
    let now = ContinuousClock.now
    state.withLock { state in
      if let last = state.lastDrawn, last.duration(to: now) < Self.interval, done < all { return }
      state.lastDrawn = now
      state.isVisible = true
      let seconds = start.duration(to: now) / .seconds(1)
      let line = Self.line(
        done: done, of: all, seconds: seconds, unit: unit + note, earlier: earlier)
      console.raw("\r" + line + "\u{1B}[K")
    }
  }

  /// Removes the line, so that messages start on a clean one.
  func finish() {
    state.withLock { state in
      if state.isVisible { console.raw("\r\u{1B}[K") }
      state.isVisible = false
    }
  }

  static func line(
    done: Int, of all: Int, seconds: Double, unit: String, earlier: Int = 0
  ) -> String {
    let share = all > 0 ? min(1, Double(done) / Double(all)) : 1
    let filled = Int((share * Double(barWidth)).rounded(.down))
    let bar =
      String(repeating: "#", count: filled) + String(repeating: "·", count: barWidth - filled)
    var line = "[\(bar)] \(Int(share * 100)) %  \(done)/\(all) \(unit)"
    if seconds > 0.5, done > earlier {
      let rate = Double(done - earlier) / seconds
      line += "  \(text(ofRate: rate))  \(clock(Double(all - done) / rate)) left"
    }
    return line
  }

  /// `120/s`, or with what is slow `14/min` and `3/h`.
  private static func text(ofRate rate: Double) -> String {
    if rate >= 1 { return "\(Int(rate.rounded()))/s" }
    return rate * 60 >= 1
      ? "\(Int((rate * 60).rounded()))/min" : "\(Int((rate * 3600).rounded()))/h"
  }

  /// `0:07`, `12:30`, `1:02:03`.
  static func clock(_ seconds: Double) -> String {
    let total = seconds.isFinite ? Int(min(seconds, 359_999).rounded(.up)) : 359_999
    let (hours, minutes, rest) = (total / 3600, total / 60 % 60, total % 60)
    let tail = (rest < 10 ? "0" : "") + String(rest)
    if hours == 0 { return "\(minutes):\(tail)" }
    return "\(hours):" + (minutes < 10 ? "0" : "") + "\(minutes):\(tail)"
  }
}
