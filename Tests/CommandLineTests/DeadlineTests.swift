import Testing

@testable import twinflux

@Suite("The deadline of --time-limit")
struct DeadlineTests {
  @Test("is none where the limit is longer than anyone waits", arguments: [1e9, 1e300, .infinity])
  func endless(seconds: Double) {
    let deadline = Deadline(seconds: seconds)
    #expect(!deadline.isOver)
    #expect(deadline.secondsLeft == nil)
  }

  @Test("counts down to the limit otherwise", arguments: [1e-300, 3600])
  func limited(seconds: Double) throws {
    let left = try #require(Deadline(seconds: seconds).secondsLeft)
    #expect(left > 0 && left <= max(0.001, seconds))
  }
}
