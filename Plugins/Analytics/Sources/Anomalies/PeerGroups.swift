/// Who is compared with whom. Pure.
struct PeerGroups: Sendable {
    /// The neighbours' group of each miner; nil for one that has too few.
    let groupOfMiner: [Int?]
    /// The members of each group, as positions in the window.
    let members: [[Int]]
    /// The site of the miners, by site, as positions in the window.
    let sites: [(id: Int64, members: [Int])]
    /// Miners of one model.
    let models: [[Int]]

    /// Neighbours share a site and an address block, which is a rack or a row of them; where those are too few the site; then everybody who
    /// has no such group.
    init(_ miners: [FleetWindow.Miner], least: Int) {
        struct Key: Hashable {
            let site: Int64?
            let block: String?
        }
        var blocks: [Key: [Int]] = [:]
        var sites: [Key: [Int]] = [:]
        var models: [String: [Int]] = [:]
        for (index, miner) in miners.enumerated() {
            blocks[Key(site: miner.site, block: miner.block), default: []].append(index)
            sites[Key(site: miner.site, block: nil), default: []].append(index)
            models[miner.model, default: []].append(index)
        }
        var groups: [[Int]] = []
        var groupOfMiner: [Int?] = Array(repeating: nil, count: miners.count)
        func assign(_ candidates: some Sequence<[Int]>) {
            for members in candidates.sorted(by: { $0[0] < $1[0] }) where members.count >= least {
                for member in members where groupOfMiner[member] == nil { groupOfMiner[member] = groups.count }
                groups.append(members)
            }
        }
        assign(blocks.values)
        assign(sites.filter { $0.key.site != nil }.values)
        let others = groupOfMiner.indices.filter { groupOfMiner[$0] == nil }
        if !others.isEmpty { assign([others]) }
        self.groupOfMiner = groupOfMiner
        members = groups
        self.sites = sites.compactMap { key, members in key.site.map { ($0, members) } }.sorted { $0.0 < $1.0 }
        self.models = models.values.filter { $0.count >= least }.sorted { $0[0] < $1[0] }
    }
}
