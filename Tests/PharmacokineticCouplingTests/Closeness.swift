/// Whether two numbers agree to a relative tolerance.
func agrees(_ value: Double, _ expected: Double, within tolerance: Double) -> Bool {
  abs(value - expected) <= tolerance * abs(expected)
}
