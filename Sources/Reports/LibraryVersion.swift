internal import CMarkdown

/// The version of cmark-gfm at hand.
public let markdownLibraryVersion = String(cString: cmark_version_string())
