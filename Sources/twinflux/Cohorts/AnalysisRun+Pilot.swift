import Foundation
import TwinFlux

extension AnalysisRun {
  /// Of the patients that have no result, this many are tried before the pilot gives up.
  private static let mostCandidates = 5

  /// Reads a cohort's inputs and measures what the reference and one patient take.
  ///
  /// - Returns: The number of patients, and the figures.
  mutating func pilot(
    _ settings: ClusterSettings, of cohort: CohortSettings, using backend: some LPBackend
  ) throws(CommandFailure) -> (patients: Int, pilot: CohortPilot) {
    let start = ContinuousClock.now
    let inputs = try readCohort(cohort)
    let samples = inputs.design.patients.map(\.sample)
    let candidates = try Self.candidates(settings.pilot, among: samples, of: inputs.design)
    guard !candidates.isEmpty else { return (samples.count, .assumed) }
    let runner = try pilotRunner(cohort, inputs, using: backend)
    let fixedBytes = PeakMemory.bytes
    let clock = ContinuousClock()
    var (first, last) = (clock.now, clock.now)
    var isFirst = true
    let found: Int?
    do throws(CohortError) {
      found = try runner.pilot(among: candidates) {
        last = clock.now
        if isFirst { first = last }
        isFirst = false
      }
    } catch {
      throw Self.failure(of: error)
    }
    guard let found else { throw Self.noResult(candidates.map { samples[$0] }) }
    let pilot = CohortPilot(
      sample: samples[found], fixedSeconds: start.duration(to: first) / .seconds(1),
      patientSeconds: last.duration(to: clock.now) / .seconds(1), fixedBytes: fixedBytes,
      threadBytes: max(0, PeakMemory.bytes - fixedBytes))
    return (samples.count, pilot)
  }

  private mutating func pilotRunner<Backend: LPBackend>(
    _ settings: CohortSettings, _ inputs: CohortInputs, using backend: Backend
  ) throws(CommandFailure) -> CohortRunner<Backend> {
    // What a new cohort freezes is made here too, and goes again.
    let scratch = FileManager.default.temporaryDirectory
      .appendingPathComponent("twinflux-pilot-\(UUID().uuidString)").path
    let directory = try cohortStore { () throws(CohortStoreError) in try CohortDirectory(scratch) }
    defer {
      directory.close()
      try? FileManager.default.removeItem(atPath: scratch)
    }
    let cohort = try timed("reference") { run throws(CommandFailure) in
      try run.makeCohort(settings, inputs, in: directory, using: backend)
    }
    var runner = CohortRunner(cohort, using: backend)
    runner.solving = self.settings.solver.options(secondsLeft: settings.secondsPerPatient)
    let deadline = deadline
    runner.progress = { _ in !Interruption.isRequested && !deadline.isOver }
    return runner
  }

  /// Places in the design; none where nothing is to be measured.
  private static func candidates(
    _ pilot: ClusterSettings.Pilot, among samples: [String], of design: CohortDesign
  ) throws(CommandFailure) -> [Int] {
    switch pilot {
    case .none: return []
    case .first: return Array(samples.indices.prefix(mostCandidates))
    case .sample(let name):
      if let place = samples.firstIndex(of: name) { return [place] }
      let hint =
        Suggestion.nearest(to: name, among: samples).map { "Did you mean '\($0)'?" }
        ?? "Give one of its samples, or none."
      throw CommandFailure(
        .usage, "--pilot '\(excerpt(name))' is no sample of the design '\(design.path)'. \(hint)")
    }
  }

  private static func failure(of error: CohortError) -> CommandFailure {
    switch error {
    case .store(let problem): return CommandFailure(problem)
    case .flux(let problem):
      var failure = CommandFailure(problem)
      failure.message = "The reference individual cannot be analysed. " + failure.message
      return failure
    case .invalidOption: return CommandFailure(.usage, error.description)
    case .cancelled:
      if Interruption.isRequested { return .interrupted }
      return CommandFailure(
        .stopped,
        "The time limit was reached before the pilot had ended. Give more, or --pilot none.")
    }
  }

  private static func noResult(_ samples: [String]) -> CommandFailure {
    let tried = samples.count == 1 ? "Sample '\(samples[0])' has" : "The first patients have"
    return CommandFailure(
      .badData,
      "\(tried) no result to measure (\(listed(samples))). Name another with --pilot SAMPLE, or "
        + "give --pilot none.")
  }
}

/// The largest resident size of this process so far, in bytes.
private enum PeakMemory {
  static var bytes: Double {
    // On Linux getrusage(2) also knows what the process held before it became this program, which is
    // the memory of whoever started it.
    if let size = highWaterMark { return size }
    var usage = rusage()
    #if os(Linux)
    let status = getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let unit = 1024.0
    #else
    let status = getrusage(RUSAGE_SELF, &usage)
    let unit = 1.0
    #endif
    return status == 0 ? Double(usage.ru_maxrss) * unit : 0
  }

  /// `VmHWM` of proc(5), in units of 1024 bytes.
  private static var highWaterMark: Double? {
    guard let status = FileManager.default.contents(atPath: "/proc/self/status") else { return nil }
    let line = String(decoding: status, as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix("VmHWM:") }
    let words = line?.split(whereSeparator: \.isWhitespace) ?? []
    return words.count > 1 ? NumberText.parse(words[1]).map { $0 * 1024 } : nil
  }
}
