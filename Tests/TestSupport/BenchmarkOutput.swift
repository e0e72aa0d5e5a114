import Foundation

/// What `twinflux-bench` printed, for tests.
public struct BenchmarkOutput {
  public var status: Int32
  public var errors: String
  /// The whole document; empty if there is none.
  public var document: [String: Any]

  /// Runs the program that was built with the tests.
  public init(_ arguments: [String]) throws {
    let outcome = try CommandLineProgram.run(arguments, program: "twinflux-bench")
    status = outcome.status
    errors = outcome.errors
    let parsed = try? JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    document = parsed as? [String: Any] ?? [:]
  }

  public var benchmarks: [[String: Any]] { document["benchmarks"] as? [[String: Any]] ?? [] }

  /// The benchmark called `name`; empty if there is none.
  public func benchmark(_ name: String) -> [String: Any] {
    benchmarks.first { $0["name"] as? String == name } ?? [:]
  }

  public func counters(_ name: String) -> [String: Int] {
    benchmark(name)["counters"] as? [String: Int] ?? [:]
  }

  /// The minimum, median and maximum of each number under `key`, `"seconds"` or `"figures"`.
  public func spreads(_ name: String, _ key: String) -> [String: [String: Double]] {
    benchmark(name)[key] as? [String: [String: Double]] ?? [:]
  }
}
