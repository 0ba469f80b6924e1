/// The two schemes of outgoing requests.
package enum HTTPScheme: String, Sendable, CaseIterable {
    case http
    case https

    /// The port where a URL names none.
    package var standardPort: UInt16 { self == .http ? 80 : 443 }
}
