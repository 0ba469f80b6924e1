/// Of what an uptime is told.
enum UptimeGroup: String, Sendable, CaseIterable {
    case miner, site, client
}
