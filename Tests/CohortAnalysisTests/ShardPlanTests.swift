import CohortAnalysis
import SimplexBackend
import TestSupport
import Testing

@Suite("What a shard of a cohort asks for")
struct ShardPlanTests {
  private static let pilot = CohortPilot(
    sample: "P1", fixedSeconds: 100, patientSeconds: 30, fixedBytes: 1_073_741_824,
    threadBytes: 536_870_912)

  @Test("is the reference and its patients, threads at a time, by the margins")
  func figures() {
    let plan = ShardPlan(pilot: Self.pilot, patients: 100, size: .shards(8), threads: 4)
    #expect(plan.patientsPerShard == 13)
    // Four rounds of four.
    #expect(plan.expectedSeconds == 100 + 4 * 30)
    // 2·220 s + 300 s = 740 s.
    #expect(plan.minutes == 13)
    #expect(plan.expectedBytes == 3 * 1_073_741_824)
    #expect(plan.megabytes == 4608)
    // 2·100 s + 300 s.
    #expect(plan.mergeMinutes == 9)
  }

  @Test("counts no more threads than a shard has patients, and asks for what starting takes")
  func small() {
    let pilot = CohortPilot(
      sample: nil, fixedSeconds: 0, patientSeconds: 0, fixedBytes: 1e6, threadBytes: 1e6)
    let plan = ShardPlan(pilot: pilot, patients: 3, size: .shards(2), threads: 16)
    #expect(plan.expectedBytes == 3e6)
    #expect(plan.megabytes == 489)  // 512e6 / 2²⁰, rounded up
    #expect(plan.minutes == 5)
  }

  @Test(
    "decides how many shards there are",
    arguments: [
      // An hour less the reference holds 116 rounds of 4 patients.
      (3600.0, 100, 1), (3600, 464, 1), (3600, 465, 2), (3600, 1_000_000, 1000),
      // Less than a patient: as many patients as threads.
      (60, 100, 25), (1e9, 100, 1),
    ])
  func size(seconds: Double, patients: Int, shards: Int) {
    let plan = ShardPlan(
      pilot: Self.pilot, patients: patients, size: .seconds(seconds), threads: 4)
    #expect(plan.shards == shards)
  }

  @Test("has at least one patient in each shard")
  func most() {
    #expect(
      ShardPlan(pilot: Self.pilot, patients: 3, size: .shards(9), threads: 1).shards == 3)
  }

  @Test("stays a number, however long a patient takes")
  func endless() {
    let pilot = CohortPilot(
      sample: nil, fixedSeconds: 1e300, patientSeconds: 1e300, fixedBytes: 1e300, threadBytes: 1e300
    )
    let plan = ShardPlan(pilot: pilot, patients: 7, size: .seconds(1), threads: 2)
    #expect(plan.shards == 4)
    #expect(plan.minutes == 5_333_334 && plan.megabytes == 953_674_317)
  }

  @Test("is measured on the first patient that has a result")
  func pilot() throws {
    let cohort = try RandomCohort(7).cohort
    let runner = CohortRunner(cohort, using: SimplexBackend())
    var starts = 0
    // The third has no levels, the sixth bounds that nothing satisfies.
    #expect(try runner.pilot(among: [2, 5, 0, 1]) { starts += 1 } == 0)
    #expect(starts == 3)
    #expect(try runner.pilot(among: [2, 5]) {} == nil)
    var stopped = runner
    stopped.progress = { _ in false }
    #expect(throws: CohortError.cancelled) { try stopped.pilot(among: [0]) {} }
  }
}
