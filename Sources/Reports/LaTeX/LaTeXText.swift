internal import Basics
internal import Tables

/// Escapes text for LaTeX, any engine, text mode.
enum LaTeXText {
  static func escape(_ text: String) -> String {
    let text = HostileText.visible(MarkdownText.singleLine(text))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      if scalar.isASCII {
        if let known = asciiReplacements[Int(scalar.value)] {
          bytes += known
        } else {
          bytes.append(UInt8(scalar.value))
        }
      } else if let known = replacements[scalar] {
        bytes += known.utf8
      } else if let raised = superscripts[scalar] {
        bytes += "\\textsuperscript{\(raised)}".utf8
      } else if let lowered = subscripts[scalar] {
        bytes += "\\textsubscript{\(lowered)}".utf8
      } else if scalar.value < 0x180 {
        bytes += String(scalar).utf8
      } else {
        // What an 8-bit font may lack is named, so that the file compiles with every engine.
        bytes += "{[}U+\(String(scalar.value, radix: 16, uppercase: true)){]}".utf8
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let asciiReplacements: [[UInt8]?] = (0..<128).map { value in
    replacements[Unicode.Scalar(UInt8(value))].map { Array($0.utf8) }
  }

  private static let replacements: [Unicode.Scalar: String] = [
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#",
    "%": "\\%", "_": "\\_", "^": "\\textasciicircum{}", "~": "\\textasciitilde{}",
    "<": "\\textless{}", ">": "\\textgreater{}", "|": "\\textbar{}", "\"": "\\textquotedbl{}",
    "[": "{[}", "]": "{]}", "`": "\\textasciigrave{}", "-": "-{}", "'": "'{}",
    "\u{A0}": "~", "\u{2212}": "$-$", "\u{2013}": "--", "\u{2014}": "---", "\u{2009}": "\\,",
    "\u{202F}": "\\,", "\u{2018}": "`", "\u{2019}": "'", "\u{201C}": "``", "\u{201D}": "''",
    "\u{2026}": "\\ldots{}", "\u{D7}": "$\\times$", "\u{B1}": "$\\pm$", "\u{2192}": "$\\to$",
    "\u{2190}": "$\\leftarrow$", "\u{2264}": "$\\le$", "\u{2265}": "$\\ge$",
    "\u{2248}": "$\\approx$",
    "\u{2260}": "$\\ne$", "\u{221E}": "$\\infty$", "\u{221A}": "$\\surd$", "\u{2211}": "$\\sum$",
    "\u{2713}": "$\\surd$", "\u{2717}": "$\\times$", "\u{2205}": "$\\emptyset$",
    "\u{2022}": "\\textbullet{}", "\u{20AC}": "\\texteuro{}", "\u{B5}": "$\\mu$",
    "\u{B0}": "\\textdegree{}", "\u{B7}": "$\\cdot$", "\u{27E8}": "$\\langle$",
    "\u{27E9}": "$\\rangle$", "\u{AC}": "$\\lnot$", "\u{F7}": "$\\div$", "\u{A7}": "\\S{}",
    "α": "$\\alpha$", "β": "$\\beta$", "γ": "$\\gamma$", "δ": "$\\delta$", "ε": "$\\epsilon$",
    "η": "$\\eta$", "θ": "$\\theta$", "κ": "$\\kappa$", "λ": "$\\lambda$", "μ": "$\\mu$",
    "ν": "$\\nu$", "π": "$\\pi$", "ρ": "$\\rho$", "σ": "$\\sigma$", "τ": "$\\tau$",
    "φ": "$\\varphi$",
    "χ": "$\\chi$", "ψ": "$\\psi$", "ω": "$\\omega$", "Δ": "$\\Delta$", "Σ": "$\\Sigma$",
    "Ω": "$\\Omega$",
  ]

  private static let superscripts: [Unicode.Scalar: String] = [
    "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8",
    "⁹": "9", "⁻": "$-$", "ⁿ": "n",
  ]
  private static let subscripts: [Unicode.Scalar: String] = [
    "₀": "0", "₁": "1", "₂": "2", "₃": "3", "₄": "4", "₅": "5", "₆": "6", "₇": "7", "₈": "8",
    "₉": "9",
  ]
}
