/// What came back.
package struct OutgoingAnswer: Sendable {
    package let status: Int
    /// Names in lower case, in the order in which they came.
    package let headers: [HTTPHeader]
    /// As sent: nothing is unpacked, whatever `content-encoding` says.
    package let body: [UInt8]
    /// Where it came from, after all hops.
    package let url: String
    /// Redirects followed.
    package let hops: Int
    package let elapsedNanos: UInt64
}
