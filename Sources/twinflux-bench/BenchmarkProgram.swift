import Foundation
import TwinFlux

/// Arguments → measurements → JSON on standard output and an exit status.
enum BenchmarkProgram {
  static func run(_ arguments: [String]) -> Int32 {
    do {
      return try measure(try BenchmarkArguments(arguments))
    } catch {
      let failure = BenchmarkFailure(error)
      let text = "twinflux-bench: error: \(failure.message)\n"
      // A closed standard error leaves nobody to tell.
      try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
      return failure.status
    }
  }

  private static func measure(_ arguments: BenchmarkArguments) throws -> Int32 {
    if arguments.wantsHelp {
      try OutputFile.write(Array(BenchmarkArguments.usage.utf8), to: nil)
      return 0
    }
    if MachineFacts.build == "debug", !arguments.allowsDebug {
      throw BenchmarkFailure.usage(
        "This is a build without optimization, which measures nothing of use. Build with "
          + "-c release, or give --allow-debug.")
    }
    let subject = try BenchmarkSubject(arguments)
    var report = BenchmarkReport(arguments: arguments)
    for name in arguments.names {
      let runs = try (0..<arguments.runs).map { _ in try subject.run(name) }
      report.measured.append((name, runs))
    }
    try OutputFile.write(Array(report.json.text.utf8), to: nil)
    if report.isRepeatable { return 0 }
    throw BenchmarkFailure(
      status: 70, message: "The runs counted differently. What is measured must be repeatable.")
  }
}
