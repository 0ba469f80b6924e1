/// What is done to a device's state from outside, as if a person stood before it.
package enum StateChange: Sendable, Equatable {
    case sleep, wake, restart
    /// From now on orders are answered with yes and not followed, or followed again.
    case disobey, obey
    /// What opens the device from now on.
    case password(String)
    /// The mode in which it hashes.
    case workMode(String)

    /// Reads a word of the control socket; nil for any other.
    init?(_ word: String, _ text: String?) {
        switch (word, text) {
        case ("sleep", nil): self = .sleep
        case ("wake", nil): self = .wake
        case ("restart", nil): self = .restart
        case ("disobey", nil): self = .disobey
        case ("obey", nil): self = .obey
        case ("password", let text?): self = .password(text)
        case ("work-mode", let text?): self = .workMode(text)
        default: return nil
        }
    }
}
