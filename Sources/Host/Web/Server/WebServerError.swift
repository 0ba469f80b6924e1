/// Why the server cannot be built or started.
package struct WebServerError: Error, CustomStringConvertible {
    /// The kind of fault.
    package enum Code: String, Sendable {
        /// The host's own pages were not found.
        case resourcesMissing
        /// A template or catalogue of the host is broken.
        case resourcesBroken
        /// The address cannot be listened on.
        case cannotListen
    }

    package let code: Code
    /// What a person can act on.
    package let message: String

    package var description: String { "\(code.rawValue): \(message)" }
}
