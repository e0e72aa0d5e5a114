/// A population simulator that the tables and models are written for.
///
/// The columns of the event table are the same for all three (those of a NONMEM data set, which
/// mrgsolve and rxode2 read too); what differs:
///
/// | | `nonmem` | `mrgsolve` | `rxode2` |
/// |---|---|---|---|
/// | files read | one: events with the parameters in further columns (`data.csv`) | events, and `parameters.csv` as `idata_set` | events, and `parameters.csv` as `params` |
/// | header | skipped by `IGNORE=@` | read | read |
/// | names | upper case, at most 20 characters | C++ and R | R |
/// | `DV` where nothing is measured | `.` | `0` | `0` |
/// | `MDV` of a sampling row | 1 | 0 | 0 |
/// | sampling rows | one for each species, at its compartment | one | one |
///
/// A `.` makes an R column text, which mrgsolve drops or refuses; a missing value or an `MDV` of 1
/// makes rxode2 leave the row out of its output. Hence the 0, which measures nothing: the rows ask for a
/// prediction, and nothing may be fitted to them.
public enum ExportTool: String, Sendable, Hashable, Codable, CaseIterable {
  case nonmem, mrgsolve, rxode2
}

/// A text to be stored under a name.
public struct ExportFile: Sendable, Hashable {
  public var name: String
  public var text: String

  public init(_ name: String, _ text: String) {
    self.name = name
    self.text = text
  }
}
