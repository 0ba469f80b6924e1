/// One of a member's sessions, for the list in which they can be ended.
package struct SessionSummary: Sendable, Hashable {
    package let id: Int64
    package let createdAtMicros: Int64
    package let lastSeenAtMicros: Int64
    package let expiresAtMicros: Int64
    package let address: String
    package let userAgent: String
}
