import PluginABI

/// What became of a call that the scripted host started.
struct CallRecord: Sendable {
    /// The plugin's `complete`.
    struct Completion: Sendable, Equatable {
        let status: hi_status
        let answer: [UInt8]
        let message: String
    }

    var completion: Completion?
    /// The host has answered its own caller: a completion comes too late and gets HI_STALE.
    var isGivenUp = false
}
