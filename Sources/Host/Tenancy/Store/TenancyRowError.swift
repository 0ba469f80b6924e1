/// A row of schema `app` that does not hold what this release expects: another release has changed it.
struct TenancyRowError: Error, CustomStringConvertible {
    let column: Int
    let expected: String

    var description: String { "column \(column) of a row in schema app is not \(expected); was it written by another release?" }
}
