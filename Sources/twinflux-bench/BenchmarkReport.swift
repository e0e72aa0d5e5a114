import TwinFlux

/// The runs of all benchmarks as JSON.
struct BenchmarkReport {
  let arguments: BenchmarkArguments
  var measured: [(name: BenchmarkName, runs: [BenchmarkRun])] = []

  /// Whether every run of a benchmark counted the same.
  var isRepeatable: Bool { measured.allSatisfy { Self.isRepeatable($0.runs) } }

  var json: JSONValue {
    .members([
      "tool": .string("twinflux-bench \(ToolVersion.current)"),
      "build": .string(MachineFacts.build),
      "machine": MachineFacts.json,
      "solvers": .array(SolverChoice.versions.map(JSONValue.string)),
      "model": .string(arguments.model),
      "options": .members([
        "runs": .integer(arguments.runs), "solver": .string(arguments.solver.rawValue),
        "threads": .integer(arguments.threads), "fraction": .number(arguments.fraction),
        "ends": .integer(arguments.ends),
      ]),
      "benchmarks": .array(measured.map { Self.json(of: $0.runs, named: $0.name) }),
    ])
  }

  private static func isRepeatable(_ runs: [BenchmarkRun]) -> Bool {
    runs.allSatisfy { run in
      run.counters.map(\.value) == runs[0].counters.map(\.value)
    }
  }

  private static func json(of runs: [BenchmarkRun], named name: BenchmarkName) -> JSONValue {
    .members([
      "name": .string(name.rawValue),
      "repeatable": .bool(isRepeatable(runs)),
      "counters": .object(runs[0].counters.map { .init($0.name, .integer($0.value)) }),
      "seconds": spreads(runs.map { $0.seconds.map { ($0.phase, $0.value) } }),
      "figures": spreads(runs.map { $0.figures.map { ($0.name, $0.value) } }),
    ])
  }

  private static func spreads(_ runs: [[(String, Double)]]) -> JSONValue {
    .object(
      runs[0].indices.map { index in
        let values = runs.map { $0[index].1 }
        let spread = JSONValue.members([
          "min": .optional(values.min()), "median": .number(values.median),
          "max": .optional(values.max()),
        ])
        return .init(runs[0][index].0, spread)
      })
  }
}
