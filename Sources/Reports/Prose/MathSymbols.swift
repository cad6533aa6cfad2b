/// The names that a formula may have after a backslash.
enum MathSymbols {
  static let identifiers: [String: String] = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ",
    "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ",
    "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω", "ell": "ℓ", "infty": "∞", "partial": "∂", "emptyset": "∅",
  ]
  static let signs: [String: String] = [
    "times": "×", "cdot": "·", "div": "÷", "pm": "±", "mp": "∓", "le": "≤", "leq": "≤", "ge": "≥",
    "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈", "sim": "∼", "propto": "∝", "equiv": "≡",
    "ll": "≪", "gg": "≫", "in": "∈", "notin": "∉", "subset": "⊂", "cup": "∪", "cap": "∩",
    "to": "→", "rightarrow": "→", "mid": "∣", "sum": "∑", "prod": "∏", "int": "∫", "ldots": "…",
    "dots": "…", "cdots": "⋯", "forall": "∀", "exists": "∃", "lvert": "|", "rvert": "|",
    "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "langle": "⟨", "rangle": "⟩",
    "{": "{", "}": "}", "%": "%", "#": "#", "&": "&", "_": "_", "$": "$", "|": "‖", "perp": "⊥",
  ]
  /// In ems.
  static let spaces: [String: Double] = [
    ",": 0.1667, ":": 0.2222, ";": 0.2778, "!": -0.1667, " ": 0.25, "quad": 1, "qquad": 2,
  ]
  static let functions: Set<String> = [
    "ln", "log", "exp", "min", "max", "sin", "cos", "tan", "Pr", "arg", "lim", "sup", "inf", "det",
  ]
  static let accents: [String: String] = [
    "bar": "¯", "overline": "¯", "hat": "^", "widehat": "^", "tilde": "~", "widetilde": "~",
    "dot": "˙", "vec": "→",
  ]
  static let names: [String] =
    identifiers.keys.sorted() + signs.keys.sorted() + functions.sorted() + accents.keys.sorted()
    + ["frac", "sqrt", "text", "mathrm", "left", "right", "quad"]
}
