/// Whether a rollout has come as far as somebody asked, by what the hosts say of it. Pure.
package enum RolloutProgress: Sendable, Hashable {
    /// Every host that is there runs what was asked for.
    case followed
    /// No host is there to follow; the next that starts does.
    case nobody
    /// Not every host yet.
    /// - `reasons`: each host that lacks something, and what keeps it, for people.
    /// - `isHindered`: whether a host has said what keeps it, so that waiting alone may not help.
    case underWay(reasons: [String], isHindered: Bool)
    /// It went another way than was asked: back, or another rollout took its place.
    case elsewhere(reason: String)

    /// - Parameters:
    ///   - asked: As it was right after it was asked for: running, or rolled back.
    ///   - now: The plugin's rollout of now; nil if there is none.
    ///   - hosts: What they have said of it.
    ///   - silent: Hosts that are there and have said nothing, by name.
    package init(of asked: Rollout, now: Rollout?, hosts: [RolloutHost], silent: [String]) {
        guard let now, now.number == asked.number else {
            self = .elsewhere(reason: "another upgrade of \(asked.plugin) has taken its place\(now.map { ": \($0.summary)" } ?? "")")
            return
        }
        let wantsNewer = asked.state == .running || asked.state == .done
        guard wantsNewer == (now.state == .running || now.state == .done) else {
            let serving = "\(asked.plugin) \(now.current.version) serves"
            self = .elsewhere(
                reason: wantsNewer
                    ? "\(asked.plugin) \(asked.newer.version) went back\(now.reason.map { ": \($0)" } ?? ""); \(serving)"
                    : "the way back was overtaken by another change; \(serving)")
            return
        }
        var reasons: [String] = []
        var isHindered = false
        for host in hosts {
            if host.revision < now.revision {
                reasons.append("the host \(host.host) has not followed yet")
            } else if host.waiting > 0 || host.note != nil {
                isHindered = isHindered || host.note != nil
                let count =
                    switch host.waiting {
                    case 0: "the version does not serve"
                    case 1: "1 tenant is still to come"
                    default: "\(host.waiting) tenants are still to come"
                    }
                reasons.append("on the host \(host.host) \(count)\(host.note.map { ": \($0)" } ?? "")")
            }
        }
        reasons += silent.map { "the host \($0) has said nothing of it yet" }
        if !reasons.isEmpty {
            self = .underWay(reasons: reasons, isHindered: isHindered)
        } else {
            self = hosts.isEmpty ? .nobody : .followed
        }
    }
}
