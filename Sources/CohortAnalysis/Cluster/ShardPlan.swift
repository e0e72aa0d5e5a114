/// How a cohort is divided for a cluster, and what each part asks of it.
///
/// Patients differ, and so do machines: what is asked for is more than what was measured, by margins
/// that scripts state. A shard that needs yet more is stopped, keeps what it has, and goes on when it
/// is started again.
public struct ShardPlan: Sendable, Hashable {
  public enum Size: Sendable, Hashable {
    case shards(Int)
    /// As many shards as make each take about this long, at most ``mostChosenShards``.
    case seconds(Double)
  }

  public let pilot: CohortPilot
  public let patients: Int
  /// From 1 to ``patients``.
  public let shards: Int
  /// Of each shard: how many patients it works on at once.
  public let threads: Int

  /// Slurm's own limit of an array (`MaxArraySize`) is 1001 unless a site raises it, and its indices
  /// end one below (slurm.conf(5)).
  public static let mostChosenShards = 1000
  public static let timeMargin = 2.0
  public static let memoryMargin = 1.5
  /// What a job is given whatever was measured: to start, and to load libraries from a shared disk.
  public static let leastSeconds = 300.0
  public static let leastBytes = 512e6

  /// - Precondition: The figures of the pilot are finite and not negative, and `patients` and
  ///   `threads` at least 1.
  public init(pilot: CohortPilot, patients: Int, size: Size, threads: Int) {
    let figures = [
      pilot.fixedSeconds, pilot.patientSeconds, pilot.fixedBytes, pilot.threadBytes,
    ]
    precondition(
      figures.allSatisfy { $0 >= 0 && $0.isFinite } && patients > 0 && threads > 0,
      "No plan for \(patients) patients on \(threads) threads from the figures \(figures)")
    self.pilot = pilot
    self.patients = patients
    self.threads = threads
    let wanted =
      switch size {
      case .shards(let count): count
      case .seconds(let seconds):
        min(
          Self.mostChosenShards,
          Self.shards(pilot, patients: patients, threads: threads, seconds: seconds))
      }
    shards = min(max(1, wanted), patients)
  }

  private static func shards(
    _ pilot: CohortPilot, patients: Int, threads: Int, seconds: Double
  ) -> Int {
    let rounds = (seconds - pilot.fixedSeconds) / max(pilot.patientSeconds, 1e-6)
    // A shard has at least one patient for each of its threads.
    let each = max(1, rounds.rounded(.down)) * Double(threads)
    return Int((Double(patients) / min(each, Double(patients))).rounded(.up))
  }

  /// Of the largest shard.
  public var patientsPerShard: Int { (patients + shards - 1) / shards }

  /// What the largest shard is expected to take.
  public var expectedSeconds: Double {
    let rounds = (patientsPerShard + threads - 1) / threads
    return pilot.fixedSeconds + Double(rounds) * pilot.patientSeconds
  }

  /// What a shard may take, in whole minutes.
  public var minutes: Int { Self.minutes(expectedSeconds) }

  /// What the merge may take: it reads and writes, and a second is ample for a patient.
  public var mergeMinutes: Int { Self.minutes(Double(patients)) }

  private static func minutes(_ seconds: Double) -> Int {
    // Ten years: a figure beyond it is no estimate.
    let asked = min(timeMargin * seconds + leastSeconds, 3.2e8)
    return Int((asked / 60).rounded(.up))
  }

  public var expectedBytes: Double {
    pilot.fixedBytes + Double(min(threads, patientsPerShard)) * pilot.threadBytes
  }

  /// What a shard may hold, in units of 2²⁰ bytes, as batch systems count.
  public var megabytes: Int {
    let asked = min(max(Self.memoryMargin * expectedBytes, Self.leastBytes), 1e15)
    return Int((asked / 1_048_576).rounded(.up))
  }
}
