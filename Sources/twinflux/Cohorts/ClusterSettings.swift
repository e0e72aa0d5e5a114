import Foundation
import TwinFlux

/// What `cohort slurm` and `cohort snakemake` are told beside what `cohort run` is.
struct ClusterSettings: Sendable {
  enum Pilot: Sendable, Hashable {
    /// The first patient that has a result.
    case first
    case sample(String)
    case none
  }

  var size: ShardPlan.Size
  var threads: Int
  var pilot: Pilot
  var retries: Int
  var program: String
  var directory: String
  var table: String?
  /// What the shards are told.
  var arguments: [String]
  /// The files among that, absolute.
  var inputs: [String]

  init(_ arguments: ParsedArguments) throws(CommandFailure) {
    let current = FileManager.default.currentDirectoryPath
    do throws(ParserError) {
      size = try Self.size(arguments)
      threads = try arguments.integer("threads", atLeast: 1) ?? 4
      retries = try arguments.integer("retries", atLeast: 0) ?? 5
      program = try Self.program(arguments, in: current)
      table = try Self.table(arguments).map { Self.absolute($0, in: current) }
    } catch {
      throw .usage(error)
    }
    pilot = arguments.value("pilot").map { $0 == "none" ? .none : .sample($0) } ?? .first
    directory = Self.absolute(arguments.value("out") ?? "", in: current)
    var forwarded = ForwardedArguments(directory: current)
    try forwarded.add(arguments)
    (self.arguments, inputs) = (forwarded.words, forwarded.inputs)
  }

  private static func size(_ arguments: ParsedArguments) throws(ParserError) -> ShardPlan.Size {
    try arguments.rejectBoth("shards", "hours-per-shard")
    if let shards = try arguments.integer("shards", atLeast: 1) { return .shards(shards) }
    let hours = try arguments.number(
      "hours-per-shard", expected: "a number of hours above 0, at most 10000"
    ) { $0 > 0 && $0 <= 10_000 }
    return .seconds(3600 * (hours ?? 1))
  }

  /// A name without a slash is looked for where the job runs.
  private static func program(
    _ arguments: ParsedArguments, in directory: String
  ) throws(ParserError) -> String {
    if let path = arguments.value("twinflux") {
      return path.contains("/") ? absolute(path, in: directory) : path
    }
    if let path = Bundle.main.executablePath { return path }
    throw .missingCompanion(option: arguments.command.rawValue, needed: "--twinflux PATH")
  }

  private static func table(_ arguments: ParsedArguments) throws(ParserError) -> String? {
    guard let path = arguments.value("table") else { return nil }
    if path.lowercased().hasSuffix(".npz") { return path }
    switch TableFormat(extensionOf: path) {
    case .tsv, .csv: return path
    default:
      throw .invalidValue(option: "--table", value: path, expected: "a name in .tsv, .csv or .npz")
    }
  }

  static func absolute(_ path: String, in directory: String) -> String {
    if path.hasPrefix("/") { return path }
    return (directory.hasSuffix("/") ? directory : directory + "/") + path
  }
}

/// The part of a command line that the shards are given, with paths that hold from anywhere.
private struct ForwardedArguments {
  let directory: String
  var words: [String] = []
  var inputs: [String] = []

  init(directory: String) { self.directory = directory }

  mutating func add(_ arguments: ParsedArguments) throws(CommandFailure) {
    for operand in arguments.operands { words.append(try file(operand, of: "MODEL")) }
    for option in CommandCatalog.forwardedToShards where arguments.has(option.name) {
      if option.valueName == nil { words.append(option.spelling) }
      for value in arguments.values(option.name) {
        words.append("\(option.spelling)=\(try text(value, of: option))")
      }
    }
  }

  private mutating func text(
    _ value: String, of option: OptionDeclaration
  ) throws(CommandFailure) -> String {
    if option.isFile { return try file(value, of: option.spelling) }
    // A list may be a file.
    guard option.valueName == "LIST", value.hasPrefix("@") else { return value }
    return "@" + (try file(String(value.dropFirst()), of: option.spelling))
  }

  private mutating func file(
    _ path: String, of option: String
  ) throws(CommandFailure) -> String {
    if path == "-" || path.hasPrefix("/dev/") || path.hasPrefix("/proc/") {
      throw CommandFailure(
        .usage,
        "\(option) '\(excerpt(path))' is not there when a job runs. Give a file that every node can "
          + "read.")
    }
    let path = ClusterSettings.absolute(path, in: directory)
    inputs.append(path)
    return path
  }
}
