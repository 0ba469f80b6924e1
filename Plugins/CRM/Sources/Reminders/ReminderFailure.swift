import PluginKit

/// What a mail that did not go means for its reminder, and for those behind it. Pure.
enum ReminderFailure: Sendable {
    /// The same mail to the same address fails again: somebody has to look at it.
    case final
    /// Another one may go: this one is tried again later.
    case ofThisOne
    /// No other one would fare better: the run ends, and this one was not tried.
    case ofAll

    init(_ error: PluginError) {
        guard error.code != .invalidArgument else {
            self = .final
            return
        }
        let words = error.details.split(separator: ":", maxSplits: 2).map { $0.drop { $0 == " " } }
        switch (words.first, words.dropFirst().first) {
        case ("rejected", "recipients"): self = .final
        case ("rejected", "sender"), ("rejected", "session"), ("try_later", "sender"), ("try_later", "session"): self = .ofAll
        // A mail that the server breaks off at may be the only one; one that it may have is known by its reference if it comes twice.
        case ("rejected", _), ("try_later", _), ("recipient_not_granted", _), ("broken_answer", _), ("outcome_unknown", _):
            self = .ofThisOne
        default: self = .ofAll
        }
    }
}
