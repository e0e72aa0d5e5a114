/// The zero of a continuous function between two places where its signs differ.
///
/// Brent's method ("Algorithms for Minimization without Derivatives", 1973, chapter 4): inverse quadratic
/// or secant steps, with bisection where they do not help, so that it can never take more than about
/// (log₂ width/tolerance)² evaluations.
func bracketedRoot(
  from a: Double, valued fa: Double, to b: Double, valued fb: Double,
  of function: (Double) -> Double
) -> Double {
  guard fa != 0 else { return a }
  guard fb != 0 else { return b }
  // `x` is the best guess, `y` the one before, `z` the end on the other side of the root.
  var (x, fx, y, fy, z, fz) = (b, fb, a, fa, a, fa)
  var (step, before) = (b - a, b - a)
  for _ in 0..<200 {
    if abs(fz) < abs(fx) { (y, fy, x, fx, z, fz) = (x, fx, z, fz, x, fx) }
    let tolerance = 2 * .ulpOfOne * abs(x) + .leastNormalMagnitude
    let half = (z - x) / 2
    if abs(half) <= tolerance || fx == 0 { return x }
    let guess = interpolation(x, fx, y, fy, z, fz)
    if abs(before) >= tolerance, abs(fy) > abs(fx), let guess,
      2 * abs(guess) < min(3 * abs(half) - tolerance, abs(before)), guess * half > 0
    {
      (before, step) = (step, guess)
    } else {
      (before, step) = (half, half)
    }
    (y, fy) = (x, fx)
    x += abs(step) > tolerance ? step : (half > 0 ? tolerance : -tolerance)
    fx = function(x)
    if (fx > 0) == (fz > 0) { (z, fz, step, before) = (y, fy, x - y, x - y) }
  }
  return x
}

/// The step from `x` to where a parabola through three points, or a line through two, is zero.
private func interpolation(
  _ x: Double, _ fx: Double, _ y: Double, _ fy: Double, _ z: Double, _ fz: Double
) -> Double? {
  let s = fx / fy
  let (p, q): (Double, Double)
  if y == z {
    (p, q) = ((z - x) * s, 1 - s)
  } else {
    let (t, r) = (fy / fz, fx / fz)
    (p, q) = (
      s * ((z - x) * t * (t - r) - (x - y) * (r - 1)), (t - 1) * (r - 1) * (s - 1)
    )
  }
  let guess = -p / q
  return guess.isFinite ? guess : nil
}
