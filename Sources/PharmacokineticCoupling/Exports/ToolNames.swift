/// Names of parameters, compartments and outputs as one tool can read them, each once.
///
/// The mapping, the same for the same names always:
/// 1. every character but an ASCII letter, a digit or `_` becomes `_` (`E-3174` → `E_3174`);
/// 2. NONMEM: capital letters, cut to 20 characters;
/// 3. a name that does not begin with a letter, or is a word of the tool itself, gets `p_` in front
///    (NONMEM `P_`, cut to 20 again).
///
/// Two names that meet are refused with ``ExportError/sameName(spelled:first:second:tool:)``: a number
/// behind one of them would hide which is which.
struct ToolNames {
  let tool: ExportTool
  /// Who has a name, in words.
  private var owners: [String: String] = [:]

  init(_ tool: ExportTool) { self.tool = tool }

  /// The longest name: a NONMEM data item may have 20 characters (24 from version 7.5 on).
  static let nonmemLimit = 20

  /// The name of something, which nothing else can have from now on.
  ///
  /// - Parameter owner: In words, such as `the parameter 'V'`.
  mutating func claim(_ name: String, for owner: String) throws(ExportError) -> String {
    let spelled = spelling(of: name)
    try take(spelled, for: owner)
    return spelled
  }

  /// A compartment, with the names that mrgsolve makes of it.
  mutating func claimCompartment(_ name: String) throws(ExportError) -> String {
    let owner = "the compartment '\(name)'"
    let spelled = try claim(name, for: owner)
    if tool == .mrgsolve {
      for made in ["F_", "ALAG_", "R_", "D_", "dxdt_"].map({ $0 + spelled }) + [spelled + "_0"] {
        try take(made, for: "the symbol \(made) of \(owner)")
      }
    }
    return spelled
  }

  private mutating func take(_ spelled: String, for owner: String) throws(ExportError) {
    if let first = owners.updateValue(owner, forKey: spelled) {
      throw .sameName(spelled: spelled, first: first, second: owner, tool: tool.rawValue)
    }
  }

  private func spelling(of name: String) -> String {
    var plain = Self.wordCharacters(of: name)
    if tool == .nonmem { plain = String(plain.uppercased().prefix(Self.nonmemLimit)) }
    let beginsWell = plain.utf8.first.map { $0 > UInt8(ascii: "9") && $0 != UInt8(ascii: "_") }
    if beginsWell ?? false, !ToolWords.contains(plain, in: tool) { return plain }
    return tool == .nonmem ? String(("P_" + plain).prefix(Self.nonmemLimit)) : "p_" + plain
  }

  /// The name with `_` for every character but ASCII letters, digits and `_`.
  static func wordCharacters(of name: String) -> String {
    var result = ""
    for scalar in name.unicodeScalars {
      let isWord = scalar.isASCII && (scalar.properties.isAlphabetic || scalar == "_")
      let isDigit = ("0"..."9").contains(scalar)
      result.unicodeScalars.append(isWord || isDigit ? scalar : "_")
    }
    return result
  }
}

/// The words that a tool keeps for itself.
private enum ToolWords {
  static func contains(_ name: String, in tool: ExportTool) -> Bool {
    if eventColumns.contains(name.uppercased()) { return true }
    switch tool {
    case .nonmem: return nonmem.contains(name) || isNumberedNonmemWord(name)
    case .mrgsolve: return mrgsolve.contains(name) || mathematics.contains(name)
    case .rxode2:
      let low = name.lowercased()
      return rxode2.contains(name) || mathematics.contains(name) || low.hasPrefix("rx")
        || low.hasPrefix("nlmixr")
    }
  }

  private static let eventColumns: Set<String> = [
    "ID", "TIME", "AMT", "RATE", "II", "ADDL", "SS", "CMT", "EVID", "MDV", "DV", "DUR", "DVID",
  ]

  /// Of the help on $INPUT: items of NM-TRAN and PREDPP, and the basic parameters, which "should not
  /// appear" there; then symbols and functions of abbreviated code.
  private static let nonmem: Set<String> = [
    "L1", "L2", "RAW_", "MRG_", "RPT_", "REPL_", "DATE", "DROP", "SKIP", "PCMT", "CALL", "CONT",
    "CL", "V", "K", "KA", "Q", "VSS", "VM", "KM", "AOB", "ALPHA", "BETA", "GAMMA",
    "A", "P", "T", "F", "Y", "G", "H", "DADT", "DA", "DP", "DT", "ETA", "EPS", "ERR", "THETA",
    "NEWIND", "ICALL", "TSTATE", "TSCALE", "NEWL2", "IREP", "COMACT", "COMSAV", "COM", "IPRED",
    "EXP", "LOG", "LOG10", "SQRT", "SIN", "COS", "TAN", "ABS", "INT", "MOD", "MIN", "MAX", "PHI",
    "GAMLN", "ATAN", "ASIN", "ACOS", "IF", "THEN", "ELSE", "ELSEIF", "ENDIF", "DO", "WHILE",
    "ENDDO", "END", "EXIT", "RETURN", "INCLUDE", "COMRES",
  ]

  /// `ETA1`, `F1`, `ALAG2`, `K12`, …: letters with a number behind.
  private static func isNumberedNonmemWord(_ name: String) -> Bool {
    let stem = name.prefix { !$0.isNumber }
    return stem.count < name.count && name.dropFirst(stem.count).allSatisfy(\.isNumber)
      && [
        "ETA", "EPS", "ERR", "THETA", "MU_", "F", "R", "D", "S", "ALAG", "V", "K", "Q", "A", "P",
        "T", "DADT", "DAT", "MTIME", "COM", "Y", "ERT",
      ].contains(stem)
  }

  /// The list of the package (`mrgsolve:::reserved`), and the keywords of C++ that a name could meet.
  private static let mrgsolve: Set<String> = [
    "SOLVERTIME", "table", "ETA", "EPS", "THETA", "simeps", "simeta", "self", "NEWIND", "DONE",
    "CFONSTOP", "DXDTZERO", "INITSOLV", "SETINIT", "report", "VARS", "pred_CL", "pred_VC", "pred_V",
    "pred_V2", "pred_KA", "pred_Q", "pred_VP", "pred_V3", "capture", "mrgx", "mt",
    "auto", "bool", "break", "case", "catch", "char", "class", "const", "continue", "default",
    "delete", "do", "double", "else", "enum", "explicit", "export", "extern", "false", "float",
    "for", "friend", "goto", "if", "inline", "int", "long", "namespace", "new", "operator",
    "private", "protected", "public", "register", "return", "short", "signed", "sizeof", "static",
    "struct", "switch", "template", "this", "throw", "true", "try", "typedef", "union", "unsigned",
    "using", "virtual", "void", "volatile", "while", "and", "or", "not", "xor", "NULL", "NAN",
    "INFINITY", "EOF", "PI", "I", "R",
  ]

  private static let rxode2: Set<String> = [
    "t", "tad", "tafd", "tlast", "tfirst", "podo", "dosenum", "newind", "NEWIND", "rxFlag", "lag",
    "alag", "lead", "diff", "first", "last", "f", "rate", "mtime", "print", "printf", "Rprintf",
    "linCmt", "transit", "param", "params", "dt", "pi", "NA", "NaN", "Inf", "NULL", "TRUE", "FALSE",
    "if", "else", "ifelse", "while", "for", "break", "function", "next", "repeat", "in", "M_PI",
    "M_E", "M_LN2",
  ]

  private static let mathematics: Set<String> = [
    "exp", "log", "log2", "log10", "sqrt", "pow", "abs", "fabs", "min", "max", "floor", "ceil",
    "round", "sin", "cos", "tan", "gamma", "beta", "lgamma", "erf",
  ]
}
