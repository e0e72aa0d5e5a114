/// Turnover numbers and masses for the *E. coli* core model, as the tutorial on enzyme constraints of
/// COBREXA.jl 2 uses them.
///
/// The turnover numbers (s⁻¹) are those of Heckmann et al., Nat Commun 2018, doi
/// 10.1038/s41467-018-07652-6, the masses (kDa) UniProt's for *E. coli* K12; `s0001` stands for what
/// happens without an enzyme.
public enum EColiEnzymes {
  public static let turnovers = table("reaction\tkcat", turnoverText)
  public static let masses = table("gene_product\tmass", massText)

  private static func table(_ header: String, _ text: String) -> [UInt8] {
    let rows = text.split(separator: ";").map { row in
      row.split(whereSeparator: \.isWhitespace).joined(separator: "\t")
    }
    return Array(([header] + rows).joined(separator: "\n").utf8)
  }

  private static let turnoverText = """
    ACALD 568.11; ACKr 554.61; ACONTa 191.02; ACONTb 159.74; ADK1 111.64; AKGDH 264.48; AKGt2r
    234.99; ALCD2x 75.95; ATPS4r 71.42; CS 113.29; CYTBD 153.18; D_LACt2 233.51; ENO 209.35;
    FBA 373.42; FORt 234.38; FORt2 233.93; FRD7 90.20; FRUpts2 234.19; FUM 1576.83; FUMt2_2
    234.37; G6PDH2r 589.37; GAPD 128.76; GLCpts 233.90; GLNS 89.83; GLNabc 233.80; GLUDy
    105.32; GLUN 44.76; GLUSy 33.26; GLUt2r 234.22; GND 240.12; ICDHyr 39.62; ICL 17.45; LDH_D
    31.11; MALS 252.75; MALt2_2 234.03; MDH 25.93; ME1 487.01; ME2 443.09; NADH16 971.74;
    NADTRHD 186.99; PDH 529.76; PFK 1000.46; PFL 96.56; PGI 468.11; PGK 57.64; PGL 2120.42;
    PGM 681.4; PIt2r 233.86; PPC 165.52; PPCK 218.42; PPS 706.14; PTAr 1171.97; RPE 1772.485;
    RPI 51.77; SUCCt2_2 234.18; SUCDi 680.31; SUCOAS 18.49; TALA 109.05; THD2 24.73; TKT1
    311.16; TKT2 467.42; TPI 698.30
    """

  private static let massText = """
    b0008 35.219; b0114 99.668; b0115 66.096; b0116 50.688; b0118 93.498; b0351 33.442; b0356
    39.359; b0451 44.515; b0474 23.586; b0485 32.903; b0720 48.015; b0721 14.299; b0722
    12.868; b0723 64.422; b0724 26.77; b0726 105.062; b0727 44.011; b0728 41.393; b0729
    29.777; b0733 58.205; b0734 42.453; b0755 28.556; b0767 36.308; b0809 26.731; b0810
    24.364; b0811 27.19; b0875 23.703; b0902 28.204; b0903 85.357; b0904 30.991; b0978 57.92;
    b0979 42.424; b1101 50.677; b1136 45.757; b1241 96.127; b1276 97.677; b1297 53.177; b1380
    36.535; b1478 35.38; b1479 63.197; b1524 33.516; b1602 48.723; b1603 54.623; b1611 50.489;
    b1612 60.299; b1621 56.627; b1676 50.729; b1702 87.435; b1723 32.456; b1761 48.581; b1773
    30.81; b1779 35.532; b1812 50.97; b1817 35.048; b1818 27.636; b1819 30.955; b1849 42.434;
    b1852 55.704; b1854 51.357; b2029 51.481; b2097 38.109; b2133 64.612; b2276 52.044; b2277
    56.525; b2278 66.438; b2279 10.845; b2280 19.875; b2281 20.538; b2282 36.219; b2283
    100.299; b2284 49.292; b2285 18.59; b2286 68.236; b2287 25.056; b2288 16.457; b2296 43.29;
    b2297 77.172; b2415 9.119; b2416 63.562; b2417 18.251; b2458 36.067; b2463 82.417; b2464
    35.659; b2465 73.043; b2492 30.565; b2579 14.284; b2587 47.052; b2779 45.655; b2914 22.86;
    b2925 39.147; b2926 41.118; b2935 72.212; b2975 58.92; b2976 80.489; b2987 53.809; b3114
    85.936; b3115 43.384; b3212 163.297; b3213 52.015; b3236 32.337; b3386 24.554; b3403
    59.643; b3493 53.389; b3528 45.436; b3603 59.168; b3612 56.194; b3731 15.068; b3732
    50.325; b3733 31.577; b3734 55.222; b3735 19.332; b3736 17.264; b3737 8.256; b3738 30.303;
    b3739 13.632; b3870 51.904; b3916 34.842; b3919 26.972; b3925 35.852; b3951 85.96; b3952
    32.43; b3956 99.063; b3962 51.56; b4014 60.274; b4015 47.522; b4025 61.53; b4077 47.159;
    b4090 16.073; b4122 60.105; b4151 13.107; b4152 15.015; b4153 27.123; b4154 65.972; b4232
    36.834; b4301 23.214; b4395 24.065; s0001 0.0
    """
}
