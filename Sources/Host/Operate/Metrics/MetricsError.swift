/// A metric that cannot be registered as asked.
package struct MetricsError: Error, CustomStringConvertible {
    /// What is wrong with the registration.
    package enum Code: String, Sendable {
        /// The metric's name is not of the form `[a-zA-Z_:][a-zA-Z0-9_:]*`.
        case invalidName
        /// A label's name is not of the form `[a-zA-Z_][a-zA-Z0-9_]*`, is reserved, or occurs twice.
        case invalidLabel
        /// The name is taken by a metric of another kind or with other labels.
        case conflict
        /// Buckets are empty, not finite or not ascending.
        case invalidBuckets
    }

    /// What is wrong.
    package let code: Code
    /// What a person can act on.
    package let message: String

    package var description: String { "\(code.rawValue): \(message)" }
}
