import HostData
import HostPinning

/// Where evidence is pinned and what waits, for programs and people; read from the database, whether or not a host runs.
struct PinningReport: Encodable {
    struct Provider: Encodable {
        let provider: String
        let pinned: Int
        let waiting: Int
        let removing: Int
        let parked: Int
        let mismatched: Int
        let sentBytesThisMonth: Int64
        let problem: String?
        let restSeconds: Double
        let host: String?
        let day: Tally
        let week: Tally
        /// Since the pin that was not looked for the longest was seen.
        let uncheckedSeconds: Double?
    }

    /// Of the last 24 hours, or seven days.
    struct Tally: Encodable {
        let pinned: Int
        let failed: Int
        let checked: Int
        let lost: Int

        init(_ tally: PinTally) { (pinned, failed, checked, lost) = (tally.pinned, tally.failed, tally.checked, tally.lost) }
    }

    let providers: [Provider]
    /// Objects that wait for a provider to be named, or for pinning to be switched on.
    let unplaced: Int

    init(_ database: Database) async throws {
        let found = try await PinStore(database: database, host: HostName.current, providers: []).overview()
        unplaced = found.unplaced
        providers = found.providers.map {
            Provider(
                provider: $0.provider, pinned: $0.pinned, waiting: $0.waiting, removing: $0.removing, parked: $0.parked,
                mismatched: $0.mismatched, sentBytesThisMonth: $0.monthBytes, problem: $0.problem ?? $0.example,
                restSeconds: $0.restSeconds,
                host: $0.holder, day: Tally($0.day), week: Tally($0.week), uncheckedSeconds: $0.uncheckedSeconds)
        }
    }

    var rows: [[String]] {
        let lines = providers.map { provider in
            var words = ["\(provider.pinned) pinned", "\(provider.waiting) waiting"]
            if provider.removing > 0 { words.append("\(provider.removing) to be unpinned") }
            if provider.parked > 0 { words.append("\(provider.parked) refused") }
            if provider.mismatched > 0 { words.append("\(provider.mismatched) under ANOTHER identifier") }
            if provider.day.pinned + provider.day.failed > 0 {
                words.append("\(provider.day.pinned) pinned and \(provider.day.failed) tries failed in 24 hours")
            }
            if provider.week.lost > 0 { words.append("\(provider.week.lost) LOST within a week and handed over again") }
            if provider.restSeconds > 0 { words.append("left alone for \(Int(provider.restSeconds) + 1) s") }
            if let problem = provider.problem { words.append(problem) }
            words.append(provider.host.map { "asked by \($0)" } ?? "no host asks it at the moment")
            return ["pins at \(provider.provider)", words.joined(separator: ", ")]
        }
        return lines + (unplaced > 0 ? [["pins", "\(unplaced) wait for a place to be named or switched on"]] : [])
    }
}
