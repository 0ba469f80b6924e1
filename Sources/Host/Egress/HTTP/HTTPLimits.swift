/// What bounds the outgoing requests of one instance, whatever a request asks for.
package struct HTTPLimits: Sendable {
    /// Requests to one host under way at once; more wait in line.
    package var requestsPerHost = 8
    /// Requests under way at once to all hosts; more wait in line.
    package var requestsInAll = 32
    /// Requests that may wait in line.
    package var waiting = 256
    /// Connections kept open for the next request.
    package var idleConnections = 8
    /// Hops after the first request.
    package var redirects = 5
    /// Bytes of one answer's header lines, and how many they may be.
    package var headerBytes = 65_536
    package var headerLines = 256
    /// Failures in a row after which a host is left alone.
    package var failuresToOpen = 5
    /// How long it is left alone the first time; twice as long each time it fails again, up to the longest.
    package var firstRestNanos: UInt64 = 5_000_000_000
    package var longestRestNanos: UInt64 = 60_000_000_000

    package init() {}

    /// Bytes of a request's body.
    package static let maximumRequestBytes = 8 << 20
    /// Bytes of an answer's body, if the request says nothing, and at most.
    package static let standardAnswerBytes = 1 << 20
    package static let maximumAnswerBytes = 16 << 20
    package static let maximumURLBytes = 8_192
    /// Of a request's headers.
    package static let maximumHeaders = 64
    package static let maximumHeaderValueBytes = 8_192
}
