/// What a plugin did, and what the contract expects instead.
package struct Finding: Error, Sendable, Equatable {
    package let seen: String
    package let expected: String

    init(_ seen: String, expected: String) {
        self.seen = seen
        self.expected = expected
    }
}
