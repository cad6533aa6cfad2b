internal import CGSL

/// The version of GSL that the program was built with.
public let gslVersion = GSL_VERSION
