/// The version that `twinflux --version` and every report name.
public enum ToolVersion {
  public static let current = "0.1.0"
}
