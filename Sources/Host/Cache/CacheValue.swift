/// A value to keep, and for how long.
package struct CacheValue: Sendable, Equatable {
    package let bytes: [UInt8]
    package let freshMillis: Int64
    /// At least ``freshMillis``; after it the value is gone.
    package let keepMillis: Int64

    package init(_ bytes: [UInt8], freshMillis: Int64, keepMillis: Int64) {
        self.bytes = bytes
        self.freshMillis = freshMillis
        self.keepMillis = max(freshMillis, keepMillis)
    }
}

/// What is known of a key at one moment.
package struct CacheLookup: Sendable, Equatable {
    /// What became of the value.
    package enum State: Int64, Sendable {
        case missing = 0
        case fresh = 1
        case stale = 2
    }

    package var state: State
    /// Empty if it is missing.
    package var bytes: [UInt8]
    /// Since it was put; 0 if it is missing.
    package var ageMillis: Int64
    /// The right to make a new one; nil if it was not asked for, or is somebody else's.
    package var lease: Int64?

    package static let missing = CacheLookup(state: .missing, bytes: [], ageMillis: 0)

    package init(state: State, bytes: [UInt8], ageMillis: Int64, lease: Int64? = nil) {
        self.state = state
        self.bytes = bytes
        self.ageMillis = ageMillis
        self.lease = lease
    }
}

/// How much one partition may hold.
package struct CacheLimits: Sendable, Equatable {
    package let entries: Int
    /// Of names and values together.
    package let bytes: Int

    package init(entries: Int, bytes: Int) {
        self.entries = entries
        self.bytes = bytes
    }
}

/// What a partition holds.
package struct CacheUse: Sendable, Equatable {
    package let entries: Int
    package let bytes: Int

    package init(entries: Int, bytes: Int) {
        self.entries = entries
        self.bytes = bytes
    }
}
