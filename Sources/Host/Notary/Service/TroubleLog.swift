/// Tells what has become wrong and what is over, each once, however often it is seen. Pure.
struct TroubleLog: Sendable, Hashable {
    // What it is about, without its figures: "84 wei" and "83 wei" are one trouble.
    private var known: [String: NotaryTrouble] = [:]

    /// What has changed since the last look.
    struct Change: Sendable, Hashable {
        let begun: [NotaryTrouble]
        let over: [NotaryTrouble]
    }

    /// Takes what is wrong now.
    mutating func note(_ troubles: [NotaryTrouble]) -> Change {
        var now: [String: NotaryTrouble] = [:]
        var begun: [NotaryTrouble] = []
        for trouble in troubles where now.updateValue(trouble, forKey: Self.subject(trouble)) == nil {
            if known[Self.subject(trouble)] == nil { begun.append(trouble) }
        }
        let over = known.filter { now[$0.key] == nil }.sorted { $0.key < $1.key }.map(\.value)
        known = now
        return Change(begun: begun, over: over)
    }

    private static func subject(_ trouble: NotaryTrouble) -> String {
        switch trouble {
        case .nodeApart(let apart): "\(trouble.kind.rawValue) \(apart.node)"
        case .unfinished(let account, _): "\(trouble.kind.rawValue) \(account)"
        case .transaction(let nonce, let alarm): "\(trouble.kind.rawValue) \(nonce.map { "\($0)" } ?? "") \(alarm.rawValue)"
        case .other(let told): "\(trouble.kind.rawValue) \(told.filter { !$0.isNumber })"
        default: trouble.kind.rawValue
        }
    }
}
