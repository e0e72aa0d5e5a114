import Foundation

/// MAT-files that other programs wrote.
public enum MATFixture {
  /// Two metabolites, three reactions, `rules` by number, an infinite bound; the optimum is 20:
  ///
  ///     EX_a: a[e] ⇌ (at least -10),  T: a[e] → 2 b[c],  OUT: b[c] → (the objective)
  ///
  /// SciPy 1.17.1, `savemat(file, {"model": …}, do_compression=True, oned_as="column")`.
  public static let scipy: [UInt8] = Array(Data(base64Encoded: base64) ?? Data())

  private static let base64 =
    "TUFUTEFCIDUuMCBNQVQtZmlsZSBQbGF0Zm9ybTogcG9zaXgsIENyZWF0ZWQgb246IFNhdCBOb3YgMjEgMTk6"
    + "MTg6MjMgMjAyNgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB"
    + "SU0PAAAAmQEAAHic42NgYFBgZ2BgA9IcQMzEAAGsUD4jEgaJ5eanpOaA2SwM3FDxfiAuqsgrhmrNTS2BMYMZ"
    + "4CAnCc4sRTCTEQoQggzJxal5xalgZnpqXirUtKLSHBizuDQpuLK4JDW3GGSbc0ZiUTpQeT5YW3BJEVAFHxBf"
    + "YED4ixHNX8xI/mKAqjdAUs+CJRxYkNQLAHmuEfGJxOhjRNHHyBBCpH3MKPqYGfxDQ8D6ZuDxFxMV/JUYnRpL"
    + "jr6k6GSwvgYkfaxQdcjuQ/YXK1gvAiCnNQEkMWaoOZxArABX/WE/Ks3gAOOD3OGB5A42NPejxz/IXAm4uSoH"
    + "GNAAReY59MPcVQ/j80EdCzOPh4B5rEhqGBhQ4xfZHHR3oacHkLuQwxvZf4TiG2YWA9gMJgZXV4i+BQykpUcL"
    + "AvawodgD4VuYGVvqGZKXno3M9AxB+h7gcSep5QEMILsTps+BgPv40fSB+BoVGoaamgpqCkCGkaYmRfYPFn9y"
    + "oukD8UOKEvOKC/KLSqhgP7I+LjR96OmOGWzyv//klLu5iRUMAFkVRzk="
}
