/// Texts as data may bring them, each made to break out of some format.
enum Hostile {
  static let texts = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
    "</style><script>x</script>", "<!-- x --><b>", "--><script>", "&lt;b&gt; &amp; &#60;",
    "[click](javascript:alert(1))", "![x](http://evil.example/a.png)", "**bold** _it_ `code` ~~s~~",
    "a | b || c", "# heading", "1. item", "- item", "> quote", "+ plus", "= x", "---",
    "```\ncode\n```",
    "http://evil.example and https://evil.example", "www.evil.example", "mail me@evil.example now",
    "$x^2$ $$y$$", "\\alpha \\input{/etc/passwd} \\write18{rm}", "100% #1 A&B c_d e^f ~g {h}",
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"http://x\")",
    "line\nbreak\r\nand\u{2028}more", "null\u{0}byte", "right\u{202E}to\u{2066}left",
    "zero\u{200B}width",
    "\u{FEFF}mark", "{{number(x)}} {{{y}}}", "[^1]", "<https://evil.example>",
    "[x]: http://evil.example",
    "\\", "\\\\*x*", "a\\|b", "Optional(1)", "nan", "]]>", "%0d%0aSet-Cookie", "😀 中文 ŝ é",
  ]
}
