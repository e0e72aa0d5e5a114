import TwinFlux

/// Reads a file, turning its error into an exit status: 66 where there is none, 65 where it is bad,
/// 130 where Ctrl-C ended the reading.
func readInput(_ path: String) throws(CommandFailure) -> InputBytes {
  do throws(InputError) {
    return try InputFile.read(path, isCancelled: { Interruption.isRequested })
  } catch {
    throw CommandFailure(error)
  }
}

/// Writes a whole file, or standard output if `path` is `nil`.
func writeOutput(
  _ bytes: [UInt8], to path: String?, compression: OutputFile.Compression = .init()
) throws(CommandFailure) {
  do throws(OutputError) {
    try OutputFile.write(bytes, to: path, compression: compression)
  } catch {
    throw CommandFailure(.cannotCreate, error.description)
  }
}

/// Checks before a long run that its result will have a place.
func checkOutput(_ path: String?) throws(CommandFailure) {
  do throws(OutputError) {
    try OutputFile.check(path)
  } catch {
    throw CommandFailure(.cannotCreate, error.description)
  }
}

extension CommandFailure {
  init(_ error: InputError) {
    if case .cancelled = error {
      self = .interrupted
    } else {
      self.init(error.isMissingInput ? .noInput : .badData, error.description)
    }
  }
}
